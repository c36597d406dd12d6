import LeappAWSConfig
import LeappFiles
public import LeappState

extension StartedSections {
    /// Writes the section of a started session, in the place of another session's in the same profile.
    ///
    /// Refused with ``SectionError/adoptNeeded(file:line:section:keys:)`` where the user has a section of that name in the file,
    /// or one in the other file that would make tools pass by what is written; unless it may be adopted. On any error nothing
    /// has been changed. Nil where there is nothing to write, as `leapp profile write` has written it.
    public func start(_ request: SectionStart) throws(SectionError) -> LedgerEntry? {
        guard AWSDocument.isWritableName(request.profile) else { throw .unwritable(.unwritableName(request.profile)) }
        try prepareLocks()
        return try untilStill { () throws(SectionError) in try startOnce(request) }
    }

    private func startOnce(_ request: SectionStart) throws(SectionError) -> LedgerEntry? {
        let kind: AWSFile = request.content.method == .file ? .credentials : .config
        let (targetPath, otherPath) =
            kind == .config
            ? (request.configFile, request.credentialsFile) : (request.credentialsFile, request.configFile)
        do throws(FileError) { try disk.createDirectories(FilePath.parent(of: targetPath)) } catch { throw .file(error) }
        let target = try realPath(of: targetPath)
        let other = try realPath(of: otherPath)
        try finishInterrupted(profile: request.profile, files: [target, other])

        let files = try SectionFiles([(other, kind.other), (target, kind)], for: self)
        var start = SectionStarting(request, target: target, other: other, kind: kind, sections: self)
        let entry = try start.plan(in: files, ledger: ledger(), pieces: pieces())
        try files.commit(start.ledger, to: database)
        return entry
    }

    /// Completes or takes back what a killed process began with a profile.
    private func finishInterrupted(profile: String, files: Set<String>) throws(SectionError) {
        let interrupted = try ledger().filter {
            $0.profile == profile && files.contains($0.key.file) && [.starting, .stopping].contains($0.phase)
        }
        if !interrupted.isEmpty { _ = try stop(interrupted.map(\.key)) }
    }
}
