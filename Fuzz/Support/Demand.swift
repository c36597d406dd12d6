#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ends the run with what does not hold; the fuzzer keeps the input.
public func demand(
    _ holds: @autoclosure () -> Bool, _ claim: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !holds() { broken(claim(), file: file, line: line) }
}

/// Ends the run: something happened that no input may bring about.
public func broken(_ what: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
    let message = Array("oracle: \(what) (\(file):\(line))\n".utf8)
    _ = unsafe message.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    abort()
}

/// Runs `body`, which no input may make fail.
public func always<Value, Failure: Error>(
    _ claim: String, file: StaticString = #fileID, line: UInt = #line, _ body: () throws(Failure) -> Value
) -> Value {
    do {
        return try body()
    } catch {
        broken("\(claim): \(error)", file: file, line: line)
    }
}

/// The fuzzer's bytes.
public func input(_ data: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: data, count: count))
}
