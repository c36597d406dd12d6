public import LeappAWS

/// Why a portal gave nothing.
public enum PortalError: Error, Sendable {
    /// No portal, or more than one, goes by that name.
    case unknown(name: String, candidates: [String], isAmbiguous: Bool)
    /// A sign-in at the portal of this name is needed first.
    case loginNeeded(portal: String, LoginCause)
    /// The user, or the portal, said no to the sign-in.
    case denied(portal: String)
    /// The sign-in took too long, is not known, or is over; `portal` is known where the attempt is.
    case attemptOver(portal: String?)
    /// Another sign-in at the portal has begun, which ended this one.
    case attemptReplaced(portal: String)
    /// The browser cannot be sent back to this address.
    case badRedirect(String)
    /// AWS said no, or could not be asked.
    case aws(portal: String, AWSError)
    /// AWS answered something else than what was asked for.
    case wrongAnswer(portal: String)
    /// The cache of sign-ins could not be read or written.
    case cache(StoreError)
    /// The vault was locked meanwhile.
    case locked
}

/// Why a sign-in is needed.
public enum LoginCause: Hashable, Sendable {
    /// There is no token, and why is not known: none was ever asked for, or its end was told before.
    case signedOut
    /// The session at the portal has just been found to be over.
    case sessionOver
    /// The cache of sign-ins was lost.
    case cacheLost(CacheFault)
}

/// Why a cache of sign-ins counts as empty.
public enum CacheFault: Hashable, Sendable {
    /// It is not whole, or not what leapp writes.
    case damaged
    /// It is another vault's.
    case foreign
    /// It is sealed under a key that the vault knows nothing of.
    case unknownKey
}
