import LeappAWS
import LeappCrypto

/// A sign-in that is under way; it lives in memory only.
struct LoginAttempt: Sendable {
    /// How long a user has in the browser, in milliseconds.
    static let browserTime: Int64 = 10 * 60 * 1000
    /// The most sign-ins that are under way at a time.
    static let limit = 16
    /// How many seconds lie between two questions whether a sign-in by browser is still waited for.
    static let browserInterval: Int64 = 2
    /// How often in a row AWS may fail to answer whether the user has agreed.
    static let failures = 3

    /// Where.
    let site: PortalSite
    /// Who asks.
    let client: OIDCClient
    /// When it is over, on the boot clock in milliseconds.
    let end: Int64
    /// What is still to come.
    var flow: Flow

    /// Whether a browser is to bring a code.
    var isByBrowser: Bool { if case .browser = flow { true } else { false } }

    /// Whether a newer one at the same portal has ended it.
    var isReplaced: Bool { if case .replaced = flow { true } else { false } }

    enum Flow: Sendable {
        /// The code that the browser brings back to `redirectURI`.
        case browser(verifier: SecretSlice, redirectURI: String)
        /// The user's agreement, somewhere else.
        case device(Poll)
        /// Nothing: another sign-in at the portal has begun, and whoever asks for this one is told.
        case replaced
    }

    /// The questions whether the user has agreed.
    struct Poll: Sendable {
        let code: SecretSlice
        /// Seconds between two questions.
        var interval: Int64
        /// When the next may be asked, on the boot clock in milliseconds.
        var next: Int64
        /// How many questions in a row had no answer.
        var failures = 0

        /// AWS asked for fewer questions (RFC 8628 section 3.5).
        mutating func slowDown() { interval = min(interval + 5, 3600) }

        /// AWS could not be asked: fewer questions (RFC 8628 section 3.5).
        mutating func backOff() {
            failures += 1
            interval = min(interval * 2, 3600)
        }
    }
}

/// The address on this machine to which the browser brings the code (RFC 8252 section 7.3).
struct RedirectURI: Equatable, Sendable {
    /// The address as AWS has it of the client, without a port: any port will do.
    static let registered = "http://127.0.0.1/oauth/callback"

    /// The address with the port of the listener.
    let text: String

    /// Takes `http://127.0.0.1:PORT/oauth/callback` with a port from 1 to 65535 without leading zeros; nil for anything else.
    init?(_ text: String) {
        let (start, end) = ("http://127.0.0.1:", "/oauth/callback")
        guard text.hasPrefix(start), text.hasSuffix(end), text.utf8.count > start.utf8.count + end.utf8.count else { return nil }
        let port = text.dropFirst(start.utf8.count).dropLast(end.utf8.count)
        guard let number = UInt16(port), number > 0, String(number) == port else { return nil }
        self.text = text
    }
}
