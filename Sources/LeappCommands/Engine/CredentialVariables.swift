import LeappAgentProtocol
import LeappBytes
import LeappCrypto

/// The environment variables that carry credentials to tools (aws.md, "Credentials out").
enum CredentialVariables {
    /// Variables that would make a tool look elsewhere, or at credentials that these replace.
    static let displaced = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"]

    /// Calls `set` with every variable that `credentials` give, and `remove` with those that must not stay.
    static func each(
        of credentials: borrowing CredentialsReply, set: (String, RawSpan) -> Void, remove: (String) -> Void
    ) {
        func text(_ name: String, _ value: String) { set(name, Array(value.utf8).rawSpan) }
        displaced.forEach(remove)
        text("AWS_ACCESS_KEY_ID", credentials.accessKeyID)
        set("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey)
        if let token = credentials.sessionToken { set("AWS_SESSION_TOKEN", token) } else { remove("AWS_SESSION_TOKEN") }
        if let expiration = credentials.expiration {
            text("AWS_CREDENTIAL_EXPIRATION", UTCTime(seconds: expiration).extended)
        } else {
            remove("AWS_CREDENTIAL_EXPIRATION")
        }
        if let region = credentials.region {
            // boto3 reads only AWS_DEFAULT_REGION, AWS CLI v2 prefers AWS_REGION.
            text("AWS_REGION", region)
            text("AWS_DEFAULT_REGION", region)
        }
    }

    /// The environment of a command that is given `credentials`.
    static func block(for credentials: borrowing CredentialsReply) -> EnvironmentBlock {
        var block = EnvironmentBlock()
        each(of: credentials, set: { block.set($0, to: $1) }, remove: { block.remove($0) })
        return block
    }

    /// The lines that set `credentials` in `shell`.
    static func script(for credentials: borrowing CredentialsReply, in shell: Shell) -> Secret {
        var lines = SecretWriter()
        lines.append(shell.frame.start)
        if credentials.region == nil {
            // The shell may still have those of a session that it was given before.
            for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
                if let removal = shell.removal(name) { lines.append(removal + "\n") }
            }
        }
        each(
            of: credentials,
            set: { name, value in
                lines.append(shell.assignmentStart(name))
                shell.quote(value, to: &lines)
                lines.append(UInt8(ascii: "\n"))
            },
            remove: { name in
                if let removal = shell.removal(name) { lines.append(removal + "\n") }
            })
        lines.append(shell.frame.end)
        return lines.finish()
    }
}
