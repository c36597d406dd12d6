import LeappFiles

/// What a simulated disk holds: what programs see, and what is durable of it.
struct SimulatedState: Sendable {
    struct Node: Sendable {
        var kind: FileMetadata.Kind
        var mode: UInt32
        var content: [UInt8] = []
        var durable: [UInt8]?
        var modified: Int64 = 0
        var lock: Int32?
    }

    /// A change of names in one folder.
    enum NameChange: Sendable {
        case set(String, Int)
        case drop(String)
        case move(String, String, Int)

        /// The changed name; of a move the new one.
        var path: String {
            switch self {
            case .set(let path, _), .drop(let path), .move(_, let path, _): path
            }
        }

        func apply(to names: inout [String: Int]) {
            switch self {
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
    var pending: [NameChange] = []
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

    mutating func change(_ change: NameChange) {
        change.apply(to: &names)
        pending.append(change)
    }

    func metadata(_ number: Int) -> FileMetadata? {
        nodes[number].map { node in
            FileMetadata(
                kind: node.kind, mode: node.mode, userID: 1000, groupID: 1000,
                version: FileVersion(
                    device: 1, inode: UInt64(number), size: node.content.count, modified: node.modified,
                    changed: node.modified))
        }
    }

    /// All combinations of lost and kept name changes with lost, cut, zeroed and kept contents.
    func crashImages() -> [SimulatedState] {
        var images: [SimulatedState] = []
        for kept in 0..<(1 << pending.count) {
            var names = durableNames
            for (index, change) in pending.enumerated() where kept >> index & 1 == 1 { change.apply(to: &names) }
            var image = self
            image.names = names
            image.durableNames = names
            image.pending = []
            image.open = [:]
            images += image.contentImages(of: names.values.sorted()[...])
        }
        return images
    }

    private func contentImages(of numbers: ArraySlice<Int>) -> [SimulatedState] {
        guard let number = numbers.first, let node = nodes[number] else { return [self] }
        let contents: [[UInt8]] =
            node.durable == node.content || node.kind == .directory
            ? [node.content]
            : [
                node.durable ?? [], Array(node.content.prefix(node.content.count / 2)),
                [UInt8](repeating: 0, count: node.content.count), node.content,
            ]
        return contents.flatMap { content in
            var image = self
            image.nodes[number]?.content = content
            image.nodes[number]?.durable = content
            image.nodes[number]?.lock = nil
            return image.contentImages(of: numbers.dropFirst())
        }
    }
}
