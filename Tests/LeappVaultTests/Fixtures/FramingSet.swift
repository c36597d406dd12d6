import LeappBytes

@testable import LeappVault

/// Faults before the header is looked at.
enum FramingSet {
    private static let whole = Forge("framing").file

    static var cases: [FixtureCase] { magic + versions + lengths + sums }

    private static func failure(_ name: String, _ expected: VaultErrorClass, _ about: String, _ file: [UInt8]) -> FixtureCase {
        FixtureCase(
            name: "framing-\(name)", section: "2", about: about, file: file, expectation: .failure(expected.rawValue))
    }

    private static func replacing(_ range: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
        var file = whole
        file.replaceSubrange(range, with: bytes)
        return file
    }

    private static var magic: [FixtureCase] {
        let flips = (0..<8).map { index in
            var file = whole
            file[index] ^= 0x01
            return failure(
                "magic-\(index)", index < 4 ? .notAVault : .mangled, "byte \(index) of the magic differs", Forge.resummed(file))
        }
        let sidecar = Forge.resummed(replacing(0..<8, ContainerKind.sidecar.magic))
        return flips + [
            failure("empty", .truncated, "no bytes at all", []),
            failure("half-magic", .truncated, "the first five bytes", Array(whole.prefix(5))),
            failure("text", .notAVault, "a text file", Array("[default]\n".utf8)),
            failure("one-byte", .notAVault, "one byte of something else", [0x7f]),
            failure("sidecar", .notAVault, "a sidecar where a vault is asked for", sidecar),
            failure("seven-bits", .mangled, "the eighth bit of each byte is gone", whole.map { $0 & 0x7f }),
            failure("latin-1", .mangled, "each byte was taken for a character and written as UTF-8", latin1(whole)),
            failure("replaced", .mangled, "the first byte became U+FFFD", replacing(0..<1, [0xef, 0xbf, 0xbd])),
            failure("crlf-to-lf", .mangled, "CR LF became LF", replacing(4..<6, [0x0a])),
            failure("lf-to-crlf", .mangled, "LF became CR LF", replacing(4..<8, [0x0d, 0x0d, 0x0a, 0x1a, 0x0d, 0x0a])),
        ]
    }

    private static func latin1(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
    }

    private static var versions: [FixtureCase] {
        [UInt16(0), 2, 0x100, 0xffff].map { major in
            var forge = Forge("framing")
            forge.major = major
            return failure("major-\(major)", .unsupported, "major version \(major)", forge.file)
        }
    }

    private static var lengths: [FixtureCase] {
        let headerEnd = Forge("framing").prefix.count
        let cuts = [8, 10, 12, 15, 16, 17, headerEnd, headerEnd + 32, whole.count - 17, whole.count - 16, whole.count - 1]
        let truncated = cuts.map { count in
            failure("cut-\(count)", .truncated, "the first \(count) bytes", Array(whole.prefix(count)))
        }
        let header = [0, 65537, UInt32.max].map { length in
            var forge = Forge("framing")
            forge.headerLength = length
            return failure("header-length-\(length)", .badHeader, "a header of \(length) bytes", forge.file)
        }
        var unlawful = Forge("framing")
        unlawful.header = [0xa0]
        let shortest = 81 + 8
        var long = Forge("framing")
        long.headerLength = 65536
        return truncated + header + [
            failure(
                "cut-unlawful", .truncated, "a byte less than the shortest file has, with a header that is not lawful",
                Forge.summed(Array(unlawful.file.prefix(shortest - 17)))),
            failure(
                "shortest-unlawful", .badHeader, "as long as the shortest file is, with a header that is not lawful",
                Forge.summed(Array(unlawful.file.prefix(shortest - 16)))),
            failure("major-2-cut", .unsupported, "the first 12 bytes of major version 2", [UInt8](whole.prefix(9)) + [2, 0, 0]),
            failure("header-length-65536", .truncated, "a header that is longer than the file", long.file),
            failure("trailing", .trailing, "one byte more", whole + [0]),
            failure(
                "trailing-summed", .trailing, "one byte more, with a checksum for it", Forge.summed(whole.dropLast(16) + [0])),
            failure("cut-summed", .truncated, "one byte less, with a checksum for it", Forge.summed(whole.dropLast(17))),
            failure("doubled", .trailing, "the file twice", whole + whole),
        ]
    }

    private static var sums: [FixtureCase] {
        let headerEnd = Forge("framing").prefix.count
        let places = [
            ("minor", 11), ("map", 16), ("suite", 18), ("header", 25), ("mac", headerEnd + 3), ("ciphertext", headerEnd + 40),
            ("sum", whole.count - 1),
        ]
        return places.map { name, index in
            var file = whole
            file[index] ^= 0x10
            return failure("damaged-\(name)", .corrupt, "a bit flipped at \(index)", file)
        }
    }
}
