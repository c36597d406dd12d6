import CSodium

/// Where random bytes come from: the system in the program, named bytes in vectors.
@safe public struct Randomness: Sendable {
    private let fill: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    /// Takes bytes from `fill`.
    public init(_ fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) { unsafe self.fill = fill }

    /// The kernel's generator, through libsodium.
    public static let system = unsafe Randomness { buffer in
        Sodium.start()
        unsafe randombytes_buf(buffer.baseAddress!, buffer.count)
    }

    /// `count` random bytes that will be public: ids, salts, nonces.
    public func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { unsafe fill($0) }
        return bytes
    }

    /// `count` random bytes that stay secret.
    public func secret(_ count: Int) -> Secret { unsafe Secret(count: count) { unsafe fill($0) } }
}
