@_spi(_Unicode) import Swift

/// A name of lower case ASCII letters, digits and single hyphens, none of them at an end.
enum Slug {
    /// The longest slug, in letters; what is longer is cut.
    static let limit = 100

    /// The slug of any text: accents go, a few letters of Latin scripts are spelt out, everything else separates.
    static func of(_ text: String) -> String {
        var slug: [UInt8] = []
        var isSeparated = false
        func add(_ letter: UInt8) {
            if isSeparated && !slug.isEmpty { slug.append(UInt8(ascii: "-")) }
            isSeparated = false
            slug.append(letter)
        }
        // A name that a portal made up may be long; what is beyond four times the limit cannot matter.
        for scalar in String(text.unicodeScalars.prefix(4 * limit))._nfd {
            switch scalar.value {
            case 0x61...0x7a, 0x30...0x39: add(UInt8(scalar.value))
            case 0x41...0x5a: add(UInt8(scalar.value + 32))
            default:
                if scalar.properties.generalCategory == .nonspacingMark { continue }
                guard let spelt = spelling[scalar] else {
                    isSeparated = true
                    continue
                }
                for letter in spelt.utf8 { add(letter) }
            }
        }
        slug = Array(slug.prefix(limit))
        while slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return String(decoding: slug, as: UTF8.self)
    }

    /// Latin letters that have no decomposition.
    private static let spelling: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d",
        "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ħ": "h", "Ħ": "h", "ı": "i", "ŋ": "n", "Ŋ": "n", "ŧ": "t", "Ŧ": "t",
    ]
}
