import CLeappShims
import Glibc

/// What the agent keeps of the environment that it was started in.
///
/// Where AWS is asked travels with `unlock`; nothing that happens to be set in the shell that started the agent has a say in it,
/// and secrets that lie there do not stay in a process that lives all day.
enum AgentEnvironment {
    /// The variables that are kept: places, the user, the language and the time zone.
    static let kept = [
        "HOME", "USER", "LOGNAME", "PATH", "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "TMPDIR", "XDG_RUNTIME_DIR",
        "XDG_STATE_HOME",
        "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LEAPP_VAULT",
    ]

    /// A variable's value, where it is UTF-8.
    static func variable(_ name: String) -> String? {
        unsafe getenv(name).flatMap { unsafe String(validatingCString: $0) }
    }

    /// The kept variables, as `name=value`.
    static func entries() -> [String] {
        kept.compactMap { name in variable(name).map { "\(name)=\($0)" } }
    }

    /// Takes all other variables out of this process; before any thread reads the environment.
    static func clean() {
        let values = kept.compactMap { name in variable(name).map { (name, $0) } }
        clearenv()
        for (name, value) in values { unsafe setenv(name, value, 1) }
    }
}
