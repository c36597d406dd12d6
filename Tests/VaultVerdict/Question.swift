import LeappBytes
import LeappCBOR

/// A file and what it is to be opened with: `[file, sidecar, opener, first, second, third]`.
///
/// | opener | first | second | third |
/// |---|---|---|---|
/// | passphrase | UTF-8 as typed | second secret or nothing | |
/// | recovery | text as typed | | |
/// | device | secret key | pinned key id | |
/// | external | slot id | secret | pinned key id |
/// | dataKey | data key | | |
struct Question {
    enum Opener: String {
        case passphrase, recovery, device, external, dataKey
    }

    let file: [UInt8]
    let isSidecar: Bool
    let opener: Opener
    let first: [UInt8]
    let second: [UInt8]
    let third: [UInt8]

    init?(_ body: [UInt8]) {
        var reader = CBORReader(body.rawSpan)
        do {
            guard try reader.arrayHead() == 6 else { return nil }
            file = Array(try reader.byteString())
            isSidecar = try reader.bool()
            guard let opener = Opener(rawValue: try reader.text()) else { return nil }
            self.opener = opener
            first = Array(try reader.byteString())
            second = Array(try reader.byteString())
            third = Array(try reader.byteString())
            try reader.end()
        } catch {
            return nil
        }
    }
}
