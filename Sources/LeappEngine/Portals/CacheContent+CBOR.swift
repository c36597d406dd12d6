import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappMerge
import LeappWorkspace

/// The bounds of a cache (spec/cache.md); one beyond them is damaged.
enum CacheLimits {
    static let file = 16 * 1024 * 1024
    static let version: Int64 = 1
    static let registrations = 64
    static let secret = 64 * 1024
    static let checkpoint = 8 * 1024 * 1024
}

extension CacheContent {
    /// Reads a decrypted cache; nil where it is not what ``encode(into:)`` writes.
    init?(parsing bytes: SecretSlice) {
        var reader = CBORReader(bytes.bytes)
        guard (try? reader.item()) != nil, reader.isAtEnd, let fields = FieldValue(bytes).members,
            fields["v"]?.number == CacheLimits.version, let portals = fields["portals"]?.members
        else { return nil }
        for (name, value) in portals {
            guard let id = RecordID(hex: name), let fields = value.members, let state = PortalState(fields) else { return nil }
            self.portals[id] = state
        }
    }

    /// Appends the cache's one map.
    func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 2)
        sink.cbor(text: "v")
        sink.cbor(integer: CacheLimits.version)
        sink.cbor(text: "portals")
        sink.cborMap(count: portals.count)
        for (id, state) in portals.sorted(by: { $0.key < $1.key }) {
            sink.cbor(text: id.hex)
            state.encode(into: &sink)
        }
    }
}

extension PortalState {
    fileprivate init?(_ fields: [String: FieldValue]) {
        guard let listed = fields["registrations"]?.items, listed.count <= CacheLimits.registrations else { return nil }
        for item in listed {
            guard let registration = item.members.flatMap(Registration.init) else { return nil }
            registrations.append(registration)
        }
        if let value = fields["token"] {
            guard let token = value.members.flatMap(PortalToken.init) else { return nil }
            self.token = token
        }
        if let value = fields["adopted"] {
            guard let adopted = value.members.flatMap(AdoptedToken.init) else { return nil }
            self.adopted = adopted
        }
        checkpoint = fields["checkpoint"]?.bytes
        synced = fields["synced"]?.number
    }

    fileprivate func encode(into sink: inout some ByteSink & ~Copyable) {
        let optional = [token != nil, synced != nil, adopted != nil, checkpoint != nil]
        sink.cborMap(count: 1 + optional.count { $0 })
        if let token {
            sink.cbor(text: "token")
            token.encode(into: &sink)
        }
        if let synced {
            sink.cbor(text: "synced")
            sink.cbor(integer: synced)
        }
        if let adopted {
            sink.cbor(text: "adopted")
            sink.cborMap(count: 2)
            sink.pair("access", adopted.access)
            sink.pair("expiration", adopted.expiration)
        }
        if let checkpoint { sink.pair("checkpoint", checkpoint) }
        sink.cbor(text: "registrations")
        sink.cborArray(count: registrations.count)
        for registration in registrations { registration.encode(into: &sink) }
    }
}

extension PortalToken {
    fileprivate init?(_ fields: [String: FieldValue]) {
        guard let access = fields["access"]?.secret, let id = fields["client"]?.text, let secret = fields["secret"]?.secret,
            let region = fields["region"]?.text, let lifetime = fields["lifetime"]?.number,
            let expiration = fields["expiration"]?.number
        else { return nil }
        self.init(
            access: access, expiration: expiration, lifetime: lifetime, refresh: fields["refresh"]?.secret,
            client: OIDCClient(id: id, secret: secret), region: region)
    }

    fileprivate func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: refresh == nil ? 6 : 7)
        sink.pair("access", access)
        sink.pair("client", client.id)
        sink.pair("region", region)
        sink.pair("secret", client.secret)
        if let refresh { sink.pair("refresh", refresh) }
        sink.pair("lifetime", lifetime)
        sink.pair("expiration", expiration)
    }
}

extension AdoptedToken {
    fileprivate init?(_ fields: [String: FieldValue]) {
        guard let access = fields["access"]?.secret, let expiration = fields["expiration"]?.number else { return nil }
        self.init(access: access, expiration: expiration)
    }
}

extension Registration {
    fileprivate init?(_ fields: [String: FieldValue]) {
        guard let id = fields["id"]?.text, let grant = fields["grant"]?.text.flatMap(SignInGrant.init(rawValue:)),
            let region = fields["region"]?.text, let scopes = fields["scopes"]?.texts, let secret = fields["secret"]?.secret,
            let expiration = fields["expiration"]?.number
        else { return nil }
        self.init(
            grant: grant, region: region, scopes: scopes, client: OIDCClient(id: id, secret: secret), expiration: expiration)
    }

    fileprivate func encode(into sink: inout some ByteSink & ~Copyable) {
        sink.cborMap(count: 6)
        sink.pair("id", client.id)
        sink.pair("grant", grant.rawValue)
        sink.pair("region", region)
        sink.cbor(text: "scopes")
        sink.cbor(texts: scopes)
        sink.pair("secret", client.secret)
        sink.pair("expiration", expiration)
    }
}

extension FieldValue {
    /// A byte string that can be a token or a client's secret.
    fileprivate var secret: SecretSlice? { bytes.flatMap { (1...CacheLimits.secret).contains($0.count) ? $0 : nil } }
}

extension ByteSink where Self: ~Copyable {
    fileprivate mutating func pair(_ name: String, _ secret: SecretSlice) {
        cbor(text: name)
        cbor(bytes: secret.bytes)
    }

    fileprivate mutating func pair(_ name: String, _ text: String) {
        cbor(text: name)
        cbor(text: text)
    }

    fileprivate mutating func pair(_ name: String, _ number: Int64) {
        cbor(text: name)
        cbor(integer: number)
    }
}
