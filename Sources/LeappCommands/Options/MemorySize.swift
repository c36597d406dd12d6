import ArgumentParser

/// An amount of memory on the command line: a number of KiB, or a number with K, M or G (and an optional `iB`).
struct MemorySize: Equatable, Sendable, ExpressibleByArgument {
    /// The amount in KiB.
    let kibibytes: Int

    /// An amount in KiB.
    init(kibibytes: Int) { self.kibibytes = kibibytes }

    /// Reads `262144`, `262144K`, `256M`, `1G`, `256MiB`; nil for anything else.
    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let factors = ["": 1, "K": 1, "KIB": 1, "M": 1024, "MIB": 1024, "G": 1024 * 1024, "GIB": 1024 * 1024]
        guard let number = Int(digits), number > 0, let factor = factors[argument.dropFirst(digits.count).uppercased()] else {
            return nil
        }
        let (amount, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        kibibytes = amount
    }
}
