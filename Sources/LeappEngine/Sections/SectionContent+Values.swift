import LeappAWSConfig
import LeappBytes
import LeappCrypto
import LeappState

extension SectionContent {
    /// How it is given out.
    var method: LedgerEntry.Method {
        switch self {
        case .keys: .file
        case .process: .process
        }
    }

    /// The keys and values to be written for a session.
    func values(sessionID: String, region: String) throws(SectionError) -> [SectionValue] {
        var values: [SectionValue] = []
        switch self {
        case .keys(let keys):
            values.append(SectionValue("aws_access_key_id", text: keys.accessKeyID))
            values.append(SectionValue("aws_secret_access_key", keys.secretAccessKey))
            if let token = keys.sessionToken { values.append(SectionValue("aws_session_token", token)) }
        case .process(let program):
            do throws(AWSConfigError) {
                let command = try CredentialProcess(program: program, sessionID: sessionID).command()
                values.append(SectionValue("credential_process", text: command))
            } catch {
                throw .unwritable(error)
            }
        }
        if !region.isEmpty { values.append(SectionValue("region", text: region)) }
        return values
    }
}

/// A key and its value, which may be secret.
struct SectionValue {
    let key: String
    let value: SecretSlice

    init(_ key: String, _ value: SecretSlice) {
        self.key = key
        self.value = value
    }

    init(_ key: String, text: String) {
        self.init(key, SecretSlice(copying: Array(text.utf8).rawSpan))
    }
}
