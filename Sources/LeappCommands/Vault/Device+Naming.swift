import LeappMerge
import LeappWorkspace

extension [Device] {
    /// The device that `name` means: the one of that id, else of that label, else the one whose id begins so.
    ///
    /// `path` is the vault's, for the refusal of a name that none or several of them have.
    func device(named name: String, at path: String) throws(CommandError) -> Device {
        let digits = name.lowercased()
        var found = filter { $0.id.hex == digits }
        if found.isEmpty { found = filter { $0.label == name } }
        if found.isEmpty, !name.isEmpty { found = filter { $0.id.hex.hasPrefix(digits) } }
        guard let device = found.first, found.count == 1 else { throw .noSuchName(refusal(of: name, found: found, at: path)) }
        return device
    }

    private func refusal(of name: String, found: [Device], at path: String) -> String {
        let listed = (found.isEmpty ? self : found).map { "\($0.label) (\($0.id.hex))" }.joined(separator: ", ")
        guard !isEmpty else { return "\(path): no device is called '\(name)'; none has written to the vault yet" }
        return "\(path): \(found.isEmpty ? "no device is called" : "several devices are called") '\(name)'; there are: \(listed)"
    }
}
