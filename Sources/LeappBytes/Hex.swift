extension Collection where Element == UInt8 {
    /// Lower-case hexadecimal, two digits a byte.
    public var hex: String {
        unsafe String(unsafeUninitializedCapacity: count * 2) { digits in
            var place = 0
            for byte in self {
                unsafe digits[place] = (byte >> 4).hexDigit
                unsafe digits[place + 1] = (byte & 15).hexDigit
                place += 2
            }
            return place
        }
    }
}

extension Array where Element == UInt8 {
    /// Reads hexadecimal digits of either case; nil for an odd count or another character.
    public init?(hex: some StringProtocol) {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexValue, let low = digits[index + 1].hexValue else { return nil }
            append(high << 4 | low)
        }
    }
}

extension UInt8 {
    /// The digit of a value below 16.
    fileprivate var hexDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "a") + self - 10 }

    fileprivate var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
