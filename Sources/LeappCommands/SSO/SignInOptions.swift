import ArgumentParser

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How a sign-in goes, where the surroundings should not decide.
struct SignInOptions: ParsableArguments {
    @Flag(help: "Sign in by a code that is typed in at any browser, on this machine or another.")
    var deviceCode = false

    @Flag(help: "Open no browser: print the address.")
    var noBrowser = false

    /// What was said, completed by the surroundings.
    var way: SignInWay {
        SignInWay(
            deviceCode: deviceCode, noBrowser: noBrowser, variable: Surroundings.current.variable,
            isContainer: SignInOptions.isContainer)
    }

    /// Whether this is the inside of a container, which no browser comes to.
    static var isContainer: Bool { ["/.dockerenv", "/run/.containerenv"].contains(where: exists) }

    private static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
