import LeappAWS
import LeappAgentProtocol
import LeappBytes
import LeappCrypto
import LeappLoopback

/// A sign-in at a portal, from the first request to the token, which stays with the engine.
struct SignIn: Sendable {
    /// The engine that holds what is secret.
    let client: EngineClient
    /// How the person signs in.
    let way: SignInWay
    /// Waits so many seconds.
    var pause: @Sendable (Int64) async throws(CommandError) -> Void = SignIn.sleep

    /// Signs in, and says on the way what the person has to do.
    func run(at portal: ListedPortal) async throws(CommandError) -> SignedIn {
        switch way {
        case .browser(let opens): try await byCode(at: portal, opens: opens)
        case .deviceCode(let reason): try await byDevice(at: portal, reason: reason)
        }
    }

    /// Begins a sign-in, and says where that ended another one.
    private func begin(at portal: ListedPortal, redirectURI: String?) async throws(CommandError) -> PortalLoginReply {
        let begun = try await client.beginSignIn(at: portal, redirectURI: redirectURI)
        if begun.replaced { try Surroundings.current.note("this ends another sign-in at \(portal.name) that was under way") }
        return begun
    }

    // MARK: Authorization code

    private func byCode(at portal: ListedPortal, opens: Bool) async throws(CommandError) -> SignedIn {
        let listener = try LoopbackListener()
        let begun = try await begin(at: portal, redirectURI: listener.redirectURI)
        guard case .browser(let state) = begun.flow else { throw .badAnswer(.portalLogin) }
        let page = try SignIn.address(begun.url)
        let browser = try show(page, of: portal, opens: opens)
        let answer = try await wait(at: listener, for: state, of: begun.attempt, browser, opens: opens)
        close(listener)
        let code: SecretSlice
        switch answer {
        case nil: throw .signInExpired(portal: portal.name)
        case .refused(let error, let words): throw .signInRefused(portal: portal.name, error: error, words: words)
        case .code(let found): code = found
        }
        guard case .signedIn(_, let expiration, let renewable) = try await client.endSignIn(begun.attempt, code: code) else {
            throw .badAnswer(.portalToken)
        }
        return SignedIn(portal: portal, expiration: expiration, renewable: renewable)
    }

    /// Shows the address, and opens it where `opens`; the browser that does.
    private func show(_ url: WebURL, of portal: ListedPortal, opens: Bool) throws(CommandError) -> Browser {
        let surroundings = Surroundings.current
        guard opens else {
            try surroundings.note("to sign in to \(portal.name), open this in a browser on this machine:")
            try surroundings.note("  \(url.text)")
            return Browser(opening: url, with: [])
        }
        try surroundings.note("opening the browser to sign in to \(portal.name); if none appears, open this on this machine:")
        try surroundings.note("  \(url.text)")
        let commands = BrowserCommand.all(variable: surroundings.variable("BROWSER"), isMacOS: SignInWay.isMacOS)
        return Browser(opening: url, with: commands)
    }

    /// Waits for the browser; ends where the engine does not wait for this sign-in any more, or has ended itself.
    private func wait(
        at listener: borrowing LoopbackListener, for state: String, of attempt: [UInt8], _ opened: consuming Browser, opens: Bool
    ) async throws(CommandError) -> CallbackAnswer? {
        var browser = opened
        var (isOpening, question) = (opens, LoopbackLimits.now())
        return try await listener.answer(toState: state) { () async throws(CommandError) in
            if isOpening {
                browser.look()
                isOpening = if case .opening = browser.state { true } else { false }
                if case .failed = browser.state {
                    try Surroundings.current.note("no browser could be started; the address above is waited for")
                }
            }
            if question <= LoopbackLimits.now() {
                guard case .pending(let interval) = try await client.endSignIn(attempt, code: nil) else {
                    throw .badAnswer(.portalToken)
                }
                question = LoopbackLimits.now() + max(interval, 1) * 1000
            }
            return isOpening ? Browser.pace : question - LoopbackLimits.now()
        }
    }

    /// Ends the listening before the code is used.
    private func close(_ listener: consuming LoopbackListener) {}

    // MARK: Device code

    private func byDevice(at portal: ListedPortal, reason: String?) async throws(CommandError) -> SignedIn {
        let begun = try await begin(at: portal, redirectURI: nil)
        guard case .device(let device) = begun.flow else { throw .badAnswer(.portalLogin) }
        try say(device, at: SignIn.address(begun.url), portal: portal, reason: reason)
        var interval = max(device.interval, 1)
        var waited: Int64 = 0
        while true {
            // The first question comes after an interval, as RFC 8628 section 3.5 has it.
            try await pause(interval)
            waited += interval
            switch try await client.endSignIn(begun.attempt, code: nil) {
            case .signedIn(_, let expiration, let renewable):
                return SignedIn(portal: portal, expiration: expiration, renewable: renewable)
            case .pending(let next): interval = max(next, 1)
            }
            guard waited < device.lifetime else { throw .signInExpired(portal: portal.name) }
        }
    }

    private func say(
        _ device: PortalLoginReply.Device, at url: WebURL, portal: ListedPortal, reason: String?
    ) throws(CommandError) {
        let surroundings = Surroundings.current
        if let reason { try surroundings.note("\(reason), so the sign-in is by device code") }
        try surroundings.note("to sign in to \(portal.name), open this in any browser:")
        try surroundings.note("  \(url.text)")
        try surroundings.note(
            "and enter the code \(device.userCode), which is good for \(TimeSpan.text(seconds: device.lifetime))")
        if let complete = device.completeURL {
            try surroundings.note("or open this, and compare the code: \(SignIn.address(complete).text)")
        }
    }

    /// An address that the portal gave, if it is one that may be shown and opened.
    private static func address(_ text: String) throws(CommandError) -> WebURL {
        guard let url = WebURL(checking: text) else { throw .unsafeAddress(text) }
        return url
    }

    private static func sleep(seconds: Int64) async throws(CommandError) {
        do { try await Task.sleep(for: .seconds(seconds)) } catch { throw .interrupted(signal: nil) }
    }
}

/// A sign-in that went well.
struct SignedIn: Sendable {
    let portal: ListedPortal
    /// When the access token ends, in seconds since 1970.
    let expiration: Int64
    /// Whether another one comes by itself.
    let renewable: Bool

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        let end = UTCTime(seconds: expiration).extended
        try surroundings.note("signed in to \(portal.name) until \(end)" + (renewable ? ", renewed by itself before" : ""))
        if portal.synced == nil { try surroundings.note("next: leapp sso sync \(portal.name)") }
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "portal": .text(portal.name), "id": .text(portal.id), "expiration": .time(expiration),
            "renewable": .bool(renewable),
        ])
    }
}
