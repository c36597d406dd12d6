/// The forms that texts to and from AWS have.
extension String {
    /// Whether it can be an access key id: 1 to 128 letters, digits and underscores.
    var isAccessKeyID: Bool {
        (1...128).contains(utf8.count) && utf8.allSatisfy { String.isLetterOrDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// Whether it is an account's twelve digits.
    var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Whether it can be a role's name: 1 to 128 of the characters that IAM takes in one.
    var isRoleName: Bool {
        let others = Set("_+=,.@-".utf8)
        return (1...128).contains(utf8.count) && utf8.allSatisfy { String.isLetterOrDigit($0) || others.contains($0) }
    }

    /// Whether it is a text of 1 to `limit` bytes in which nothing moves the cursor or hides what it says.
    func isOneLine(upTo limit: Int) -> Bool {
        (1...limit).contains(utf8.count)
            && unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
}
