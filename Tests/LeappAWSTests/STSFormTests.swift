import LeappBytes
import LeappCrypto
import Testing

@testable import LeappAWS

@Suite struct STSFormTests {
    @Test func everyParameterOfAssumeRoleIsWritten() throws {
        var parameters = AssumeRole(roleARN: "arn:aws:iam::1:role/a b", sessionName: "n@x")
        parameters.durationSeconds = 900
        parameters.externalID = "e:/="
        parameters.multiFactor = MultiFactor(serialNumber: "arn:mfa", code: "012345".secret)
        parameters.policy = "{\"a\":1}\n"
        parameters.policyARNs = ["p1", "p2"]
        parameters.tags = [SessionTag(key: "k", value: "ü"), SessionTag(key: "l", value: "")]
        parameters.transitiveTagKeys = ["k"]
        parameters.sourceIdentity = "me"
        parameters.providedContexts = [ProvidedContext(providerARN: "c", assertion: "a+b".secret)]
        let form = try AWSOperation.assumeRole(parameters).content().body.text
        #expect(
            form.split(separator: "&") == [
                "Action=AssumeRole", "Version=2011-06-15", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b",
                "RoleSessionName=n%40x", "DurationSeconds=900", "ExternalId=e%3A%2F%3D", "Policy=%7B%22a%22%3A1%7D%0A",
                "SourceIdentity=me", "PolicyArns.member.1.arn=p1", "PolicyArns.member.2.arn=p2", "Tags.member.1.Key=k",
                "Tags.member.1.Value=%C3%BC", "Tags.member.2.Key=l", "Tags.member.2.Value=", "TransitiveTagKeys.member.1=k",
                "ProvidedContexts.member.1.ProviderArn=c", "ProvidedContexts.member.1.ContextAssertion=a%2Bb",
                "SerialNumber=arn%3Amfa", "TokenCode=012345",
            ])
    }

    @Test func whatIsNotSetIsNotWritten() throws {
        let role = try AWSOperation.assumeRole(AssumeRole(roleARN: "r", sessionName: "n")).content().body.text
        #expect(role == "Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=n")
        let user = try AWSOperation.getSessionToken(GetSessionToken()).content().body.text
        #expect(user == "Action=GetSessionToken&Version=2011-06-15")
    }
}
