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

    @Test func aFederatedUserMayDoAllThatTheUserMay() throws {
        let request = GetFederationToken(name: "leapp", durationSeconds: 900)
        let form = try AWSOperation.getFederationToken(request).content().body.text
        #expect(
            form.split(separator: "&") == [
                "Action=GetFederationToken", "Version=2011-06-15", "Name=leapp", "DurationSeconds=900",
                "Policy=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A"
                    + "%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D",
            ])
    }

    @Test(
        arguments: [
            ("a", nil, "Name"), (String(repeating: "a", count: 33), nil, "Name"), ("a b", nil, "Name"),
            ("ab", 899, "DurationSeconds"),
            ("ab", 129_601, "DurationSeconds"), ("ab", 900, nil), (String(repeating: "a", count: 32), 129_600, nil),
        ] as [(String, Int?, String?)])
    func aFederatedUserInsideAWSsBoundsIsAskedFor(_ name: String, duration: Int?, refused: String?) {
        let request = AWSOperation.getFederationToken(GetFederationToken(name: name, durationSeconds: duration))
        let error: AWSError?
        do throws(AWSError) {
            _ = try request.content()
            error = nil
        } catch let fault {
            error = fault
        }
        #expect(error == refused.map { .badParameter(name: $0) })
    }

    @Test func whatIsNotSetIsNotWritten() throws {
        let role = try AWSOperation.assumeRole(AssumeRole(roleARN: "r", sessionName: "n")).content().body.text
        #expect(role == "Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=n")
        let user = try AWSOperation.getSessionToken(GetSessionToken()).content().body.text
        #expect(user == "Action=GetSessionToken&Version=2011-06-15")
    }
}
