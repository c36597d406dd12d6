@testable import LeappVault

/// A slot map whose parts can be replaced one by one.
struct SlotParts {
    var type: Item
    var id: Item
    var parameters: Item
    var commitment: Item
    var nonce: Item
    var wrapped: Item
    /// Whether the sixth pair is left out.
    var isWithoutWrapped = false
    /// Pairs after the six.
    var more: [(Item, Item)] = []

    init(_ slot: Slot) {
        type = .unsigned(UInt64(slot.kind.type))
        id = .bytes(slot.id.bytes)
        parameters = .raw(slot.kind.encodedParameters)
        commitment = .bytes(slot.commitment)
        nonce = .bytes(slot.nonce)
        wrapped = .bytes(slot.wrapped)
    }

    /// A slot that no secret opens.
    init(dummy id: [UInt8], type: UInt64 = 2, parameters: Item = .map([(.unsigned(4), .bytes(Named.bytes("dummy salt", 16)))])) {
        self.type = .unsigned(type)
        self.id = .bytes(id)
        self.parameters = parameters
        commitment = .bytes(Named.bytes("dummy commitment", 32))
        nonce = .bytes(Named.bytes("dummy nonce", 24))
        wrapped = .bytes(Named.bytes("dummy wrapped", 48))
    }

    var item: Item {
        let pairs: [(Item, Item)] = [
            (.unsigned(1), type), (.unsigned(2), id), (.unsigned(3), parameters), (.unsigned(4), commitment),
            (.unsigned(5), nonce), (.unsigned(6), wrapped),
        ]
        return .map(pairs.dropLast(isWithoutWrapped ? 1 : 0) + more)
    }
}
