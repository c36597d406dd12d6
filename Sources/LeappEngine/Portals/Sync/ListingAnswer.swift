import LeappAWS

/// What a failed page means for the listing that asked for it.
enum ListingSetback: Equatable {
    /// Asked too fast; the service may have said how many milliseconds to wait.
    case tooFast(retryAfter: Int64?)
    /// It may work the next time; the service may have said how many milliseconds to wait.
    case passing(retryAfter: Int64?)
    /// The access token is not taken (any more).
    case tokenRefused
    /// The portal does not tell the roles of this account.
    case silent
    /// The portal does not go on from this mark of a page.
    case pageRefused
    /// Whoever listed has stopped.
    case cancelled
    /// Asking again is of no use.
    case final

    init(_ error: AWSError, of question: PortalQuestion) {
        switch error {
        case .throttled(let refusal, _): self = .tooFast(retryAfter: refusal.retryAfter)
        case .unavailable(let refusal, _): self = .passing(retryAfter: refusal.retryAfter)
        case .unreachable(_, let fault): self = fault.isPassing ? .passing(retryAfter: nil) : .final
        case .badAnswer(_, _, .ofAccount): self = .final
        case .deadlineExceeded, .badAnswer, .worker(.ended), .worker(.silent), .worker(.garbled): self = .passing(retryAfter: nil)
        case .refused(let refusal):
            switch (refusal.kind, question) {
            case (.tokenExpired, _): self = .tokenRefused
            case (.notAssigned, .roles): self = .silent
            case (.invalidParameter, _) where question.isContinuation: self = .pageRefused
            default: self = .final
            }
        case .cancelled: self = .cancelled
        case .clockSkew, .badSetting, .badParameter, .worker(.notStarted), .worker(.tooLarge), .worker(.stopped): self = .final
        }
    }
}
