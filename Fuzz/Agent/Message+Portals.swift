import FuzzSupport
import LeappAgentProtocol
import LeappBytes

/// The messages about portals and the console.
extension Message {
    static let portalRequests = [
        Message(name: "portal-login") { (frame, sink) throws(ProtocolError) in
            let message = try PortalLoginRequest(parsing: frame)
            demand(message.portal.isText && (message.redirectURI?.isText ?? true), "portal-login is inside its bounds")
            message.encode(into: &sink)
        },
        Message(name: "portal-token") { (frame, sink) throws(ProtocolError) in
            let message = try PortalTokenRequest(parsing: frame)
            demand(message.attempt.count == AgentLimits.attempt, "an attempt has its size")
            demand((message.code?.byteCount ?? 0) <= AgentLimits.authorizationCode, "a code is inside its bounds")
            message.encode(into: &sink)
        },
        Message(name: "portal-logout") { (frame, sink) throws(ProtocolError) in
            try PortalLogoutRequest(parsing: frame).encode(into: &sink)
        },
        Message(name: "portal-adopt") { (frame, sink) throws(ProtocolError) in
            let message = try PortalAdoptRequest(parsing: frame)
            demand(
                message.startURL.isText && message.accessToken.byteCount <= AgentLimits.token, "portal-adopt is inside its bounds"
            )
            message.encode(into: &sink)
        },
        Message(name: "portal-sync") { (frame, sink) throws(ProtocolError) in
            let message = try PortalSyncRequest(parsing: frame)
            demand(
                max(message.accounts?.count ?? 0, message.roles?.count ?? 0) <= AgentLimits.patterns,
                "patterns are inside their bounds")
            message.encode(into: &sink)
        },
        Message(name: "console") { (frame, sink) throws(ProtocolError) in
            let message = try ConsoleRequest(parsing: frame)
            demand((0...AgentLimits.seconds).contains(message.duration ?? 0), "a duration is inside its bounds")
            demand(message.name.isText && (message.mfaCode?.byteCount ?? 0) <= AgentLimits.code, "console is inside its bounds")
            message.encode(into: &sink)
        },
    ]

    static let portalReplies = [
        Message(name: "portals reply") { (frame, sink) throws(ProtocolError) in
            let message = try PortalsReply(parsing: frame)
            demand(message.portals.allSatisfy { min($0.accounts, $0.roles, $0.gone) >= 0 }, "portals count from zero")
            demand(
                message.portals.allSatisfy { portal in
                    max(portal.accountPatterns.count, portal.rolePatterns.count) <= AgentLimits.patterns
                        && portal.tags.count <= AgentLimits.pairs
                        && (portal.accountPatterns + portal.rolePatterns + portal.tags).allSatisfy(\.isText)
                }, "a portal's settings are inside their bounds")
            message.encode(into: &sink)
        },
        Message(name: "portal-login reply") { (frame, sink) throws(ProtocolError) in
            let message = try PortalLoginReply(parsing: frame)
            demand(message.attempt.count == AgentLimits.attempt && message.url.isText, "a sign-in is inside its bounds")
            message.encode(into: &sink)
        },
        Message(name: "portal-token reply") { (frame, sink) throws(ProtocolError) in
            try PortalTokenReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "portal-logout reply") { (frame, sink) throws(ProtocolError) in
            try PortalLogoutReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "portal-adopt reply") { (frame, sink) throws(ProtocolError) in
            try PortalAdoptReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "portal-sync reply") { (frame, sink) throws(ProtocolError) in
            try PortalSyncReply(parsing: frame).encode(into: &sink)
        },
        Message(name: "console reply") { (frame, sink) throws(ProtocolError) in
            let message = try ConsoleReply(parsing: frame)
            demand(message.url.byteCount <= AgentLimits.url, "an address is inside its bounds")
            message.encode(into: &sink)
        },
    ]
}
