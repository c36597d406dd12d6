import LeappAWS
import LeappWorkspace

extension AssumeRole {
    /// The call that a role record describes.
    ///
    /// `isChained`: another role's credentials sign it, for which AWS allows one hour at most ("role chaining" in the IAM User
    /// Guide); a longer duration in the record is cut to that, as it would be refused every time.
    init(_ role: AssumedRole, isChained: Bool) {
        self.init(roleARN: role.roleARN, sessionName: role.parameters.sessionName ?? "leapp")
        durationSeconds = role.parameters.durationSeconds.map { Int(isChained ? min($0, 3600) : $0) }
        externalID = role.externalID
        policy = role.parameters.policy
        policyARNs = role.parameters.policyARNs
        tags = role.parameters.sessionTags.map { SessionTag(key: $0.key, value: $0.value) }
        transitiveTagKeys = role.parameters.transitiveTagKeys
        sourceIdentity = role.parameters.sourceIdentity
    }
}
