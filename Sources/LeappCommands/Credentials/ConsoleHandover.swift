import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappLoopback

/// Hands a secret address to the browser: a page on 127.0.0.1 that leads there once, so that no list of processes shows it.
struct ConsoleHandover: ~Copyable {
    private let commands: [BrowserCommand]
    private let listener: LoopbackListener
    private let path: String

    /// How long the browser is waited for, in milliseconds.
    private static let patience: Int64 = 120_000

    /// Binds the listener; refused where no browser of this machine can be opened.
    init(_ access: AccessOptions) throws(CommandError) {
        let surroundings = Surroundings.current
        let way = SignInWay(
            deviceCode: false, noBrowser: false, variable: surroundings.variable, isContainer: SignInOptions.isContainer)
        if case .deviceCode(let reason) = way { throw .noBrowser(reason: reason ?? "no browser is to be opened") }
        let randomness = try VaultSite(vault: access.vault.vault).effects.randomness
        let bound = try LoopbackListener()
        commands = BrowserCommand.all(variable: surroundings.variable("BROWSER"), isMacOS: SignInWay.isMacOS)
        path = "/" + randomness.bytes(16).hex
        listener = bound
    }

    /// Opens the browser and sends it on to `url`.
    borrowing func open(_ url: SecretSlice, as name: String) async throws(CommandError) {
        guard ConsoleHandover.isAddress(url), let page = WebURL(checking: "http://127.0.0.1:\(listener.port)\(path)") else {
            throw .badAnswer(.console)
        }
        var browser = Browser(opening: page, with: commands)
        var limits = LoopbackLimits()
        limits.total = ConsoleHandover.patience
        let (path, port) = (path, listener.port)
        let came = try await listener.serve(limits: limits) { () async throws(CommandError) in
            browser.look()
            if case .failed = browser.state { throw .noBrowser(reason: "no browser could be started") }
            return browser.state == .opened ? nil : Browser.pace
        } judge: { (head: RawSpan?) -> (page: SecretSlice, brought: Bool?) in
            guard let head else { return (CallbackPage.tooLarge.slice, nil) }
            switch ConsoleHandover.stray(head, path: path, port: port) {
            case let page?: return (page.slice, nil)
            case nil: return (ConsoleHandover.redirect(to: url), true)
            }
        }
        guard came == true else { throw .noBrowser(reason: "the browser did not ask for its page in two minutes") }
        try Surroundings.current.note("opened the console as \(name)")
    }

    /// The page for a request that is not the browser's; nil for the one that is.
    static func stray(_ head: RawSpan, path: String, port: UInt16) -> CallbackPage? {
        guard let request = CallbackRequest(parsing: head) else { return .garbled }
        guard request.host.isEqual(to: "127.0.0.1:\(port)") else { return .misdirected }
        guard constantTimeEqual(request.path, Array(path.utf8).rawSpan), request.query == nil else { return .notFound }
        return request.method.isEqual(to: "GET") ? nil : .notAllowed
    }

    /// The answer that leads to `url`.
    static func redirect(to url: SecretSlice) -> SecretSlice {
        var answer = SecretWriter(capacity: url.count + 256)
        answer.append("HTTP/1.1 302 Found\r\nLocation: ")
        answer.append(url.bytes)
        answer.append(
            "\r\nContent-Length: 0\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n")
        return SecretArena(answer.finish()).slice
    }

    /// Whether it can stand in a header: `http://` or `https://` and visible ASCII.
    static func isAddress(_ url: SecretSlice) -> Bool {
        let bytes = url.bytes
        guard bytes.starts(with: "https://") || bytes.starts(with: "http://") else { return false }
        return (0..<bytes.byteCount).allSatisfy { (0x21...0x7e).contains(bytes[$0]) }
    }
}
