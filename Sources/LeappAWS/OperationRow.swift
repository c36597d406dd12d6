/// A row of the table of operations: where one is asked.
struct OperationRow: Sendable {
    /// AWS's name of the operation.
    let name: String
    /// The service that has it.
    let service: ServiceRow
    /// The method of its requests.
    let method: String
    /// Their path, after that of the endpoint.
    let path: String

    /// An operation; those of STS are told apart by their forms only.
    init(_ name: String, _ service: ServiceRow, _ method: String = "POST", _ path: String = "/") {
        self.name = name
        self.service = service
        self.method = method
        self.path = path
    }
}

extension AWSOperation {
    /// The operation's row in the table.
    var row: OperationRow {
        switch self {
        case .getSessionToken: OperationRow("GetSessionToken", .sts)
        case .getFederationToken: OperationRow("GetFederationToken", .sts)
        case .assumeRole: OperationRow("AssumeRole", .sts)
        case .getCallerIdentity: OperationRow("GetCallerIdentity", .sts)
        case .registerClient: OperationRow("RegisterClient", .oidc, "POST", "/client/register")
        case .startDeviceAuthorization: OperationRow("StartDeviceAuthorization", .oidc, "POST", "/device_authorization")
        case .createToken: OperationRow("CreateToken", .oidc, "POST", "/token")
        case .listAccounts: OperationRow("ListAccounts", .portal, "GET", "/assignment/accounts")
        case .listAccountRoles: OperationRow("ListAccountRoles", .portal, "GET", "/assignment/roles")
        case .getRoleCredentials: OperationRow("GetRoleCredentials", .portal, "GET", "/federation/credentials")
        case .logout: OperationRow("Logout", .portal, "POST", "/logout")
        case .getSigninToken: OperationRow("getSigninToken", .signIn, "POST", "/federation")
        }
    }
}
