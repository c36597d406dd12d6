extension PayloadSet {
    static var entries: [FixtureCase] {
        func field(_ name: String, _ about: String, _ entries: Item) -> FixtureCase { bad(name, about) { $0.entries = entries } }
        func three(_ name: String, _ about: String, _ parents: Item) -> FixtureCase {
            bad(name, about) {
                $0.entries = [[2, [[parents, 8]]]]
                $0.stamps = [[5, StateParts.author], [10, StateParts.author], [20, StateParts.author]]
            }
        }
        return [
            bad("entries-17", "17 entries") { $0.write(17) },
            field("entries-unsorted", "entries out of order", [[1, [[[], 8]]], [0, [[[], 7]]]]),
            field("entries-doubled", "an entry twice", [[0, [[[], 7]]], [1, [[[0], 8]]], [1, [[[0], 8]]]]),
            field("entries-number", "a number in place of the entries", 0),
            field("entry-of-one", "an entry without content", [[0], [1, [[[0], 8]]]]),
            field("entry-of-three", "an entry of three items", [[0, [[[], 7]], 0], [1, [[[0], 8]]]]),
            field("entry-stamp-negative", "an entry under stamp -1", [[-1, [[[], 7]]], [0, [[[], 7]]], [1, [[[0], 8]]]]),
            bad("entry-count", "a last entry that says three items and has two") {
                $0.entries = [[0, [[[], 7]]], .raw([0x83, 0x01, 0x81, 0x82, 0x81, 0x00, 0x08])]
            },
            field("content-number", "a number in place of the pairs", [[0, 7], [1, [[[0], 8]]]]),
            field("redacted-map", "an empty map in place of a redacted entry's parents", [[0, .map([])], [1, [[[0], 8]]]]),
            field("parents-map", "an empty map in place of the parents", [[0, [[.map([]), 7]]], [1, [[[0], 8]]]]),
            field("parent-false", "false for the parent 0", [[0, [[[], 7]]], [1, [[[.bool(false)], 8]]]]),
            field("entry-stamp-true", "true for stamp 1", [[0, [[[], 7]]], [.bool(true), [[[0], 8]]]]),
            field("content-text", "pairs that are a text", [[0, "7"], [1, [[[0], 8]]]]),
            field("pair-of-one", "a pair without value", [[0, [[[]]]], [1, [[[0], 8]]]]),
            field("pair-of-three", "a pair of three items", [[0, [[[], 7, 7]]], [1, [[[0], 8]]]]),
            field("pair-then-index", "a pair, and an index beside it", [[0, [[[], 7]]], [1, [[[], 8], 0]]]),
            field("pairs-unsorted", "pairs out of order", [[0, [[[], 9], [[], 7]]], [1, [[[0], 8]]]]),
            field("pairs-doubled", "a pair twice", [[0, [[[], 7], [[], 7]]], [1, [[[0], 8]]]]),
            field("parents-number", "a number in place of the parents", [[0, [[[], 7]]], [1, [[0, 8]]]]),
            field("parent-itself", "an entry that is its own parent", [[0, [[[], 7]]], [1, [[[1], 8]]]]),
            field("parent-younger", "a parent that is younger", [[0, [[[1], 7]]], [1, [[[], 8]]]]),
            field("parent-negative", "a parent of -1", [[0, [[[], 7]]], [1, [[[-1], 8]]]]),
            three("parents-unsorted", "parents out of order", [1, 0]),
            three("parents-doubled", "a parent twice", [0, 0, 1]),
            field("redacted-itself", "a redacted entry that is its own parent", [[0, [[[], 7]]], [1, [1]]]),
            field("redacted-younger", "a redacted entry with a younger parent", [[0, [1]], [1, [[[], 8]]]]),
            three("redacted-unsorted-value", "parents out of order beside right ones", [0, 1, 1]),
        ]
    }

    static var stamps: [FixtureCase] {
        func table(_ name: String, _ about: String, _ stamps: Item) -> FixtureCase { bad(name, about) { $0.stamps = stamps } }
        let author = StateParts.author
        return [
            bad("index-outside", "an index just outside of the table") { $0.entries = [[0, [[[], 7]]], [2, [[[0], 8]]]] },
            bad("index-far", "an index far outside of the table") {
                $0.entries = [[0, [[[], 7]]], [1_000_000_000_000, [[[0], 8]]]]
            },
            bad("index-far-more", "all of the table and an index far outside of it") {
                $0.entries = [[0, [[[], 7]]], [1, [[[0], 8]]], [1_000_000_000_000, [[[], 9]]]]
            },
            bad("index-beyond", "all of the table and one more") {
                $0.entries = [[0, [[[], 7]]], [1, [[[0], 8]]], [2, [[[], 9]]]]
            },
            bad("stamp-unused", "a stamp that nothing uses") { $0.entries = [[0, [[[], 7]]]] },
            bad("stamp-unused-first", "a first stamp that nothing uses") { $0.entries = [[1, [[[], 7]]]] },
            table("stamps-unsorted", "stamps out of order", [[20, author], [10, author]]),
            table("stamps-doubled", "a stamp twice", [[20, author], [20, author]]),
            table("stamps-map", "a map in place of the table", .map([(.integer(10), author), (.integer(20), author)])),
            table("stamp-of-one", "a stamp without replica", [[10], [20, author]]),
            table("stamp-of-three", "a stamp of three items", [[10, author, 0], [20, author]]),
            table("stamp-time-0", "a stamp of time 0", [[0, author], [20, author]]),
            table("stamp-time-negative", "a stamp of time -1", [[-1, author], [20, author]]),
            table("stamp-time-true", "true for a time of 1", [[.bool(true), author], [20, author]]),
            table("stamp-replica-short", "a replica of 7 bytes", [[10, .bytes([0, 0, 0, 0, 0, 0, 1])], [20, author]]),
            table("stamp-uncovered", "a stamp newer than vv has seen", [[10, author], [21, author]]),
            table(
                "stamp-of-nobody", "a stamp of a replica that vv does not have",
                [[10, .bytes([9, 0, 0, 0, 0, 0, 0, 0])], [20, author]]),
        ]
    }

    static var lifecycles: [FixtureCase] {
        func life(_ name: String, _ about: String, _ entries: Item) -> FixtureCase {
            bad("life-\(name)", about) { $0.lifecycle = entries }
        }
        return [
            bad("life-17", "17 lifecycle entries") { $0.write(17, lifecycle: true) },
            life("number", "a number in place of the entries", 0),
            life("map", "an empty map in place of the entries", .map([])),
            life("deletion-map", "a deletion that saw an empty map", [[1, [[[], [1, .map([])]]]]]),
            life("code-true", "true for code 1", [[1, [[[], .bool(true)]]]]),
            life("redacted", "a redacted lifecycle entry", [[1, []]]),
            life("redacted-parents", "a redacted lifecycle entry with parents", [[1, [0]]]),
            life("code-1", "code 1 alone", [[1, [[[], 1]]]]),
            life("code-0-array", "code 0 in an array", [[1, [[[], [0]]]]]),
            life("code-negative", "a negative code", [[1, [[[], -1]]]]),
            life("code-text", "a text for a code", [[1, [[[], "gone"]]]]),
            life("code-array-text", "a text for a code in an array", [[1, [[[], ["gone"]]]]]),
            life("code-empty", "an array without a code", [[1, [[[], []]]]]),
            life("deletion-of-one", "a deletion that does not say what it saw", [[1, [[[], [1]]]]]),
            life("deletion-of-three", "a deletion of three items", [[1, [[[], [1, [0], 0]]]]]),
            life(
                "deletion-count", "a deletion that says three items and has two", [[1, [[[], .raw([0x83, 0x01, 0x81, 0x00])]]]]),
            life("code-depth", "17 containers in one another", [[1, [[[], [7, .nested(9)]]]]]),
            life("deletion-number", "a deletion that saw a number", [[1, [[[], [1, 0]]]]]),
            life("deletion-itself", "a deletion that saw itself", [[1, [[[], [1, [1]]]]]]),
            life("deletion-doubled", "a deletion that saw a stamp twice", [[1, [[[], [1, [0, 0]]]]]]),
            life("pairs-unsorted", "pairs out of order", [[1, [[[], 5], [[], 0]]]]),
            life("parent-itself", "an entry that is its own parent", [[1, [[[1], 0]]]]),
            life("entries-unsorted", "entries out of order", [[1, [[[], 0]]], [0, [[[], 0]]]]),
        ]
    }
}
