import LeappVault

/// The six rules of spec/format.md section 2, said a second time.
enum FramingRules {
    /// The class that they name for a file, nil where they find nothing.
    static func verdict(_ file: [UInt8], magic: [UInt8]) -> VaultErrorClass? {
        if file.count < 8, Array(magic.prefix(file.count)) == file { return .truncated }
        if Array(file.prefix(8)) != magic {
            let mangled: [[UInt8]] = [[0x89], [0x09], [0xc2, 0x89], [0xef, 0xbf, 0xbd]].map { $0 + magic[1..<4] }
            return mangled.contains { Array(file.prefix($0.count)) == $0 } ? .mangled : .notAVault
        }
        if file.count >= 10, file[8] != 0 || file[9] != 1 { return .unsupported }
        if file.count < 16 { return .truncated }
        let length = file[12..<16].reduce(0) { $0 << 8 | Int($1) }
        if length == 0 || length > 65536 { return .badHeader }
        if file.count < 88 + length { return .truncated }
        return file.count > 80 + length + 1 << 28 ? .trailing : nil
    }
}
