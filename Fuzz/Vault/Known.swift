import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappVault

/// The secrets that the target knows.
enum Known {
    static let key = makeKey()

    /// A code of its own for each use: it is not copied.
    static var code: RecoveryCode {
        guard let code = RecoveryCode(Secret(copying: [UInt8](repeating: 0xc0, count: 20).rawSpan)) else {
            broken("20 bytes are a code")
        }
        return code
    }

    private static func makeKey() -> DataKey {
        guard let key = DataKey(Secret(copying: Array(0..<32).rawSpan)) else { broken("32 bytes are a key") }
        return key
    }
}
