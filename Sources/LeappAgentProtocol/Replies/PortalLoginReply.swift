public import LeappBytes

/// What the user has to do for a sign-in that has begun.
public struct PortalLoginReply: Equatable, Sendable {
    /// How the sign-in goes on.
    public enum Flow: Equatable, Sendable {
        /// The browser comes back with an authorization code and with `state`, which must be the same.
        case browser(state: String)
        /// The user types a code in at the address.
        case device(Device)
    }

    /// A sign-in by device code.
    public struct Device: Equatable, Sendable {
        /// What the user types in, or compares.
        public var userCode: String
        /// The address that holds the user's code already.
        public var completeURL: String?
        /// For how many seconds the code is good.
        public var lifetime: Int64
        /// How many seconds lie between two questions whether the user has agreed.
        public var interval: Int64

        /// A sign-in by device code.
        public init(userCode: String, completeURL: String? = nil, lifetime: Int64, interval: Int64) {
            (self.userCode, self.completeURL, self.lifetime, self.interval) = (userCode, completeURL, lifetime, interval)
        }
    }

    /// The sign-in's id, ``AgentLimits/attempt`` bytes.
    public var attempt: [UInt8]
    /// The address that the user opens.
    public var url: String
    /// How the sign-in goes on.
    public var flow: Flow
    /// Whether it ended another one at the same portal.
    public var replaced: Bool

    /// A sign-in at `url`.
    public init(attempt: [UInt8], url: String, flow: Flow, replaced: Bool = false) {
        (self.attempt, self.url, self.flow, self.replaced) = (attempt, url, flow, replaced)
    }

    /// Reads the frame, which has either `state` or what a device code needs.
    public init(parsing frame: RawSpan) throws(ProtocolError) {
        var fields = try FieldReader(frame)
        var attempt: [UInt8]?
        var (url, state, userCode, completeURL): (String?, String?, String?, String?)
        var (lifetime, interval): (Int64?, Int64?)
        var replaced = false
        while let name = try fields.next() {
            switch name {
            case .attempt: attempt = try fields.id(name, count: AgentLimits.attempt)
            case .url: url = try fields.text(name)
            case .state: state = try fields.text(name)
            case .userCode: userCode = try fields.text(name)
            case .completeURL: completeURL = try fields.text(name)
            case .attemptLifetime: lifetime = try fields.seconds(name)
            case .interval: interval = try fields.seconds(name)
            case .replaced: replaced = try fields.bool()
            default: try fields.skip()
            }
        }
        let flow: Flow
        if let state {
            guard userCode == nil else { throw .badValue(FieldName.state.rawValue) }
            flow = .browser(state: state)
        } else {
            flow = .device(
                Device(
                    userCode: try userCode.required(.userCode), completeURL: completeURL,
                    lifetime: try lifetime.required(.attemptLifetime), interval: try interval.required(.interval)))
        }
        self.init(attempt: try attempt.required(.attempt), url: try url.required(.url), flow: flow, replaced: replaced)
    }

    /// Appends the frame.
    public func encode(into sink: inout some ByteSink & ~Copyable) {
        switch flow {
        case .browser(let state):
            sink.reply(others: 3 + count(replaced))
            sink.field(.url, url)
            sink.field(.more, false)
            sink.field(.state, state)
            sink.field(.attempt, bytes: attempt.rawSpan)
            if replaced { sink.field(.replaced, true) }
        case .device(let device):
            sink.reply(others: 5 + count(replaced, device.completeURL != nil))
            sink.field(.url, url)
            sink.field(.more, false)
            sink.field(.attempt, bytes: attempt.rawSpan)
            sink.field(.interval, device.interval)
            sink.field(.attemptLifetime, device.lifetime)
            if replaced { sink.field(.replaced, true) }
            sink.field(.userCode, device.userCode)
            sink.field(.completeURL, device.completeURL)
        }
    }
}
