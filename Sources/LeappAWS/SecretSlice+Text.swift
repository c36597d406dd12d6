import LeappBytes
import LeappCrypto

extension SecretSlice {
    /// Whether all bytes are printable ASCII without blanks, and there are 1 to `limit` of them.
    func isPrintable(upTo limit: Int) -> Bool {
        guard (1...limit).contains(count) else { return false }
        for index in 0..<count where bytes[index] < 33 || bytes[index] > 126 { return false }
        return true
    }

    /// Whether it is an MFA code.
    var isSixDigits: Bool {
        guard count == 6 else { return false }
        for index in 0..<count where !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { return false }
        return true
    }
}
