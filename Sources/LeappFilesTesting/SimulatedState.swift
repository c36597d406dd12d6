import LeappFiles

/// What a simulated disk holds: what programs see, and what is durable of it.
struct SimulatedState: Sendable {
    struct Node: Sendable {
        var kind: FileMetadata.Kind
        var mode: UInt32
        var content: [UInt8] = []
        var durable: Durable?
        /// Whether a synchronise failed: the system took the content for written and will not write it again.
        var isLost = false
        var modified: Int64 = 0
        var lock: Int32?

        struct Durable: Equatable, Sendable {
            var content: [UInt8]
            var mode: UInt32
        }
    }

    /// A change of names in one folder, and what is known of its durability.
    struct NameChange: Sendable {
        enum What: Sendable {
            case set(String, Int)
            case drop(String)
            case move(String, String, Int)
        }

        enum Fate: Sendable {
            case pending, durable
            /// A synchronise of its folder failed: it may be on the medium or not, whatever is synchronised later.
            case lost
        }

        let what: What
        var fate = Fate.pending

        /// The changed name; of a move the new one.
        var path: String {
            switch what {
            case .set(let path, _), .drop(let path), .move(_, let path, _): path
            }
        }

        func apply(to names: inout [String: Int]) {
            switch what {
            case .set(let path, let node): names[path] = node
            case .drop(let path): names[path] = nil
            case .move(let old, let new, let node):
                names[old] = nil
                names[new] = node
            }
        }
    }

    var nodes: [Int: Node] = [:]
    var names: [String: Int] = [:]
    var durableNames: [String: Int] = [:]
    /// The changes since ``durableNames``, in order; the first of them is not durable.
    private var changes: [NameChange] = []
    var open: [Int32: (node: Int, offset: Int)] = [:]
    private var clock: Int64 = 0
    private var nextDescriptor: Int32 = 3

    mutating func add(_ kind: FileMetadata.Kind, mode: UInt32) -> Int {
        let number = nodes.count + 1
        nodes[number] = Node(kind: kind, mode: mode)
        touch(number)
        return number
    }

    mutating func touch(_ number: Int) {
        clock += 1
        nodes[number]?.modified = clock
    }

    mutating func openFile(_ number: Int, _ path: String) -> OpenFile {
        nextDescriptor += 1
        open[nextDescriptor] = (number, 0)
        return OpenFile(descriptor: nextDescriptor, path: path)
    }

    mutating func change(_ what: NameChange.What) {
        let change = NameChange(what: what)
        change.apply(to: &names)
        changes.append(change)
    }

    mutating func synchronize(_ number: Int) {
        guard let node = nodes[number], !node.isLost else { return }
        nodes[number]?.durable = Node.Durable(content: node.content, mode: node.mode)
    }

    /// Gives the pending changes of names in a folder their fate.
    mutating func settle(namesIn folder: String, _ fate: NameChange.Fate) {
        for index in changes.indices where changes[index].fate == .pending && FilePath.parent(of: changes[index].path) == folder {
            changes[index].fate = fate
        }
        while let first = changes.first, first.fate == .durable {
            first.apply(to: &durableNames)
            changes.removeFirst()
        }
    }

    func metadata(_ number: Int) -> FileMetadata? {
        nodes[number].map { node in
            FileMetadata(
                kind: node.kind, mode: node.mode, userID: SimulatedDisk.userID, groupID: SimulatedDisk.userID,
                version: FileVersion(
                    device: 1, inode: UInt64(number), size: node.content.count, modified: node.modified,
                    changed: node.modified))
        }
    }

    /// What is there after a shutdown without a fault.
    func settled() -> SimulatedState {
        var state = self
        state.durableNames = names
        state.changes = []
        state.open = [:]
        for (number, node) in nodes {
            state.nodes[number]?.durable = Node.Durable(content: node.content, mode: node.mode)
            state.nodes[number]?.isLost = false
            state.nodes[number]?.lock = nil
        }
        return state
    }

    /// All combinations of lost and kept name changes with what may be left of each content; `isCoarse` leaves out what differs from
    /// another only in where a content is torn.
    func crashImages(isCoarse: Bool = false) -> [SimulatedState] {
        let open = changes.indices.filter { changes[$0].fate != .durable }
        precondition(open.count <= 12, "\(open.count) changes of names are not durable: too many to combine")
        var seen: Set<[String: Int]> = []
        var images: [SimulatedState] = []
        for kept in 0..<(1 << open.count) {
            var names = durableNames
            for (index, change) in changes.enumerated() {
                let bit = open.firstIndex(of: index)
                if bit.map({ kept >> $0 & 1 == 1 }) ?? true { change.apply(to: &names) }
            }
            dropOrphans(&names)
            guard seen.insert(names).inserted else { continue }
            var image = self
            image.names = names
            image.durableNames = names
            image.changes = []
            image.open = [:]
            images += image.contentImages(of: Set(names.values), isCoarse: isCoarse)
        }
        return images
    }

    /// With a folder go the names in it.
    private func dropOrphans(_ names: inout [String: Int]) {
        while true {
            let orphans = names.keys.filter { $0 != "/" && names[FilePath.parent(of: $0)] == nil }
            if orphans.isEmpty { return }
            for path in orphans { names[path] = nil }
        }
    }

    /// One file that is not durable may be found in every way; of several, each in every way while the others are whole, and all in
    /// the few ways that differ most.
    private func contentImages(of numbers: Set<Int>, isCoarse: Bool) -> [SimulatedState] {
        var settled = self
        var doubtful: [(number: Int, remains: [Node.Durable], rough: [Int])] = []
        for number in numbers.sorted() {
            guard let node = nodes[number] else { continue }
            let remains = node.remains
            settled.find(number, as: remains[remains.count - 1])
            if remains.count > 1 { doubtful.append((number, remains, node.rough(among: remains))) }
        }
        var choices: Set<[Int]> = [[]]
        for file in doubtful { choices = Set(choices.flatMap { choice in file.rough.map { choice + [$0] } }) }
        if !isCoarse {
            for (place, file) in doubtful.enumerated() {
                for index in file.remains.indices {
                    choices.insert(doubtful.indices.map { $0 == place ? index : doubtful[$0].remains.count - 1 })
                }
            }
        }
        return choices.map { choice in
            var image = settled
            for (file, index) in zip(doubtful, choice) { image.find(file.number, as: file.remains[index]) }
            return image
        }
    }

    private mutating func find(_ number: Int, as remains: Node.Durable) {
        nodes[number]?.content = remains.content
        nodes[number]?.mode = remains.mode
        nodes[number]?.durable = remains
        nodes[number]?.isLost = false
        nodes[number]?.lock = nil
    }
}

extension SimulatedState.Node {
    private static let block = 4096
    /// What stands in blocks that were given to a file and never written.
    private static let stale: UInt8 = 0xa5

    /// What may be found of the file after a crash: what was made durable, the whole new content, or any mixture of it with
    /// nothing, zeros and stale bytes. Files are only written from beginning to end here.
    fileprivate var remains: [Durable] {
        let whole = Durable(content: content, mode: mode)
        guard kind == .regular, durable != whole else { return [whole] }
        let old = durable ?? Durable(content: [], mode: 0o600)
        var contents = [old.content]
        if old.content != content {
            let count = content.count
            let blocks = (count - 1) / Self.block * Self.block
            let cuts = [1, count / 2, Self.block, blocks, count - 1].filter { $0 > 0 && $0 < count }
            contents += cuts.map { Array(content.prefix($0)) }
            contents += cuts.map { Array(content.prefix($0)) + [UInt8](repeating: 0, count: count - $0) }
            contents += cuts.map { [UInt8](repeating: 0, count: $0) + content.dropFirst($0) }
            contents.append([UInt8](repeating: 0, count: count))
            contents.append([UInt8](repeating: Self.stale, count: count))
        }
        var seen: Set<[UInt8]> = []
        var found = contents.filter { seen.insert($0).inserted }.map { Durable(content: $0, mode: old.mode) }
        found.append(whole)
        return found
    }

    /// The places of nothing, zeros, a torn content and the whole one among the remains.
    fileprivate func rough(among remains: [Durable]) -> [Int] {
        let count = content.count
        let zeros = remains.firstIndex { $0.content.count == count && $0.content.allSatisfy { $0 == 0 } }
        let torn = remains.firstIndex { $0.content.count == count / 2 }
        return Array(Set([0, zeros ?? 0, torn ?? 0, remains.count - 1]))
    }
}
