import LeappAWSConfig
import LeappCrypto
import LeappMerge
import LeappWorkspace

extension Importer {
    /// Adds one IAM user for each access key, however many profiles have it.
    mutating func addUsers() {
        var groups: [String: Int] = [:]
        var members: [[Int]] = []
        var pairs: [KeyPair] = []
        for (number, keys) in statics.enumerated() {
            guard case .pair(let pair) = keys else { continue }
            guard let group = groups[pair.accessKeyID] else {
                groups[pair.accessKeyID] = members.count
                members.append([number])
                pairs.append(pair)
                continue
            }
            if pairs[group].secret.isEqual(to: pair.secret) {
                members[group].append(number)
            } else {
                refusedKeys[number] = .otherSecret(profile: profiles[members[group][0]].name)
            }
        }
        for (pair, members) in zip(pairs, members) { addUser(pair, of: members) }
    }

    private mutating func addUser(_ pair: KeyPair, of members: [Int]) {
        let first = profiles[members[0]]
        let namesake = members.first { facts[$0].usesOwnKeys }
        let serial = members.filter { !facts[$0].assumesRole }.compactMap { profiles[$0].text("mfa_serial") }.first
        let user = IAMUser(
            accessKeyID: pair.accessKeyID, secretAccessKey: pair.secret, mfaSerial: serial,
            name: namesake.map { profiles[$0].name } ?? "\(first.name)-key",
            region: profiles[namesake ?? members[0]].text("region"))
        let id = add(user, from: first.name)
        for member in members {
            users[member] = id
            facts[member].key = keys.count
        }
        keys.append(
            ImportedKey(
                id: id, accessKeyID: pair.accessKeyID, secretAccessKey: pair.secret, profiles: members.map { profiles[$0].name },
                hasMFA: serial != nil))
    }
}
