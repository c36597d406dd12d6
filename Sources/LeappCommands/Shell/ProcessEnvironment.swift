import CLeappShims
import LeappBytes
import LeappCrypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The environment that this process was given.
enum ProcessEnvironment {
    /// The variables as C has them, ended by nil.
    static var pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { unsafe leapp_environment() }

    /// A variable's value; nil where it is not set.
    @Sendable static func value(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// Variables for a command that takes this process's place: ours, with some set and some taken out.
///
/// The values that are set lie in wiped memory until the kernel copies them into the new program.
struct EnvironmentBlock: ~Copyable {
    private var strings = SecretWriter()
    private var starts: [Int] = []
    private var names: Set<String> = []
    private var prefixes: [String] = []

    /// Sets a variable, in place of an inherited one of that name.
    mutating func set(_ name: String, to value: RawSpan) {
        starts.append(strings.count)
        strings.append(name + "=")
        strings.append(value)
        strings.append(UInt8(0))
        names.insert(name)
    }

    /// Sets a variable to public text.
    mutating func set(_ name: String, to value: String) { set(name, to: Array(value.utf8).rawSpan) }

    /// Takes an inherited variable out.
    mutating func remove(_ name: String) { names.insert(name) }

    /// Takes all inherited variables out whose names begin so.
    mutating func remove(prefix: String) { prefixes.append(prefix) }

    /// Runs `body` on the whole block: what is inherited and was not named, then what was set, then nil.
    borrowing func withPointers<Result>(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var block: [UnsafeMutablePointer<CChar>?] = unsafe []
        let inherited = unsafe ProcessEnvironment.pointers
        var index = 0
        while let variable = unsafe inherited[index] {
            let name = unsafe EnvironmentBlock.name(of: variable)
            if !names.contains(name), !prefixes.contains(where: { name.hasPrefix($0) }) { unsafe block.append(variable) }
            index += 1
        }
        return unsafe strings.bytes.withUnsafeBytes { buffer in
            for start in starts {
                let address = unsafe buffer.baseAddress.map { unsafe $0 + start }
                unsafe block.append(UnsafeMutablePointer(mutating: address?.assumingMemoryBound(to: CChar.self)))
            }
            unsafe block.append(nil)
            return unsafe block.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
        }
    }

    private static func name(of variable: UnsafeMutablePointer<CChar>) -> String {
        var length = 0
        while unsafe variable[length] != 0, unsafe variable[length] != CChar(UInt8(ascii: "=")) { length += 1 }
        let bytes = unsafe UnsafeRawBufferPointer(start: variable, count: length)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
