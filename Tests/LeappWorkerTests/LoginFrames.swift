import LeappAWS
import LeappBytes
import LeappCrypto

/// The operations and answers of signing in, each with everything that it can carry.
enum LoginFrames {
    static let client = OIDCClient(id: "id", secret: "client-secret".secret)
    static let code = AuthorizationCode(code: "code".secret, verifier: "verifier".secret, redirectURI: "http://127.0.0.1:1/cb")

    static let operations: [AWSOperation] = [
        .registerClient(.browser(name: "leapp", issuerURL: "https://x", redirectURI: "http://127.0.0.1/cb")),
        .registerClient(.device(name: "leapp")), .registerClient(RegisterClient(name: "")),
        .startDeviceAuthorization(StartDeviceAuthorization(client: client, startURL: "https://x")),
        .createToken(CreateToken(client: client, grant: .authorizationCode(code))),
        .createToken(CreateToken(client: client, grant: .deviceCode("device".secret))),
        .createToken(CreateToken(client: client, grant: .refreshToken("refresh".secret))), .listAccounts(ListAccounts()),
        .listAccounts(ListAccounts(page: ListPage(token: "t", size: 7))),
        .listAccountRoles(ListAccountRoles(accountID: "123456789012", page: ListPage(token: "t"))),
        .getRoleCredentials(GetRoleCredentials(accountID: "123456789012", roleName: "r")), .logout,
        .getSigninToken(GetSigninToken(credentials: FrameTests.credentials, durationSeconds: 900)),
        .getSigninToken(GetSigninToken(credentials: FrameTests.credentials)),
    ]

    static let answers: [AWSAnswer] =
        [
            .credentials(FrameTests.credentials), .identity(CallerIdentity(accountID: "1", arn: "a", userID: "u")),
            .clientRegistration(ClientRegistration(client: client, expiration: 42)),
            .portalTokens(PortalTokens(accessToken: "access".secret, lifetime: 3600, refreshToken: "refresh".secret)),
            .portalTokens(PortalTokens(accessToken: "access".secret, lifetime: 1, refreshToken: nil)),
            .accounts(AccountPage(accounts: [], nextToken: nil)), .accounts(fullPage),
            .roles(RolePage(roleNames: ["a", "b"], nextToken: "n")), .roles(RolePage(roleNames: [], nextToken: nil)), .loggedOut,
            .signinToken("token".secret),
        ] + ["https://c", nil].compactMap(device)

    /// The largest page that is read from the portal.
    static let fullPage = AccountPage(
        accounts: (0..<ListPage.limit).map { _ in
            PortalAccount(
                id: "123456789012", name: String(repeating: "n", count: 1024), email: String(repeating: "e", count: 1024))
        }, nextToken: String(repeating: "t", count: 8192))

    static func device(_ complete: String?) -> AWSAnswer? {
        guard let url = WebURL(checking: "https://device.example/") else { return nil }
        return .deviceAuthorization(
            DeviceAuthorization(
                deviceCode: "device".secret, userCode: "ABCD", verificationURL: url,
                completeURL: complete.flatMap { WebURL(checking: $0) }, lifetime: 600, interval: 5))
    }
}
