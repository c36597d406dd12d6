import LeappCrypto

/// How an operation of STS is written and what its answer is read for.
struct STSOperation: Sendable {
    /// AWS's name of the operation.
    let action: String
    /// What the answer holds.
    let shape: AnswerShape

    /// What an answer can hold.
    enum AnswerShape: Sendable {
        /// Temporary credentials, and for a role who one is with them.
        case credentials
        /// Whose credentials signed the request.
        case identity
    }

    /// The version of STS's interface.
    static let version = "2011-06-15"

    /// The path of an element of the result.
    func path(_ name: String) -> String { "\(action)Response/\(action)Result/\(name)" }

    /// The paths of all elements that are read.
    var wanted: Set<String> {
        switch shape {
        case .credentials: Set((Self.credentialNames.map { "Credentials/" + $0 } + ["AssumedRoleUser/Arn"]).map(path))
        case .identity: Set(["Account", "Arn", "UserId"].map(path))
        }
    }

    private static let credentialNames = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
}

extension AWSOperation {
    /// The operation's row in the table.
    var sts: STSOperation {
        switch self {
        case .getSessionToken: STSOperation(action: "GetSessionToken", shape: .credentials)
        case .assumeRole: STSOperation(action: "AssumeRole", shape: .credentials)
        case .getCallerIdentity: STSOperation(action: "GetCallerIdentity", shape: .identity)
        }
    }

    /// The body of the request.
    func form() throws(AWSError) -> SecretSlice {
        if let code = multiFactor?.code, !code.isSixDigits { throw .badParameter(name: "TokenCode") }
        var form = QueryForm(action: sts.action, version: STSOperation.version)
        switch self {
        case .getSessionToken(let parameters): parameters.write(to: &form)
        case .assumeRole(let parameters): parameters.write(to: &form)
        case .getCallerIdentity: break
        }
        return form.finish()
    }
}

extension GetSessionToken {
    fileprivate func write(to form: inout QueryForm) {
        form.add("DurationSeconds", durationSeconds)
        multiFactor?.write(to: &form)
    }
}

extension AssumeRole {
    fileprivate func write(to form: inout QueryForm) {
        form.add("RoleArn", roleARN)
        form.add("RoleSessionName", sessionName)
        form.add("DurationSeconds", durationSeconds)
        form.add("ExternalId", externalID)
        form.add("Policy", policy)
        form.add("SourceIdentity", sourceIdentity)
        for (index, arn) in policyARNs.enumerated() { form.add("PolicyArns.member.\(index + 1).arn", arn) }
        for (index, tag) in tags.enumerated() {
            form.add("Tags.member.\(index + 1).Key", tag.key)
            form.add("Tags.member.\(index + 1).Value", tag.value)
        }
        for (index, key) in transitiveTagKeys.enumerated() { form.add("TransitiveTagKeys.member.\(index + 1)", key) }
        for (index, context) in providedContexts.enumerated() {
            form.add("ProvidedContexts.member.\(index + 1).ProviderArn", context.providerARN)
            form.add("ProvidedContexts.member.\(index + 1).ContextAssertion", secret: context.assertion)
        }
        multiFactor?.write(to: &form)
    }
}

extension MultiFactor {
    fileprivate func write(to form: inout QueryForm) {
        form.add("SerialNumber", serialNumber)
        form.add("TokenCode", secret: code)
    }
}
