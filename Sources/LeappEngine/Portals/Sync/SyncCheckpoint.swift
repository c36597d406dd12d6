import LeappBytes
import LeappCBOR
import LeappCrypto
import LeappWorkspace

/// A listing that was cut off, as the sealed cache keeps it (spec/cache.md): a map in canonical CBOR.
struct SyncCheckpoint {
    /// After how many seconds what was found is too old to go on from.
    static let life: Int64 = 86_400
    private static let version: Int64 = 1

    /// What a listing was asked for; one that is asked for something else begins anew.
    struct Scope: Equatable {
        let region: String
        let accounts: [String]
        let roles: [String]

        init(region: String, settings: SyncSettings) {
            (self.region, accounts, roles) = (region, settings.accounts, settings.roles)
        }
    }

    /// Appends what is known of a listing that began at `began` (unix seconds).
    static func encode(_ listing: PortalListing, scope: Scope, began: Int64, into sink: inout some ByteSink & ~Copyable) {
        sink.cborArray(count: 8)
        sink.cbor(integer: version)
        sink.cbor(integer: began)
        sink.cbor(text: scope.region)
        sink.cbor(texts: scope.accounts)
        sink.cbor(texts: scope.roles)
        sink.cbor(optional: listing.page)
        sink.cbor(bool: listing.accountsComplete)
        sink.cborArray(count: listing.accounts.count)
        for account in listing.accounts {
            sink.cborArray(count: 7)
            sink.cbor(text: account.id)
            sink.cbor(optional: account.name)
            sink.cbor(optional: account.email)
            sink.cbor(integer: account.state.rawValue)
            sink.cbor(bool: listing.seen.contains(account.id))
            sink.cbor(texts: account.roles)
            sink.cbor(optional: account.page)
        }
    }

    /// The listing to go on with, and when it began; nil where `bytes` are of another program or scope, or too old at `now`.
    static func listing(
        in bytes: RawSpan, scope: Scope, rules: SyncRules, bounds: ListingBounds = .standard, now: Int64
    ) -> (listing: PortalListing, began: Int64)? {
        var reader = CBORReader(bytes)
        do {
            guard try reader.arrayHead() == 8, try reader.integer() == version else { return nil }
            let began = try reader.integer()
            guard began <= now, began > now - life else { return nil }
            guard try reader.text() == scope.region, try reader.texts() == scope.accounts, try reader.texts() == scope.roles
            else {
                return nil
            }
            let page = try reader.optionalText()
            let complete = try reader.bool()
            var (accounts, seen): ([PortalListing.Found], Set<String>) = ([], [])
            for _ in 0..<(try reader.arrayHead()) {
                guard let account = try found(&reader, seen: &seen) else { return nil }
                accounts.append(account)
            }
            try reader.end()
            guard Set(accounts.map(\.id)).count == accounts.count else { return nil }
            return (
                PortalListing(
                    rules: rules, bounds: bounds, accounts: accounts, seen: seen, page: page, accountsComplete: complete), began
            )
        } catch {
            return nil  // what is no checkpoint is none to go on from
        }
    }

    private static func found(
        _ reader: inout CBORReader, seen: inout Set<String>
    ) throws(CBORError) -> PortalListing.Found? {
        guard try reader.arrayHead() == 7 else { return nil }
        let id = try reader.text()
        let (name, email) = (try reader.optionalText(), try reader.optionalText())
        guard let state = PortalListing.Found.State(rawValue: try reader.integer()) else { return nil }
        if try reader.bool() { seen.insert(id) }
        var account = PortalListing.Found(id: id, name: name, email: email, state: state)
        account.roles = try reader.texts()
        account.page = try reader.optionalText()
        return account
    }
}
