public import LeappAWS
public import LeappAgentProtocol
public import LeappWorkspace

/// Why a request was not carried out.
public enum EngineError: Error, Sendable {
    /// The request's bytes are not of the protocol.
    case malformed(ProtocolError)
    /// No vault is open, or another one: `holding` is its path.
    case locked(holding: String?)
    /// A session's name is unknown or means several.
    case name(NameError)
    /// The vault could not be read or written.
    case store(StoreError, path: String)
    /// No credentials could be had.
    case vend(VendError)
    /// A portal gave nothing.
    case portal(PortalError)
    /// A portal could not be synced.
    case sync(SyncError)
    /// Sessions cannot be changed in this way.
    case edit(SessionEditFault)
    /// `~/.aws` could not be changed.
    case sections(SectionError)
    /// A record that was sent is none.
    case draft(DraftError)
    /// A setting that decides where AWS is asked cannot be used.
    case setting(AWSError)
    /// A role's console does not stay signed in for so long; `most` is how many seconds it may.
    case consoleTooLong(session: String, most: Int)
    /// No started session has that name or profile.
    case notStarted(name: String)
    /// The caller went away before its answer was complete.
    case callerGone
    /// Something that no request should meet; `what` is the kind of error.
    case unexpected(what: String)

    /// What a request's handling ended with.
    init(_ error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case let error as ProtocolError: self = .malformed(error)
        case let error as NameError: self = .name(error)
        case let error as VendError: self = .vend(error)
        case let error as PortalError: self = .portal(error)
        case let error as SyncError: self = .sync(error)
        case let error as SectionError: self = .sections(error)
        case let error as DraftError: self = .draft(error)
        default: self = .unexpected(what: String(describing: type(of: error)))
        }
    }
}
