import LeappAWS
import LeappBytes
import LeappCBOR
import LeappCrypto

/// The answers as frames number them.
private enum AnswerCode: UInt64 {
    case credentials = 0
    case identity = 1
    case clientRegistration = 2
    case deviceAuthorization = 3
    case portalTokens = 4
    case accounts = 5
    case roles = 6
    case loggedOut = 7
    case signinToken = 8
}

extension AWSAnswer {
    /// Appends the answer's code and its parts. A page of the portal's lists fits a frame whatever is in it.
    func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        switch self {
        case .credentials(let credentials):
            writer.cbor(unsigned: AnswerCode.credentials.rawValue)
            credentials.encode(into: &writer)
        case .identity(let identity):
            writer.cbor(unsigned: AnswerCode.identity.rawValue)
            writer.cbor(texts: [identity.accountID, identity.arn, identity.userID])
        case .clientRegistration(let registration):
            writer.cbor(unsigned: AnswerCode.clientRegistration.rawValue)
            writer.cborArray(count: 2)
            registration.client.encode(into: &writer)
            writer.cbor(integer: registration.expiration)
        case .deviceAuthorization(let authorization):
            writer.cbor(unsigned: AnswerCode.deviceAuthorization.rawValue)
            authorization.encode(into: &writer)
        case .portalTokens(let tokens):
            writer.cbor(unsigned: AnswerCode.portalTokens.rawValue)
            writer.cborArray(count: 3)
            writer.cbor(bytes: tokens.accessToken.bytes)
            writer.cbor(integer: tokens.lifetime)
            writer.cbor(optional: tokens.refreshToken)
        case .accounts(let page):
            writer.cbor(unsigned: AnswerCode.accounts.rawValue)
            page.encode(into: &writer)
        case .roles(let page):
            writer.cbor(unsigned: AnswerCode.roles.rawValue)
            writer.cborArray(count: 2)
            writer.cbor(texts: page.roleNames)
            writer.cbor(optional: page.nextToken)
        case .loggedOut:
            writer.cbor(unsigned: AnswerCode.loggedOut.rawValue)
            writer.cborNull()
        case .signinToken(let token):
            writer.cbor(unsigned: AnswerCode.signinToken.rawValue)
            writer.cbor(bytes: token.bytes)
        }
    }

    /// Reads an answer; secrets stay where they are in `frame`.
    init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 2)
        let start = reader.offset
        switch AnswerCode(rawValue: try reader.unsigned()) {
        case .credentials: self = .credentials(try Credentials(reading: &reader, in: frame))
        case .identity:
            let texts = try reader.texts()
            guard texts.count == 3 else { throw .unexpected(at: start, found: .array) }
            self = .identity(CallerIdentity(accountID: texts[0], arn: texts[1], userID: texts[2]))
        case .clientRegistration:
            try reader.array(of: 2)
            self = .clientRegistration(
                ClientRegistration(client: try OIDCClient(reading: &reader, in: frame), expiration: try reader.integer()))
        case .deviceAuthorization: self = .deviceAuthorization(try DeviceAuthorization(reading: &reader, in: frame))
        case .portalTokens:
            try reader.array(of: 3)
            self = .portalTokens(
                PortalTokens(
                    accessToken: try reader.secret(in: frame), lifetime: try reader.integer(),
                    refreshToken: try reader.optionalSecret(in: frame)))
        case .accounts: self = .accounts(try AccountPage(reading: &reader))
        case .roles:
            try reader.array(of: 2)
            self = .roles(RolePage(roleNames: try reader.texts(), nextToken: try reader.optionalText()))
        case .loggedOut:
            try reader.null()
            self = .loggedOut
        case .signinToken: self = .signinToken(try reader.secret(in: frame))
        case nil: throw .unexpected(at: start, found: .unsigned)
        }
    }
}

extension DeviceAuthorization {
    fileprivate func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 6)
        writer.cbor(bytes: deviceCode.bytes)
        writer.cbor(text: userCode)
        writer.cbor(text: verificationURL.text)
        writer.cbor(optional: completeURL?.text)
        writer.cbor(integer: lifetime)
        writer.cbor(integer: interval)
    }

    /// Reads what was appended. The URLs are checked again: they go to a browser.
    fileprivate init(reading reader: inout CBORReader, in frame: SecretArena) throws(CBORError) {
        try reader.array(of: 6)
        let start = reader.offset
        let deviceCode = try reader.secret(in: frame)
        let userCode = try reader.text()
        let url = WebURL(checking: try reader.text())
        let complete = try reader.optionalText()
        let completeURL = complete.flatMap { WebURL(checking: $0) }
        guard let url, (complete == nil) == (completeURL == nil) else { throw .unexpected(at: start, found: .text) }
        self.init(
            deviceCode: deviceCode, userCode: userCode, verificationURL: url, completeURL: completeURL,
            lifetime: try reader.integer(), interval: try reader.integer())
    }
}

extension AccountPage {
    fileprivate func encode(into writer: inout SecretWriter) {
        writer.cborArray(count: 2)
        writer.cborArray(count: accounts.count)
        for account in accounts {
            writer.cborArray(count: 3)
            writer.cbor(text: account.id)
            writer.cbor(optional: account.name)
            writer.cbor(optional: account.email)
        }
        writer.cbor(optional: nextToken)
    }

    fileprivate init(reading reader: inout CBORReader) throws(CBORError) {
        try reader.array(of: 2)
        let count = try reader.arrayHead()
        var accounts: [PortalAccount] = []
        for _ in 0..<count {
            try reader.array(of: 3)
            accounts.append(
                PortalAccount(id: try reader.text(), name: try reader.optionalText(), email: try reader.optionalText()))
        }
        self.init(accounts: accounts, nextToken: try reader.optionalText())
    }
}
