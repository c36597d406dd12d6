import LeappBytes
import LeappMerge
import LeappWorkspace

/// The secrets of AWS that a vault holds or held, and how each is made useless at AWS; nothing secret is in it.
struct SecretsToRotate: Sendable {
    let secrets: [HeldSecret]
    /// The time now, in milliseconds since 1970.
    let now: Int64

    /// Prints it.
    func render() throws(CommandError) {
        let surroundings = Surroundings.current
        guard !secrets.isEmpty else { return try surroundings.note("the vault holds no secrets of AWS") }
        try surroundings.note("whoever had the vault open may know these; AWS makes them useless only when you say so:")
        try surroundings.print(table)
        for secret in secrets where !secret.commands.isEmpty {
            try surroundings.output.line("# \(secret.name): \(secret.words)")
            for command in secret.commands { try surroundings.output.line(command) }
        }
    }

    /// What people read.
    var table: Table {
        Table(
            columns: [
                .init("NAME", least: 12), .init("KIND"), .init("ACCESS KEY"), .init("AGE"), .init("IN THE VAULT"),
            ],
            rows: secrets.map {
                [$0.name, $0.words, $0.accessKeyID ?? "", TimeSpan.text(seconds: age(of: $0)), $0.state.rawValue]
            })
    }

    /// The JSON that scripts read.
    var value: JSON {
        .list(
            secrets.map { secret in
                .object([
                    "id": .text(secret.record.hex), "name": .text(secret.name), "kind": .text(secret.kind.rawValue),
                    "accessKeyId": .text(secret.accessKeyID), "userName": .text(secret.userName),
                    "state": .text(secret.state.rawValue), "since": .time(secret.since / 1000),
                    "ageSeconds": .integer(age(of: secret)), "commands": .texts(secret.commands),
                ])
            })
    }

    private func age(of secret: HeldSecret) -> Int64 { max(0, now - secret.since) / 1000 }
}

extension HeldSecret {
    /// What it is.
    var words: String {
        switch kind {
        case .accessKey: "access key"
        case .mfaSeed: "MFA seed"
        case .originalFile: "file before --scrub"
        case .other: "record of a newer leapp"
        }
    }

    /// The commands of AWS CLI that put another in its place, one after the other.
    var commands: [String] {
        switch kind {
        case .accessKey: keyCommands
        case .mfaSeed: seedCommands
        case .originalFile, .other: []
        }
    }

    private var keyCommands: [String] {
        guard let accessKeyID else { return [] }
        let key = Shell.bash.word(accessKeyID)
        guard let userName else {
            return [
                "USER=$(aws iam get-access-key-last-used --access-key-id \(key) --query UserName --output text)"
            ] + keyCommands(user: "\"$USER\"", key: key)
        }
        return keyCommands(user: Shell.bash.word(userName), key: key)
    }

    private func keyCommands(user: String, key: String) -> [String] {
        (state == .current ? ["aws iam create-access-key --user-name \(user)"] : []) + [
            "aws iam update-access-key --user-name \(user) --access-key-id \(key) --status Inactive",
            "aws iam delete-access-key --user-name \(user) --access-key-id \(key)",
        ]
    }

    private var seedCommands: [String] {
        guard let serial = serial.map(Shell.bash.word) else { return [] }
        let user = userName.map(Shell.bash.word) ?? "USER"
        return [
            "aws iam deactivate-mfa-device --user-name \(user) --serial-number \(serial)",
            "aws iam delete-virtual-mfa-device --serial-number \(serial)",
            "aws iam create-virtual-mfa-device --virtual-mfa-device-name \(user) --outfile mfa.png --bootstrap-method QRCodePNG",
        ]
    }
}
