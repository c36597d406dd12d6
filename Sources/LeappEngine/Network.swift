public import LeappAWS

/// The way to AWS: who makes the calls, and how that ends.
public struct Network: Sendable {
    /// Who makes the calls.
    public let caller: any AWSCaller
    /// Ends whatever the caller keeps running, with all that it knows; a later call starts anew.
    public let stop: @Sendable () async -> Void

    /// The clock of whoever paces many calls.
    var effects = AWSEffects.system

    /// Calls go through `caller`; `stop` runs at lock.
    public init(caller: any AWSCaller, stop: @escaping @Sendable () async -> Void) {
        self.caller = caller
        self.stop = stop
    }
}
