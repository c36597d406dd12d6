import Testing

@testable import LeappAWS

@Suite struct EndpointTests {
    private func endpoint(_ region: String, _ environment: [String: String] = [:]) -> Result<Endpoint, AWSError> {
        do throws(AWSError) { return .success(try Endpoint.sts(region: region, environment: AWSEnvironment(environment))) } catch
        {
            return .failure(error)
        }
    }

    @Test(arguments: [
        ("us-east-1", "sts.us-east-1.amazonaws.com"), ("eu-west-1", "sts.eu-west-1.amazonaws.com"),
        ("cn-north-1", "sts.cn-north-1.amazonaws.com.cn"), ("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu"), ("us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"), ("eu-isoe-west-1", "sts.eu-isoe-west-1.cloud.adc-e.uk"),
        ("us-isof-south-1", "sts.us-isof-south-1.csp.hci.ic.gov"), ("aws-global", "sts.amazonaws.com"),
        ("xx-future-9", "sts.xx-future-9.amazonaws.com"),
    ])
    func everyPartitionHasItsOwnNames(_ region: String, host: String) throws {
        let endpoint = try endpoint(region).get()
        #expect(endpoint.url.text == "https://" + host)
        #expect(endpoint.signingRegion == (region == "aws-global" ? "us-east-1" : region))
    }

    @Test(arguments: [
        ("us-east-1", true, false, "sts-fips.us-east-1.amazonaws.com"),
        ("us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"),
        ("us-east-1", false, true, "sts.us-east-1.api.aws"), ("us-east-1", true, true, "sts-fips.us-east-1.api.aws"),
        ("cn-north-1", false, true, "sts.cn-north-1.api.amazonwebservices.com.cn"),
    ])
    func fipsAndDualStackHaveTheirOwnNames(_ region: String, fips: Bool, dual: Bool, host: String) throws {
        let environment = ["AWS_USE_FIPS_ENDPOINT": "\(fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(dual)"]
        #expect(try endpoint(region, environment).get().url.text == "https://" + host)
    }

    private func host(_ service: ServiceRow, _ region: String, fips: Bool = false, dual: Bool = false) throws -> String {
        let environment = AWSEnvironment(["AWS_USE_FIPS_ENDPOINT": "\(fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(dual)"])
        return try Endpoint.of(service, region: region, environment: environment).url.host
    }

    @Test(arguments: [
        ("eu-west-1", false, false, "eu-west-1.amazonaws.com"), ("cn-north-1", false, false, "cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", false, false, "eusc-de-east-1.amazonaws.eu"), ("us-east-1", false, true, "us-east-1.api.aws"),
        ("us-gov-west-1", true, false, "us-gov-west-1.amazonaws.com"),
    ])
    func oidcAndThePortalAreNamedAlike(_ region: String, fips: Bool, dual: Bool, rest: String) throws {
        #expect(try host(.oidc, region, fips: fips, dual: dual) == "oidc." + rest)
        #expect(try host(.portal, region, fips: fips, dual: dual) == "portal.sso." + rest)
    }

    @Test func oidcAndThePortalHaveFIPSNames() throws {
        #expect(try host(.oidc, "us-east-1", fips: true) == "oidc-fips.us-east-1.amazonaws.com")
        #expect(try host(.portal, "us-east-1", fips: true) == "portal.sso-fips.us-east-1.amazonaws.com")
        #expect(try host(.portal, "us-gov-west-1", fips: true, dual: true) == "portal.sso-fips.us-gov-west-1.api.aws")
    }

    @Test(arguments: [
        ("us-east-1", false, false, "us-east-1.signin.aws.amazon.com"),
        ("aws-global", false, false, "us-east-1.signin.aws.amazon.com"),
        ("cn-north-1", false, false, "cn-north-1.signin.amazonaws.cn"),
        ("us-gov-east-1", false, false, "us-gov-east-1.signin.amazonaws-us-gov.com"),
        ("eusc-de-east-1", false, false, "eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ("us-iso-east-1", false, false, "us-iso-east-1.signin.c2shome.ic.gov"),
        ("us-isob-east-1", false, false, "us-isob-east-1.signin.sc2shome.sgov.gov"),
        ("us-isof-south-1", false, false, "us-isof-south-1.signin.csphome.hci.ic.gov"),
        ("eu-isoe-west-1", false, false, "eu-isoe-west-1.signin.csphome.adc-e.uk"),
        ("us-gov-west-1", true, false, "signin-fips.amazonaws-us-gov.com"),
        ("us-gov-east-1", true, false, "us-gov-east-1.signin-fips.amazonaws-us-gov.com"),
        ("us-east-1", true, false, "signin-fips.us-east-1.amazonaws.com"), ("us-east-1", false, true, "signin.us-east-1.api.aws"),
        ("us-east-1", true, true, "signin-fips.us-east-1.api.aws"),
    ])
    func signInIsNamedByThePartitionsConsole(_ region: String, fips: Bool, dual: Bool, name: String) throws {
        #expect(try host(.signIn, region, fips: fips, dual: dual) == name)
    }

    @Test func everyServiceHasAVariableOfItsOwn() throws {
        let environment = AWSEnvironment([
            "AWS_ENDPOINT_URL_SSO": "http://a", "AWS_ENDPOINT_URL_SSO_OIDC": "http://b", "AWS_ENDPOINT_URL_SIGNIN": "http://c",
            "AWS_ENDPOINT_URL": "http://d",
        ])
        let rows: [ServiceRow] = [.portal, .oidc, .signIn, .sts]
        let urls = try rows.map { try Endpoint.of($0, region: "eu-west-1", environment: environment).url.text }
        #expect(urls == ["http://a", "http://b", "http://c", "http://d"])
    }

    @Test(arguments: ["", "-a", "a-", "eu.west", "eu-west-1/x", "EU-WEST-1", "a@b", "ü", String(repeating: "a", count: 64)])
    func noRegionNamesAnotherHost(_ region: String) {
        #expect(endpoint(region) == .failure(.badSetting(name: "region", fault: .notARegion)))
    }

    @Test(arguments: [
        (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1", "AWS_ENDPOINT_URL": "http://b"], "http://127.0.0.1:1"),
        (["AWS_ENDPOINT_URL": "http://b/base/"], "http://b/base"),
        (["AWS_ENDPOINT_URL_IAM": "http://b"], "https://sts.x-1.amazonaws.com"),
        (["AWS_ENDPOINT_URL": "http://b", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"], "https://sts.x-1.amazonaws.com"),
        (["AWS_ENDPOINT_URL_STS": ""], "https://sts.x-1.amazonaws.com"),
    ])
    func theServicesOwnVariableComesFirst(_ environment: [String: String], url: String) throws {
        #expect(try endpoint("x-1", environment).get().url.text == url)
    }

    @Test(arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    func anEndpointOfOnesOwnExcludesOtherNames(_ name: String) {
        let environment = ["AWS_ENDPOINT_URL": "http://b", name: "true"]
        #expect(endpoint("x-1", environment) == .failure(.badSetting(name: name, fault: .conflict)))
    }

    @Test(arguments: [
        ("http://h", "http://h"), ("HTTPS://H:443/", "https://h"), ("http://h:80", "http://h"),
        ("http://h:8080/a/b//", "http://h:8080/a/b"),
        ("https://[::1]:9/x", "https://[::1]:9/x"), ("http://u:p@h", "http://h"), ("http://h:", "http://h"),
    ])
    func urlsAreRead(_ text: String, again: String) {
        #expect(EndpointURL(parsing: text)?.text == again)
    }

    @Test(arguments: [
        "", "h", "ftp://h", "http://", "http:///x", "http://h:0", "http://h:65536", "http://h:1x", "http://h:-1", "http://h?q",
        "http://h#f",
        "http://h x", "http://h\n", "http://[::1", "http://[h]", "http://[::1]x", "http://a\\b", "http://ü",
        "http://h:99999999999999999999",
    ])
    func whatIsNoURLIsRefused(_ text: String) {
        #expect(EndpointURL(parsing: text) == nil)
    }

    @Test func checkNamesTheFirstBadSetting() {
        func fault(_ variables: [String: String]) -> AWSError? {
            do throws(AWSError) { try AWSEnvironment(variables).check() } catch { return error }
            return nil
        }
        #expect(fault([:]) == nil)
        #expect(fault(["AWS_ENDPOINT_URL_S3": "s3"]) == .badSetting(name: "AWS_ENDPOINT_URL_S3", fault: .notAURL))
        #expect(fault(["AWS_ENDPOINT_URL": "http://u:p@h"]) == .badSetting(name: "AWS_ENDPOINT_URL", fault: .notAURL))
        #expect(fault(["AWS_MAX_ATTEMPTS": "0"]) == .badSetting(name: "AWS_MAX_ATTEMPTS", fault: .notANumber))
        #expect(fault(["http_proxy": "socks5://h"]) == .badSetting(name: "http_proxy", fault: .unsupportedProxy))
        #expect(fault(["UNKNOWN": "x"]) == nil)
    }

    @Test func whatIsShownHidesAProxysPassword() {
        let environment = AWSEnvironment(["HTTPS_PROXY": "http://me:p@ss@proxy:1", "https_proxy": "me:pw@proxy", "NO_PROXY": "a"])
        #expect(environment.shown == ["HTTPS_PROXY": "http://***@proxy:1", "https_proxy": "***@proxy", "NO_PROXY": "a"])
    }

    @Test func onlyKnownVariablesAreKept() {
        let variables = ["PATH": "/", "AWS_PROFILE": "x", "AWS_CA_BUNDLE": "/c", "AWS_ENDPOINT_URL_SSO_OIDC": "http://o"]
        #expect(AWSEnvironment(variables).variables.keys.sorted() == ["AWS_CA_BUNDLE", "AWS_ENDPOINT_URL_SSO_OIDC"])
    }
}
