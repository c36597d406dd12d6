/// The keys of the protocol's maps that this version knows; others are passed over.
enum FieldName: String {
    case version = "v"
    case id, ok
    case operation = "op"
    case all, aws
    case lifetime = "for"
    case ids, key, pid
    case code, exit, file, form, idle, left
    case more, name
    case adopt, error, vault
    case active, detail, drafts, dryRun, filter, method, output, region, result
    case message, mfaCode, profile, program, removed, replace, session, started, stopped
    case trouble
    case release = "version"
    case unlocked
    case vaultID = "vaultId"
    case accountID = "accountId"
    case endpoints, expiresAt, originals, outcomes, sessions
    case configFile, expiration, unlockedAt, withoutMFA
    case accessKeyID = "accessKeyId"
    case minimumLife
    case memoryLocked, sessionToken
    case secretAccessKey, credentialsFile
}
