import LeappAgentProtocol

/// The program's arguments, as the system handed them over.
@safe struct Arguments {
    /// `argv`: as many C strings as ``count``, and a null pointer.
    let vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    /// How many there are, the program's own name included.
    let count: Int

    init() {
        unsafe vector = CommandLine.unsafeArgv
        count = Int(CommandLine.argc)
    }

    /// What `leapp credential-process [--no-mfa] NAME` asks for; nil for anything else, and for a name that no request can carry.
    var credentialProcess: (name: String, withoutMFA: Bool)? {
        let withoutMFA = count == 4 && self[2] == "--no-mfa"
        guard count == (withoutMFA ? 4 : 3), self[1] == "credential-process", let name = self[count - 1],
            let first = name.utf8.first, first != UInt8(ascii: "-"), name.utf8.count <= AgentLimits.text
        else { return nil }
        return (name, withoutMFA)
    }

    /// An argument that is UTF-8.
    private subscript(index: Int) -> String? {
        unsafe vector[index].flatMap { unsafe String(validatingCString: $0) }
    }
}
