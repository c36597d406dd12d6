import Glibc

/// `leapp` as it is called: a small program that answers the one command which tools run again and again, and hands everything
/// else over to `leapp-core`.
@main enum Front {
    static func main() {
        let arguments = Arguments()
        guard let wanted = arguments.credentialProcess,
            let call = CredentialProcess(wanted.name, withoutMFA: wanted.withoutMFA)
        else {
            exit(Core.run(arguments))
        }
        switch call.answer() {
        case .ended(let code): exit(code)
        case .needsPassphrase: exit(Core.run(arguments))
        }
    }
}
