import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto

/// The operations as frames number them.
private enum OperationCode: UInt64 {
    case getSessionToken = 0
    case assumeRole = 1
    case getCallerIdentity = 2
    case registerClient = 3
    case startDeviceAuthorization = 4
    case createToken = 5
    case listAccounts = 6
    case listAccountRoles = 7
    case getRoleCredentials = 8
    case logout = 9
    case getSigninToken = 10
    case getFederationToken = 11
}

extension AWSOperation {
    /// Appends the operation's code and its parameters.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        switch self {
        case .getSessionToken(let parameters):
            writer.cbor(unsigned: OperationCode.getSessionToken.rawValue)
            writer.cborArray(count: 2)
            writer.cbor(optional: parameters.durationSeconds.map(Int64.init))
            writer.cbor(optional: parameters.multiFactor)
        case .getFederationToken(let parameters):
            writer.cbor(unsigned: OperationCode.getFederationToken.rawValue)
            writer.cborArray(count: 3)
            writer.cbor(text: parameters.name)
            writer.cbor(text: parameters.policy)
            writer.cbor(optional: parameters.durationSeconds.map(Int64.init))
        case .assumeRole(let parameters):
            writer.cbor(unsigned: OperationCode.assumeRole.rawValue)
            parameters.encode(into: &writer)
        case .getCallerIdentity:
            writer.cbor(unsigned: OperationCode.getCallerIdentity.rawValue)
            writer.cborArray(count: 0)
        case .registerClient(let parameters):
            writer.cbor(unsigned: OperationCode.registerClient.rawValue)
            parameters.encode(into: &writer)
        case .startDeviceAuthorization(let parameters):
            writer.cbor(unsigned: OperationCode.startDeviceAuthorization.rawValue)
            parameters.encode(into: &writer)
        case .createToken(let parameters):
            writer.cbor(unsigned: OperationCode.createToken.rawValue)
            parameters.encode(into: &writer)
        case .listAccounts(let parameters):
            writer.cbor(unsigned: OperationCode.listAccounts.rawValue)
            parameters.page.encode(into: &writer)
        case .listAccountRoles(let parameters):
            writer.cbor(unsigned: OperationCode.listAccountRoles.rawValue)
            parameters.encode(into: &writer)
        case .getRoleCredentials(let parameters):
            writer.cbor(unsigned: OperationCode.getRoleCredentials.rawValue)
            writer.cbor(texts: [parameters.accountID, parameters.roleName])
        case .logout:
            writer.cbor(unsigned: OperationCode.logout.rawValue)
            writer.cborArray(count: 0)
        case .getSigninToken(let parameters):
            writer.cbor(unsigned: OperationCode.getSigninToken.rawValue)
            parameters.encode(into: &writer)
        }
    }

    /// Reads an operation; secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        let start = reader.offset
        switch OperationCode(rawValue: try reader.unsigned()) {
        case .getSessionToken:
            try reader.array(of: 2)
            let duration = try reader.optionalInteger().map(Int.init)
            self = .getSessionToken(
                GetSessionToken(durationSeconds: duration, multiFactor: try reader.optionalMultiFactor(in: frame)))
        case .getFederationToken:
            try reader.array(of: 3)
            self = .getFederationToken(
                GetFederationToken(
                    name: try reader.text(), policy: try reader.text(),
                    durationSeconds: try reader.optionalInteger().map(Int.init)))
        case .assumeRole: self = .assumeRole(try AssumeRole(reading: &reader, in: frame))
        case .getCallerIdentity:
            try reader.array(of: 0)
            self = .getCallerIdentity
        case .registerClient: self = .registerClient(try RegisterClient(reading: &reader))
        case .startDeviceAuthorization:
            self = .startDeviceAuthorization(try StartDeviceAuthorization(reading: &reader, in: frame))
        case .createToken: self = .createToken(try CreateToken(reading: &reader, in: frame))
        case .listAccounts: self = .listAccounts(ListAccounts(page: try ListPage(reading: &reader)))
        case .listAccountRoles: self = .listAccountRoles(try ListAccountRoles(reading: &reader))
        case .getRoleCredentials:
            try reader.array(of: 2)
            self = .getRoleCredentials(GetRoleCredentials(accountID: try reader.text(), roleName: try reader.text()))
        case .logout:
            try reader.array(of: 0)
            self = .logout
        case .getSigninToken: self = .getSigninToken(try GetSigninToken(reading: &reader, in: frame))
        case nil: throw .unexpected(at: start, found: .unsigned)
        }
    }
}

extension AssumeRole {
    fileprivate func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 11)
        writer.cbor(text: roleARN)
        writer.cbor(text: sessionName)
        writer.cbor(optional: durationSeconds.map(Int64.init))
        writer.cbor(optional: externalID)
        writer.cbor(optional: multiFactor)
        writer.cbor(optional: policy)
        writer.cbor(texts: policyARNs)
        writer.cbor(texts: tags.flatMap { [$0.key, $0.value] })
        writer.cbor(texts: transitiveTagKeys)
        writer.cbor(optional: sourceIdentity)
        writer.cborArray(count: providedContexts.count)
        for context in providedContexts {
            writer.cborArray(count: 2)
            writer.cbor(text: context.providerARN)
            writer.cbor(bytes: context.assertion.bytes)
        }
    }

    fileprivate init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 11)
        self.init(roleARN: try reader.text(), sessionName: try reader.text())
        durationSeconds = try reader.optionalInteger().map(Int.init)
        externalID = try reader.optionalText()
        multiFactor = try reader.optionalMultiFactor(in: frame)
        policy = try reader.optionalText()
        policyARNs = try reader.texts()
        let start = reader.offset
        let pairs = try reader.texts()
        guard pairs.count.isMultiple(of: 2) else { throw .unexpected(at: start, found: .array) }
        tags = stride(from: 0, to: pairs.count, by: 2).map { SessionTag(key: pairs[$0], value: pairs[$0 + 1]) }
        transitiveTagKeys = try reader.texts()
        sourceIdentity = try reader.optionalText()
        let count = try reader.arrayHead()
        for _ in 0..<count {
            try reader.array(of: 2)
            providedContexts.append(ProvidedContext(providerARN: try reader.text(), assertion: try reader.secret(in: frame)))
        }
    }
}

extension SecretWriter {
    fileprivate mutating func cbor(optional multiFactor: MultiFactor?) {
        guard let multiFactor else {
            cborNull()
            return
        }
        cborArray(count: 2)
        cbor(text: multiFactor.serialNumber)
        cbor(bytes: multiFactor.code.bytes)
    }
}

extension CBORReader {
    @_lifetime(self: copy self)
    fileprivate mutating func optionalMultiFactor(in frame: SecretArena) throws(CBORError) -> MultiFactor? {
        if isNextNull {
            try null()
            return nil
        }
        try array(of: 2)
        return MultiFactor(serialNumber: try text(), code: try secret(in: frame))
    }
}
