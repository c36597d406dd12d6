import LeappAWS
import LeappJSON

extension AnswerFault {
    /// The fault's name, and the names that it carries.
    var texts: [String] {
        switch self {
        case .xml(let fault): ["xml", fault.name]
        case .json(let fault): ["json", fault.name]
        case .missing(let element): ["missing", element]
        case .invalid(let element): ["invalid", element]
        case .ofAccount(let id, let field): ["ofAccount", id, field]
        case .redirect: ["redirect"]
        case .notAWS: ["notAWS"]
        }
    }

    /// Where in the answer it is.
    var numbers: [Int64] {
        switch self {
        case .xml(let fault): fault.offset.map { [Int64($0)] } ?? []
        case .json(let fault): fault.offset.map { [Int64($0)] } ?? []
        case .missing, .invalid, .ofAccount, .redirect, .notAWS: []
        }
    }

    /// The fault of these facts; nil where there is none.
    init?(_ texts: [String], _ numbers: [Int64]) {
        switch (texts[0], texts.count) {
        case ("xml", 2):
            guard let fault = XMLFault(name: texts[1], offset: numbers.first.map { Int($0) }) else { return nil }
            self = .xml(fault)
        case ("json", 2):
            guard let fault = JSONFault(name: texts[1], offset: numbers.first.map { Int($0) }) else { return nil }
            self = .json(fault)
        case ("missing", 2): self = .missing(texts[1])
        case ("invalid", 2): self = .invalid(texts[1])
        case ("ofAccount", 3): self = .ofAccount(id: texts[1], field: texts[2])
        case ("redirect", 1): self = .redirect
        case ("notAWS", 1): self = .notAWS
        default: return nil
        }
    }
}

extension XMLFault {
    fileprivate var name: String {
        switch self {
        case .tooLarge: "tooLarge"
        case .tooDeep: "tooDeep"
        case .truncated: "truncated"
        case .documentType: "documentType"
        case .unknownEntity: "unknownEntity"
        case .mismatchedEnd: "mismatchedEnd"
        case .nameTooLong: "nameTooLong"
        case .trailing: "trailing"
        case .repeated: "repeated"
        case .malformed: "malformed"
        }
    }

    fileprivate var offset: Int? {
        switch self {
        case .tooLarge, .tooDeep, .truncated, .documentType, .repeated: nil
        case .unknownEntity(let at), .mismatchedEnd(let at), .nameTooLong(let at), .trailing(let at), .malformed(let at): at
        }
    }

    fileprivate init?(name: String, offset: Int?) {
        switch (name, offset) {
        case ("tooLarge", nil): self = .tooLarge
        case ("tooDeep", nil): self = .tooDeep
        case ("truncated", nil): self = .truncated
        case ("documentType", nil): self = .documentType
        case ("repeated", nil): self = .repeated
        case ("unknownEntity", let at?): self = .unknownEntity(at: at)
        case ("mismatchedEnd", let at?): self = .mismatchedEnd(at: at)
        case ("nameTooLong", let at?): self = .nameTooLong(at: at)
        case ("trailing", let at?): self = .trailing(at: at)
        case ("malformed", let at?): self = .malformed(at: at)
        default: return nil
        }
    }
}

extension JSONFault {
    fileprivate var name: String {
        switch self {
        case .tooLarge: "tooLarge"
        case .tooDeep: "tooDeep"
        case .truncated: "truncated"
        case .notUTF8: "notUTF8"
        case .loneSurrogate: "loneSurrogate"
        case .duplicateName: "duplicateName"
        case .trailing: "trailing"
        case .malformed: "malformed"
        }
    }

    fileprivate var offset: Int? {
        switch self {
        case .tooLarge, .truncated, .notUTF8: nil
        case .tooDeep(let at), .loneSurrogate(let at), .duplicateName(let at), .trailing(let at), .malformed(let at): at
        }
    }

    fileprivate init?(name: String, offset: Int?) {
        switch (name, offset) {
        case ("tooLarge", nil): self = .tooLarge
        case ("truncated", nil): self = .truncated
        case ("notUTF8", nil): self = .notUTF8
        case ("tooDeep", let at?): self = .tooDeep(at: at)
        case ("loneSurrogate", let at?): self = .loneSurrogate(at: at)
        case ("duplicateName", let at?): self = .duplicateName(at: at)
        case ("trailing", let at?): self = .trailing(at: at)
        case ("malformed", let at?): self = .malformed(at: at)
        default: return nil
        }
    }
}
