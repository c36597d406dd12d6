import FuzzSupport
import LeappBytes
import LeappCrypto

@testable import LeappAWSConfig

/// What holds for the profiles of two files: each value is that of a line that says so, and the credentials file beats the other.
struct ProfileRules {
    private let config: AWSDocument
    private let credentials: AWSDocument
    private let set: ProfileSet

    init(_ config: AWSDocument, _ credentials: AWSDocument) {
        self.config = config
        self.credentials = credentials
        set = ProfileSet(config: config, credentials: credentials)
    }

    func check() {
        let profiles = set.profiles
        demand(Set(profiles.map(\.name)).count == profiles.count, "a profile is there once")
        for profile in profiles {
            demand(set.profile(profile.name)?.name == profile.name, "a profile is found by its name")
            check(profile, .profile(profile.name))
        }
        for session in set.ssoSessions { check(session, .ssoSession(session.name)) }
        for service in set.services { check(service, .services(service.name)) }
        for (document, file) in [(config, AWSFile.config), (credentials, .credentials)] {
            for index in document.sections.indices where document.isRead(index) {
                for key in document.keys(ofSection: index) {
                    let entry = set[document.sections[index].role]?[key]
                    demand(entry != nil, "what a file says is in its profile")
                    if file == .credentials { demand(entry?.file == .credentials, "the credentials file counts") }
                }
            }
        }
        let unmanaged = ProfileSet(config: config, credentials: credentials, ignoringManaged: true)
        demand(unmanaged.profiles.count <= profiles.count, "leaving sections out makes no profile")
    }

    private func check(_ profile: AWSProfile, _ role: AWSSectionRole) {
        var seen: Set<String> = []
        for entry in profile.entries {
            demand(seen.insert(entry.key).inserted, "a profile has a key once")
            let document = entry.file == .config ? config : credentials
            let sections = document.sections(of: role)
            demand(
                sections.contains { document.sections[$0].ownLines.contains(entry.line - 1) },
                "a value stands in a section of its profile")
            let last = sections.last { document.isRead($0) && document.value(entry.key, inSection: $0) != nil }
            let value = last.flatMap { document.value(entry.key, inSection: $0) }
            demand(value.map { Array($0.slice.bytes) } == Array(entry.value.slice.bytes), "the last value of a key counts")
            _ = profile.text(entry.key)
            if entry.key == "credential_process", let command = entry.value.text { check(command) }
        }
    }

    /// A command line that leapp wrote is one that it knows again.
    private func check(_ command: String) {
        guard let process = CredentialProcess(parsing: command), let written = try? process.command() else { return }
        demand(CredentialProcess(parsing: written) == process, "a line that leapp writes is known again")
    }
}
