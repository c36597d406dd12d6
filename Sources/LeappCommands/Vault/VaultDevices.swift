import ArgumentParser
import LeappBytes
import LeappEngine
import LeappMerge
import LeappWorkspace

/// `leapp vault devices`.
struct VaultDevices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the installations that write to the vault, and what each of them reads.",
        discussion: """
            A device is listed from its first change on; one that only reads is not known.
            Example: leapp vault devices --json
            """)

    @OptionGroup var recovery: RecoveryOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var access: AccessOptions

    func run() throws {
        let site = try VaultSite(vault: access.vault.vault)
        let vault = try site.open(access, recovery: recovery.choice)
        let payload = try site.run { _ throws(StoreError) in try vault.payload() }
        try DeviceList(
            path: vault.path, devices: Workspace(payload).devices, versions: payload.versions,
            own: RecordID(bytes: try site.installationID())
        ).render(json: output.json)
    }
}

/// What `vault devices` says.
struct DeviceList: Sendable {
    let path: String
    let devices: [Device]
    /// The newest write of each replica.
    let versions: VersionVector
    /// This installation.
    let own: RecordID?

    /// Prints it.
    func render(json: Bool) throws(CommandError) {
        let surroundings = Surroundings.current
        guard !json else { return try surroundings.output.json(value) }
        guard !devices.isEmpty else { return try surroundings.note("no device has written to the vault yet") }
        try surroundings.print(table)
    }

    /// The JSON that scripts read.
    var value: JSON {
        .object([
            "version": .integer(1), "path": .text(path),
            "devices": .list(
                devices.map { device in
                    var fields = device.fields
                    fields["added"] = .time(device.added)
                    fields["lastChange"] = .time(lastChange(of: device))
                    fields["thisDevice"] = .bool(device.id == own)
                    return .object(fields)
                }),
        ])
    }

    /// What people read.
    var table: Table {
        Table(
            columns: [
                Table.Column("LABEL", least: 8), Table.Column("ID"), Table.Column("READS"), Table.Column("LAST CHANGE"),
                Table.Column("ADDED"), Table.Column(""),
            ],
            rows: devices.map { device in
                [
                    device.label, device.id.hex, "schema \(device.reads)", DeviceList.words(lastChange(of: device)),
                    DeviceList.words(device.added), device.id == own ? "this device" : "",
                ]
            })
    }

    /// When the newest change of a device was made that is in the vault, in seconds since 1970.
    private func lastChange(of device: Device) -> Int64? {
        guard let replica = device.replica else { return nil }
        let time = versions[replica]
        return time == 0 ? nil : (time >> 16) / 1000
    }

    private static func words(_ time: Int64?) -> String { time.map { UTCTime(seconds: $0).extended } ?? "-" }
}

extension Device {
    /// What scripts read of it in every list.
    var fields: [String: JSON] { ["id": .text(id.hex), "label": .text(label), "reads": .integer(reads)] }
}
