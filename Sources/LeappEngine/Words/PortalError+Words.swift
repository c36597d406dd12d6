import LeappAgentProtocol

extension AgentFailure {
    /// What a caller is told about `error`; `session` is what it asked for, where that is not the portal itself.
    init(_ error: PortalError, for session: String? = nil) {
        let start = session.map { "\($0): " } ?? ""
        switch error {
        case .unknown(let name, let candidates, let isAmbiguous):
            let words =
                if isAmbiguous {
                    "means several portals: \(candidates.joined(separator: ", ")); name one by its start URL"
                } else if candidates.isEmpty {
                    "no portal goes by that name; add one with `leapp sso add`"
                } else {
                    "no portal goes by that name; there are \(candidates.joined(separator: ", "))"
                }
            self.init(
                exit: Exit.name, code: "NO_SUCH_PORTAL", message: "\(name): \(words)", detail: ["candidates": .texts(candidates)])
        case .loginNeeded(let portal, let cause):
            self.init(
                exit: Exit.login, code: "LOGIN_REQUIRED",
                message: "\(start)\(cause.words(portal)); run `leapp sso login \(portal)`",
                detail: ["portal": .text(portal)])
        case .denied(let portal):
            self.init(
                exit: Exit.login, code: "LOGIN_DENIED",
                message: "\(portal): the sign-in was refused; run `leapp sso login \(portal)` again, and agree in the browser")
        case .attemptOver(let portal?):
            self.init(
                exit: Exit.login, code: "LOGIN_EXPIRED",
                message: "\(portal): the sign-in is over, or its code is too old; run `leapp sso login \(portal)` again")
        case .attemptOver(nil):
            self.init(
                exit: Exit.login, code: "LOGIN_EXPIRED",
                message: "there is no such sign-in any more; run `leapp sso login` again")
        case .attemptReplaced(let portal):
            self.init(
                exit: Exit.login, code: "LOGIN_REPLACED", message: "another sign-in at \(portal) has begun; this one is over")
        case .badRedirect(let address):
            self.init(
                exit: Exit.general, code: "MALFORMED",
                message: "\(address): a browser is sent back to http://127.0.0.1:PORT/oauth/callback only")
        case .aws(let portal, let error): self.init(error, of: session ?? portal)
        case .wrongAnswer(let portal):
            self.init(
                exit: Exit.refused, code: "AWS_BAD_ANSWER",
                message: "\(start)the portal \(portal) answered something else than what was asked for")
        case .cache(let error): self.init(error, at: "the cache of sign-ins")
        case .locked: self.init(exit: Exit.locked, code: "LOCKED", message: "locked; run `leapp unlock`")
        }
    }
}

extension LoginCause {
    fileprivate func words(_ portal: String) -> String {
        switch self {
        case .signedOut: "not signed in at the portal \(portal)"
        case .sessionOver: "the sign-in at the portal \(portal) is over"
        case .cacheLost(let fault): "not signed in at the portal \(portal): \(fault.words)"
        }
    }
}

extension CacheFault {
    /// What became of the sign-ins, in words.
    var words: String {
        switch self {
        case .damaged: "the cache of sign-ins is damaged and is begun anew"
        case .foreign: "the cache of sign-ins is another vault's and is begun anew"
        case .unknownKey: "the cache of sign-ins is sealed under a key that is not known any more and is begun anew"
        }
    }
}
