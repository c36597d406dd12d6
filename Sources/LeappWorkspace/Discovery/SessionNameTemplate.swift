/// How sessions that a sync finds are named: text with placeholders in braces, made a slug.
public struct SessionNameTemplate: Hashable, Sendable {
    /// What a placeholder stands for.
    public enum Placeholder: String, Sendable, CaseIterable {
        /// The account's name; its id where it has none that can be spelt.
        case account
        /// The account's twelve digits.
        case accountID = "accountId"
        /// The role's name.
        case role
        /// The portal's name.
        case portal
        /// The part of the address of the account's root user before the `@`.
        case email
        /// The portal's region.
        case region
    }

    /// Why a text is no template.
    public enum Fault: Error, Hashable, Sendable {
        /// Between these braces stands nothing that is known.
        case unknownPlaceholder(String)
        /// A brace without its other one.
        case unbalanced
        /// Without any placeholder all sessions would have one name.
        case withoutPlaceholder
        /// Longer than ``SessionNameTemplate/limit`` bytes.
        case tooLong
    }

    /// The template that is used where the user chose none.
    public static let standard = SessionNameTemplate([.value(.account), .text("-"), .value(.role)])
    /// The longest template, in bytes.
    public static let limit = 256

    private enum Part: Hashable {
        case text(String)
        case value(Placeholder)
    }

    private let parts: [Part]

    private init(_ parts: [Part]) { self.parts = parts }

    /// Reads a template such as `{account}-{role}`.
    public init(parsing text: String) throws(Fault) {
        guard text.utf8.count <= SessionNameTemplate.limit else { throw .tooLong }
        var parts: [Part] = []
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else { throw .unbalanced }
            let name = String(rest[rest.index(after: brace)..<end])
            guard let placeholder = Placeholder(rawValue: name) else { throw .unknownPlaceholder(name) }
            parts += [.text(String(rest[..<brace])), .value(placeholder)]
            rest = rest[rest.index(after: end)...]
        }
        guard !parts.isEmpty else { throw .withoutPlaceholder }
        self.parts = parts + [.text(String(rest))]
    }

    /// The name that these values give; never empty.
    func name(_ value: (Placeholder) -> String) -> String {
        let text = parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let placeholder): Slug.of(value(placeholder))
            }
        }.joined()
        let slug = Slug.of(text)
        return slug.isEmpty ? "session" : slug
    }
}
