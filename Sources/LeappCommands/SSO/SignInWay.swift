/// How a person signs in to a portal.
enum SignInWay: Equatable, Sendable {
    /// By authorization code with PKCE: a browser of this machine brings it; `opens` says whether leapp opens that browser.
    case browser(opens: Bool)
    /// By device code, in a browser anywhere; `reason` says why, where the user did not choose it.
    case deviceCode(reason: String?)

    /// What the options say, else what the surroundings allow: the browser has to reach 127.0.0.1 of this very machine.
    ///
    /// A `$BROWSER` counts as a browser where there is no display to be seen, but not at the far end of ssh, where it may
    /// come from a file that the user has on all machines.
    init(deviceCode: Bool, noBrowser: Bool, variable: (String) -> String?, isContainer: Bool, isMacOS: Bool = SignInWay.isMacOS) {
        func isSet(_ names: String...) -> Bool { names.contains { variable($0) != nil } }
        if deviceCode {
            self = .deviceCode(reason: nil)
        } else if isSet("SSH_CONNECTION", "SSH_TTY") {
            self = .deviceCode(reason: "this is a session over ssh")
        } else if isSet("BROWSER") {
            self = .browser(opens: !noBrowser)
        } else if isContainer {
            self = .deviceCode(reason: "this is a container")
        } else if !isMacOS, !isSet("DISPLAY", "WAYLAND_DISPLAY") {
            self = .deviceCode(reason: "there is no display")
        } else {
            self = .browser(opens: !noBrowser)
        }
    }

    /// Whether the display needs no variable.
    static var isMacOS: Bool {
        #if os(macOS)
        true
        #else
        false
        #endif
    }
}
