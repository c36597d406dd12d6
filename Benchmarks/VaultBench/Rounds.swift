import Glibc
import LeappBytes
import LeappCrypto
import LeappEngine
import LeappFiles
import LeappMerge
import LeappVault
import LeappWorkspace

/// Measures one figure again and again: a round for each line that it reads.
struct Rounds {
    private let sample: SampleVault
    private let round: (Int) throws -> Duration

    init(_ figure: Figure, of sample: SampleVault) throws {
        self.sample = sample
        switch figure {
        case .read: round = try Rounds.reading(sample)
        case .open: round = try Rounds.opening(sample)
        case .save: round = try Rounds.saving(sample)
        case .merge: round = try Rounds.merging(sample)
        case .index: round = try Rounds.indexing(sample)
        }
    }

    /// Answers each line with the microseconds of a round, those of the processor, and the most memory that the process ever had,
    /// in KiB.
    func run() throws {
        var number = 0
        while readLine() != nil {
            number += 1
            let before = Rounds.processorTime()
            let (seconds, attoseconds) = try round(number).components
            let processor = Rounds.processorTime() - before
            let taken = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            VaultBench.say("{\"us\": \(taken), \"processor\": \(processor), \"peak\": \(try Rounds.peak())}")
        }
    }

    /// The processor time that the process took so far, in microseconds.
    private static func processorTime() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    private static func timed(_ body: () throws -> Void) throws -> Duration { try ContinuousClock().measure(body) }

    private static func payload(_ sample: SampleVault, _ key: DataKey) throws -> Payload {
        let bytes = try sample.effects.disk.readFile(sample.path, limit: VaultImage.maximumSize)
        return try Payload(parsing: VaultImage(parsing: bytes).open(with: key))
    }

    private static func reading(_ sample: SampleVault) throws -> (Int) throws -> Duration {
        let key = try sample.key()
        return { _ in try timed { _ = try payload(sample, key) } }
    }

    private static func opening(_ sample: SampleVault) throws -> (Int) throws -> Duration {
        let key = try sample.key()
        return { _ in try timed { _ = try sample.store.open(with: .key(key)) } }
    }

    private static func saving(_ sample: SampleVault) throws -> (Int) throws -> Duration {
        let vault = try sample.open()
        let id = vault.vaultID.bytes
        return { number in
            let drafts = SampleVault.drafts(records: 2, vaultID: id, name: "saved-\(getpid())-\(number)-")
            return try timed { _ = try vault.edit { Workspace($0).applying(drafts: drafts, replace: true).edit } }
        }
    }

    private static func merging(_ sample: SampleVault) throws -> (Int) throws -> Duration {
        let vault = try sample.open()
        let ours = try vault.payload()
        let changed = SampleVault.drafts(records: max(2, ours.count / 100), vaultID: vault.vaultID.bytes, name: "theirs-")
        guard let replica = ReplicaID(bytes: [1, 2, 3, 4, 5, 6, 7, 8]) else { throw SampleVault.Unusable() }
        let stamp = try HybridClock.stamp(
            now: sample.effects.now(), after: ours.versions, replica: replica,
            random: sample.effects.randomness.bytes(HybridClock.randomBytes))
        let edit = Workspace(ours).applying(drafts: changed, replace: true).edit
        guard let edited = try ours.applying(edit, at: stamp) else { throw SampleVault.Unusable() }
        let theirs = try Payload(parsing: SecretArena(edited.encoded()).slice)
        return { _ in try timed { _ = try ours.merged(with: theirs).encoded() } }
    }

    private static func indexing(_ sample: SampleVault) throws -> (Int) throws -> Duration {
        let payload = try payload(sample, try sample.key())
        return { _ in try timed { _ = Workspace(payload).index } }
    }

    /// The most memory that the process ever had, in KiB.
    private static func peak() throws -> Int {
        let file = try POSIXFileSystem().open("/proc/self/status", for: .reading)
        var bytes = [UInt8](repeating: 0, count: 8192)
        var span = bytes.mutableSpan
        var buffer = unsafe span.mutableBytes
        let count = try POSIXFileSystem().read(file, into: &buffer)
        try POSIXFileSystem().close(file)
        let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }),
            let size = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
        else { throw SampleVault.Unusable() }
        return size
    }
}
