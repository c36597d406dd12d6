import LeappAWSConfig
import LeappBytes
import LeappCrypto

extension AWSDocument {
    /// The keys that say where a profile's credentials come from; any of them makes tools pass by what leapp writes.
    static let identityKeys: Set<String> = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token", "credential_process",
        "credential_source", "login_session", "role_arn", "source_profile", "sso_account_id", "sso_region",
        "sso_registration_scopes", "sso_role_name", "sso_session", "sso_start_url", "web_identity_token_file",
    ]

    /// The keys of a section that are among ``identityKeys``, or start with `sso_`.
    func identityKeys(ofSection section: Int) -> [String] {
        keys(ofSection: section).filter { AWSDocument.identityKeys.contains($0) || $0.hasPrefix("sso_") }
    }

    /// 32 bytes over what a section says: its keys and values in any order, how many there are, and comments that are not leapp's.
    ///
    /// Another program may rewrite the file with other blanks, line endings or order, or drop leapp's marker, and the section is
    /// still the same.
    func meaning(ofSection section: Int) -> [UInt8] {
        var hash = BLAKE2b(count: 32, personalisation: "leapp-v1-meaning")
        hash.update(UInt64(propertyCount(ofSection: section)).bigEndianBytes)
        for key in keys(ofSection: section).sorted() {
            hash.update(Array(key.utf8) + [0])
            guard let value = value(key, inSection: section)?.slice else { continue }
            hash.update(UInt64(value.count).bigEndianBytes)
            hash.update(value.bytes)
        }
        for comment in comments(ofSection: section) {
            hash.update([0x0a])
            hash.update(comment.bytes)
        }
        return Array(hash.finish().bytes)
    }

    /// Whether leapp alone wrote a marked section: temporary keys, or a `credential_process` line of its own, and nothing else.
    func isOwnByShape(section: Int) -> Bool {
        guard sections[section].isManaged, comments(ofSection: section).isEmpty else { return false }
        let keys = Set(keys(ofSection: section)).subtracting(["region"])
        if keys == ["credential_process"] {
            let command = value("credential_process", inSection: section)?.text
            return command.flatMap { CredentialProcess(parsing: $0) } != nil
        }
        return keys == ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]
    }

    /// The comment lines inside a section that do not begin as leapp's own do.
    private func comments(ofSection section: Int) -> [SecretSlice] {
        let own = Array("# leapp:".utf8)
        let slice = bytes(ofSection: section)
        var found: [SecretSlice] = []
        var start = 0
        for end in 0...slice.count where end == slice.count || slice.bytes[end] == 0x0a {
            var line = start..<end
            start = end + 1
            if let last = line.last, slice.bytes[last] == 0x0d { line = line.lowerBound..<last }
            guard let first = line.first, [UInt8(ascii: "#"), UInt8(ascii: ";")].contains(slice.bytes[first]) else { continue }
            let text = slice[line]
            if text.count >= own.count, text.bytes.extracting(0..<own.count).isEqual(to: own.rawSpan) { continue }
            found.append(text)
        }
        return found
    }
}
