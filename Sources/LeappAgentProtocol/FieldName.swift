/// The keys of the protocol's maps that this version knows; others are passed over.
enum FieldName: String {
    case version = "v"
    case id, ok
    case operation = "op"
    case all, aws
    case lifetime = "for"
    case ids, key, pid, url, was
    case code, exit, file, form, gone, idle, kind, left
    case more, name, rate, role, tags, used
    case adopt, alias, error, roles, state, vault
    case account
    case active, change, detail, drafts, dryRun, filter, method, output, portal, region, result, synced
    case adopted, attempt, changed, changes, message, mfaCode, pending, portals, present, profile, program
    case removed, replace, replaced, restart, resumed
    case revoked, service, session, started, stopped, trouble
    case release = "version"
    case accounts, duration, interval
    case attemptLifetime = "lifetime"
    case signedIn, startURL, template, unlocked, untold, userCode
    case vaultID = "vaultId"
    case accountID = "accountId"
    case endpoints, expiresAt, originals, outcomes, renewable, sessions
    case unchanged
    case configFile, expiration, rolesFound, unlockedAt, withoutMFA
    case accessKeyID = "accessKeyId"
    case accessToken, accountName, completeURL, minimumLife, redirectURI, removedTags
    case accountsDone, memoryLocked, rolePatterns, sessionToken
    case accountsFound
    case accountPatterns, secretAccessKey, credentialsFile
    case accountsComplete
}
