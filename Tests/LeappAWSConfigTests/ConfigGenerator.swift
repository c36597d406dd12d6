import LeappAWSConfig

/// Files that are mostly right and sometimes odd, the same for the same seed.
struct ConfigGenerator {
    private var random: SplitMix
    private let file: AWSFile
    private let oddity: Int

    /// `oddity` is the chance in percent that a piece is an odd one.
    init(_ file: AWSFile, seed: UInt64, oddity: Int) {
        random = SplitMix(seed)
        self.file = file
        self.oddity = oddity
    }

    mutating func generate() -> [UInt8] {
        let end = pick(["\n", "\n", "\n", "\r\n"])
        var lines: [String] = []
        if odd() { lines.append(pick(["", "# head", "; head", "key = before", "  indented", "\u{feff}"])) }
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            lines.append(header())
            for _ in 0..<Int.random(in: 0..<6, using: &random) { property(&lines) }
            if chance(40) { lines.append(pick(["", "# between", "  ", "\t"])) }
        }
        var text = lines.map { $0 + (odd() && chance(10) ? pick(["\r", "\n\n", "\r\r\n"]) : end) }.joined()
        if chance(20), text.hasSuffix(end) { text.removeLast() }
        var bytes = Array(text.utf8)
        if odd(), chance(15), !bytes.isEmpty {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = pick([0xff, 0xc3, 0x00, 0x0c])
        }
        return bytes
    }

    private mutating func header() -> String {
        let name =
            odd()
            ? pick(["foo!bar", "a b", "\"q d\"", "\"q\"", "DEFAULT", "", "x#y", "é", "a\\b", "p]q", " lead", "trail "])
            : pick(
                ["default", "alpha", "some-thing:long/the_one%only.foo@bar+"]
                    + (0..<6).map { _ in "n\(Int.random(in: 0..<900, using: &random))" })
        let right: String
        switch file {
        case .config:
            let prefix = pick(["profile", "profile", "profile", "profile", "sso-session", "services"])
            right = name == "default" && chance(70) ? "default" : "\(prefix)\(chance(90) ? " " : "\t")\(name)"
        case .credentials: right = name
        }
        guard odd() else { return "[\(right)]" + pick(["", "", "", " ", " # note", "; note", "#note"]) }
        return pick([
            "[\(right)", "[ \(right)]", "[\(right) ]", "[\t\(right)\t]", "[\(right)] junk", "[\(right)]# a ] b", " [\(right)]",
            "[\(name)]", "[profile \(name)]", "[profiles \(name)]", "[profile\(name)]", "[sso-session \(name)]", "[DEFAULT]",
            "[]",
            "[plugins]", "[\(right)]\u{0c}", "[profile default]", "[default]", "[[\(right)]]",
        ])
    }

    private mutating func property(_ lines: inout [String]) {
        let key = pick(["region", "role_arn"] + (0..<10).map { _ in "x\(Int.random(in: 0..<900, using: &random))" })
        if chance(15) {
            lines.append("s\(Int.random(in: 0..<90, using: &random)) =")
            for _ in 0..<Int.random(in: 0..<3, using: &random) {
                lines.append(
                    odd()
                        ? pick([
                            "  bare", "  = v", "  a # = b", "  # note", "", "  k = v # c", "\u{0c} k = v", "  k\u{a0}= v",
                            "  k = v\u{2028}w",
                        ])
                        : "  \(pick(["max", "style", "in valid"])) = \(value())")
            }
            return
        }
        guard odd() else {
            lines.append("\(key)\(pick([" = ", "=", " =", "\t=\t", " =  "]))\(value())\(pick(["", "", "", " ", "\t"]))")
            if chance(10) { lines.append(" -continued\(pick(["", " # part", " "]))") }
            return
        }
        lines.append(
            contentsOf: pick([
                ["\(key) : \(value())"], ["\(key): \(value())"], ["\(key)"], ["= \(value())"], ["a:b = \(value())"],
                ["in valid = \(value())"],
                ["\(key) = \(value()) # note"], ["\(key) = \(value()) ; note"], ["\(key) = # note"], ["\(key) =# data"],
                ["ké = v"],
                ["\(key) = \(value())", "", "  cont"], ["\(key) = \(value())", "  # note"],
                ["\(key) = \(value())", "# note", "  cont"],
                ["  \(key) = \(value())"], ["\(key) = \(value())\u{a0}"], ["\(key) = \u{3000}x"], ["\u{0b}\(key) = x"],
                ["\(key)\u{a0}= x"],
                ["Region = A", "region = b"], ["\(key.uppercased()) = up"], ["\(key) = a\r b"], ["\(key) # c = v"], ["\u{0c}"],
                [" \u{0c}"],
                ["# comment\rkey = v"], ["\(key) = v\u{85}"], ["\(key) = v\u{1c}"], ["\(key) =", "", "  k = v"],
                ["\(key) = 'q # r'"],
            ]))
    }

    private mutating func value() -> String {
        pick([
            "v", "eu-west-1", "a=b", "x#y", "x;y", "ünï", "arn:aws:iam::012345678901:role/r", "/p a t h/x", "\"q\"", "", "😂",
            "a\u{2028}b",
        ])
    }

    private mutating func odd() -> Bool { chance(oddity) }
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
