import LeappCrypto

extension QueryForm {
    /// A form of `action` of STS.
    init(stsAction action: String) {
        self.init(action: action)
        add("Version", "2011-06-15")
    }
}

extension GetSessionToken {
    /// The body of the request.
    func form() throws(AWSError) -> SecretSlice {
        var form = QueryForm(stsAction: "GetSessionToken")
        form.add("DurationSeconds", durationSeconds)
        try multiFactor?.write(to: &form)
        return form.finish()
    }
}

extension GetFederationToken {
    /// The body of the request.
    func form() throws(AWSError) -> SecretSlice {
        guard GetFederationToken.isName(name) else { throw .badParameter(name: "Name") }
        if let durationSeconds, !GetFederationToken.durations.contains(durationSeconds) {
            throw .badParameter(name: "DurationSeconds")
        }
        var form = QueryForm(stsAction: "GetFederationToken")
        form.add("Name", name)
        form.add("DurationSeconds", durationSeconds)
        form.add("Policy", policy)
        return form.finish()
    }

    /// Whether it is 2 to 32 of the characters that IAM takes in names.
    private static func isName(_ text: String) -> Bool { (2...32).contains(text.utf8.count) && text.isRoleName }
}

extension AssumeRole {
    /// The body of the request.
    func form() throws(AWSError) -> SecretSlice {
        var form = QueryForm(stsAction: "AssumeRole")
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
        try multiFactor?.write(to: &form)
        return form.finish()
    }
}

extension MultiFactor {
    fileprivate func write(to form: inout QueryForm) throws(AWSError) {
        guard code.isSixDigits else { throw .badParameter(name: "TokenCode") }
        form.add("SerialNumber", serialNumber)
        form.add("TokenCode", secret: code)
    }
}
