import FuzzSupport
import LeappBytes
import LeappCBOR

@testable import LeappMerge

/// Up to three states of one vault: as bytes that a stranger made, one after the other, or built from the bytes as choices.
/// What is read is written again byte for byte; edits and merges of it are lawful; merges keep the laws of spec/merge.md section
/// 10, and migrations commute with them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPayload(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(data, count)
    let states: [Payload]
    if let first = bytes.first, first >> 5 == CBORKind.map.rawValue {
        states = strangers(bytes)
    } else {
        var decisions = Decisions(Array(bytes.dropFirst()))
        let steps = bytes.first.map { $0 & 1 == 1 } ?? false
        states = (0..<3).map { _ in Payload(choosing: &decisions, schemas: steps ? .fuzzed : .released) }
        for state in states { StateRules(state).check() }
        disturb(states[0], &decisions)
        if steps { MigrationRules(states).check() }
    }
    LawRules(states).check()
    return 0
}

/// A lawful state with one or two things disturbed, which is read or refused, and is written again where it is read.
private func disturb(_ state: Payload, _ decisions: inout Decisions) {
    let lawful = state.exactBytes
    for _ in 0..<8 where !decisions.isEmpty {
        guard var item = Item(lawful) else { broken("a payload is a CBOR item") }
        for _ in 0...decisions.below(2) { item.disturb(&decisions) }
        let bytes = item.encoded
        guard bytes != lawful, let again = Payload(read: bytes, schemas: state.schemas) else { continue }
        demand(again.exactBytes == bytes, "a payload is written again byte for byte")
        StateRules(again).check()
        LawRules([state, again]).check()
    }
}

/// The states of an input that is one CBOR item after the other.
private func strangers(_ bytes: [UInt8]) -> [Payload] {
    var reader = CBORReader(bytes.rawSpan)
    var states: [Payload] = []
    while !reader.isAtEnd, states.count < 3 {
        let start = reader.offset
        do { _ = try reader.item() } catch {
            demand(Payload(read: Array(bytes[start...])) == nil, "what is no item is no payload")
            break
        }
        let item = Array(bytes[start..<reader.offset])
        if reader.offset < bytes.count {
            demand(Payload(read: Array(bytes[start...])) == nil, "bytes behind a payload are refused")
        }
        guard let state = Payload(read: item) else { continue }
        demand(state.exactBytes == item, "a payload is written again byte for byte")
        StateRules(state).check()
        states.append(state)
    }
    return states
}
