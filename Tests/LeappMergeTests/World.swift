import LeappBytes
import LeappCrypto
import LeappMerge

/// Machines that edit, merge, lose their state, share a replica id and have clocks that are years apart.
struct World {
    struct Machine {
        var payload: Payload
        var name: ReplicaID
        var clock: Int64
    }

    /// One value that some machine wrote.
    struct Write {
        let record: RecordID
        let field: String
        let stamp: Stamp
        let value: SecretSlice
    }

    private(set) var machines: [Machine]
    private(set) var writes: [Write] = []
    private var backups: [Payload] = []
    private var generator: SeededGenerator
    private let keepsState: Bool
    private let fields = ["a", "b", "long"]

    /// A world after so many steps; with `keepsState` no machine ever goes back to a backup.
    init(seed: UInt64, steps: Int, keepsState: Bool = false) throws(PayloadError) {
        self.keepsState = keepsState
        generator = SeededGenerator(seed: seed)
        let year: Int64 = 31_557_600_000
        // Machines 0 and 1 are copies of one installation; their clocks stand still, so that they write the same stamps.
        machines = [0, 0, 10 * year, -10 * year].enumerated().map { index, skew in
            let name = replica(UInt8(max(index, 1)))
            return Machine(payload: Payload(writer: name), name: name, clock: 1_800_000_000_000 + skew)
        }
        for _ in 0..<steps { try step() }
    }

    /// Every state that a machine has now, and some that were.
    var states: [Payload] { machines.map(\.payload) + backups }

    private mutating func step() throws(PayloadError) {
        let index = Int.random(in: machines.indices, using: &generator)
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<11: try edit(index)
        case 11..<16:
            let other = Int.random(in: machines.indices, using: &generator)
            machines[index].payload = try machines[index].payload.merged(with: machines[other].payload)
        case 16: backups.append(machines[index].payload)
        case 17:
            if !keepsState, let backup = backups.randomElement(using: &generator) { machines[index].payload = backup }
        case 18: machines[index].clock += Int64.random(in: 0..<1000, using: &generator)
        default: machines[index].payload = try Payload(machines[index].payload.exactBytes)
        }
    }

    private mutating func edit(_ index: Int) throws(PayloadError) {
        let machine = machines[index]
        let id = record(UInt8.random(in: 1...2, using: &generator))
        var edit = Edit()
        var written: [(String, SecretSlice)] = []
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<6:
            for field in fields where Bool.random(using: &generator) {
                let value = Values[Int.random(in: 0..<40, using: &generator)]
                edit.write(id, kind: "k", field: field, value: value)
                written.append((field, value))
            }
        case 6, 7: edit.delete(id)
        case 8: edit.restore(id)
        default:
            guard let field = machine.payload[id]?.state.fields.randomElement(using: &generator) else { return }
            let forgotten = field.entries.map(\.stamp).filter { _ in Bool.random(using: &generator) }
            edit.forget(id, field: field.name, stamps: Set(forgotten))
        }
        let random = [0, 0, UInt8.random(in: 0..<2, using: &generator)]
        let stamp = try HybridClock.stamp(
            now: machine.clock, after: machine.payload.versions, replica: machine.name, random: random)
        let edited: Payload?
        do {
            edited = try machine.payload.applying(edit, at: stamp)
        } catch {
            guard case .nothingToRestore = error else { throw error }
            return
        }
        guard let edited else { return }
        machines[index].payload = edited
        guard edited.versions.covers(stamp), let state = edited[id]?.state else { return }
        for (field, value) in written where state.field(field)?.entries.contains(where: { $0.stamp == stamp }) == true {
            writes.append(Write(record: id, field: field, stamp: stamp, value: value))
        }
    }
}
