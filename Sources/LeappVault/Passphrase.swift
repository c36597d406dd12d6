import LeappBytes
import LeappCrypto
@_spi(_Unicode) import Swift

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A passphrase in the form that is hashed: UTF-8 of its Unicode normal form C (spec/format.md section 4.1).
public struct Passphrase: ~Copyable, Sendable {
    /// How many bytes the normal form may have.
    public static let lengths = 1...1024
    /// More typed bytes than any lawful passphrase has before it is normalised.
    static let typedLimit = 4096

    /// The version of Unicode that every reader has: of it are the characters of new passphrases, whatever this program knows.
    static let newestUnicode: Unicode.Version = (13, 0)

    private let secret: Secret

    /// Checks and normalises what was typed, without line ending; the source stays the caller's to wipe.
    public init(_ utf8: RawSpan) throws(VaultError) { try self.init(utf8, isNew: false) }

    /// The same for a passphrase that is being chosen: one that an older program could not read is refused too.
    public init(choosing utf8: RawSpan) throws(VaultError) { try self.init(utf8, isNew: true) }

    private init(_ utf8: RawSpan, isNew: Bool) throws(VaultError) {
        do {
            secret = try Passphrase.normalised(utf8, isNew: isNew)
        } catch {
            throw .passphrase(error)
        }
    }

    /// The normal form.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { secret.bytes }
    }

    private static func normalised(_ utf8: RawSpan, isNew: Bool) throws(PassphraseFault) -> Secret {
        guard utf8.byteCount > 0 else { throw .empty }
        guard utf8.byteCount <= typedLimit else { throw .tooLong }
        var isASCII = true
        for index in 0..<utf8.byteCount {
            guard utf8[index] >= 0x20, utf8[index] != 0x7f else { throw .control }
            if utf8[index] >= 0x80 { isASCII = false }
        }
        let normal = isASCII ? Secret(copying: utf8) : try composed(utf8, isNew: isNew)
        guard lengths.contains(normal.count) else { throw .tooLong }
        return normal
    }

    /// Normal form C, which the standard library computes from a `String` only; its storage is wiped before it is freed.
    private static func composed(_ utf8: RawSpan, isNew: Bool) throws(PassphraseFault) -> Secret {
        guard var text = unsafe utf8.withUnsafeBytes({ unsafe String(validating: $0, as: UTF8.self) }) else { throw .notText }
        defer { text.wipe() }
        var writer = SecretWriter(capacity: typedLimit)
        for scalar in text._nfc {
            switch scalar.properties.generalCategory {
            case .control: throw .control
            case .unassigned: throw .unassigned
            default: break
            }
            if isNew, let age = scalar.properties.age, age > newestUnicode { throw .tooNew }
            for byte in UTF8.encode(scalar) ?? UTF8.EncodedScalar() { writer.append(byte) }
        }
        return writer.finish()
    }
}

extension String {
    /// Overwrites the characters in place; the value must not be used after it.
    fileprivate mutating func wipe() {
        withUTF8 { text in
            guard let start = text.baseAddress else { return }
            let target = unsafe UnsafeMutableRawPointer(mutating: UnsafeRawPointer(start))
            #if canImport(Glibc)
            unsafe explicit_bzero(target, text.count)
            #else
            unsafe memset_s(target, text.count, 0, text.count)
            #endif
        }
    }
}
