import LeappCrypto

extension SecretSlice {
    /// A copy of a secret that a frame may hold, for longer than the frame.
    init?(keeping bytes: RawSpan?) {
        guard let bytes else { return nil }
        self.init(copying: bytes)
    }
}
