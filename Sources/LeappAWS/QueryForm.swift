import LeappBytes
import LeappCrypto
import LeappSigV4

/// The body of a request that is a form, such as one of AWS's Query protocol: `Action=…&Version=…&Name=value`, built in secret
/// memory.
struct QueryForm: ~Copyable {
    private var writer = SecretWriter(capacity: 512)

    /// A form of `action`.
    init(action: String) { writer.append("Action=\(action)") }

    /// Adds a text; nothing where there is none.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        begin(name)
        writer.append(PercentEncoding.encoded(Array(value.utf8)))
    }

    /// Adds a number; nothing where there is none.
    mutating func add(_ name: String, _ value: Int?) { add(name, value.map { String($0) }) }

    /// Adds a secret.
    mutating func add(_ name: String, secret value: SecretSlice) {
        begin(name)
        for index in 0..<value.count {
            let byte = value.bytes[index]
            if PercentEncoding.isUnreserved(byte) {
                writer.append(byte)
            } else {
                let digits = PercentEncoding.digits(byte)
                writer.append(UInt8(ascii: "%"))
                writer.append(digits.high)
                writer.append(digits.low)
            }
        }
    }

    /// The form, whole.
    consuming func finish() -> SecretSlice { SecretArena(writer.finish()).slice }

    private mutating func begin(_ name: String) { writer.append("&\(name)=") }
}
