import ArgumentParser
import LeappBytes
import LeappVault

/// What a person has decided about opening a vault that asks for a decision.
struct OpeningOptions: ParsableArguments {
    @Option(
        name: .customLong("accept-generation"),
        help: ArgumentHelp(
            "Accept a vault whose key was changed elsewhere, by the id that the refusal names.", valueName: "key-id"))
    var acceptedGeneration: KeyIDArgument?

    @Flag(help: "Open a vault whose keyslot costs more than is done unasked.")
    var allowCostlyKdf = false

    /// What was decided.
    var decisions: OpeningDecisions {
        OpeningDecisions(generation: acceptedGeneration?.keyID, allowsCostlyKDF: allowCostlyKdf)
    }
}

/// What a person has decided about opening a vault; nothing, where no option says so.
struct OpeningDecisions: Equatable, Sendable {
    /// The key generation that was confirmed.
    var generation: KeyID?
    /// Whether a keyslot may cost more than is done unasked.
    var allowsCostlyKDF = false
}

/// A key generation's id on the command line: 32 hexadecimal digits.
struct KeyIDArgument: ExpressibleByArgument, Sendable {
    /// The id.
    let keyID: KeyID

    init?(argument: String) {
        guard let bytes = [UInt8](hex: argument), let keyID = KeyID(bytes) else { return nil }
        self.keyID = keyID
    }
}
