import LeappCrypto
import LeappEngine
import LeappFiles
import LeappImport

/// The folder of the sign-ins that other tools keep in plain text, as it was read.
///
/// Only regular files whose names end in `.json` are looked at, as AWS CLI does; a link stays a link, unread.
struct TokenFolder: Sendable {
    /// How many files are looked at.
    static let fileLimit = 1000

    /// What was not read, and why.
    struct Unread: Equatable, Sendable {
        let path: String
        let reason: String
    }

    /// Its path, without links where it exists; nil where it is missing.
    let path: String?
    /// The files that were read, in the order of their names.
    let files: [TokenFile]
    /// What was not.
    let unread: [Unread]

    private let versions: [String: FileVersion]
    private let disk: any FileSystem

    /// Reads the folder; whatever cannot be read is no error.
    init(_ path: String?, disk: any FileSystem) {
        var (found, files, versions): (String?, [TokenFile], [String: FileVersion]) = (nil, [], [:])
        var unread: [Unread] = []
        if let path {
            do throws(FileError) {
                let real = try disk.canonicalPath(path)
                found = real
                let names = try disk.names(in: real).filter { $0.hasSuffix(".json") }.sorted()
                if names.count > Self.fileLimit {
                    unread.append(Unread(path: real, reason: "of its \(names.count) files only \(Self.fileLimit) were looked at"))
                }
                for name in names.prefix(Self.fileLimit) {
                    let file = FilePath.join(real, name)
                    do throws(FileError) {
                        let (read, version) = try Self.read(name, at: file, disk: disk)
                        files.append(read)
                        versions[name] = version
                    } catch {
                        unread.append(Unread(path: file, reason: error.reasonToLeave))
                    }
                }
            } catch {
                if !error.isMissing { unread.append(Unread(path: path, reason: error.reasonToLeave)) }
            }
        }
        (self.path, self.files, self.unread, self.versions, self.disk) = (found, files, unread, versions, disk)
    }

    /// Reads a file that is no link, and sees to it that it was what was read.
    private static func read(
        _ name: String, at path: String, disk: any FileSystem
    ) throws(FileError) -> (TokenFile, FileVersion) {
        guard let before = try disk.metadata(at: path, followingLinks: false) else { throw .changedMeanwhile(path: path) }
        guard before.kind == .regular else { throw .notARegularFile(path: path) }
        let read = try disk.readVersionedSecret(path, limit: TokenFile.sizeLimit)
        let version = read.metadata.version
        guard version == before.version else { throw .changedMeanwhile(path: path) }
        return (TokenFile(name: name, parsing: SecretArena(read.takeBytes()).slice), version)
    }

    /// The paths of files by their names.
    func paths(of names: [String]) -> [String] { names.map { FilePath.join(path ?? "", $0) } }

    /// Removes files that are still as they were read, durably; what goes wrong says which are gone.
    func remove(_ names: [String]) throws(CutOff) {
        guard let path, !names.isEmpty else { return }
        let paths = paths(of: names)
        var done = 0
        do throws(FileError) {
            for (name, file) in zip(names, paths) {
                if let version = try disk.metadata(at: file, followingLinks: false)?.version {
                    guard version == versions[name] else { throw .changedMeanwhile(path: file) }
                    try disk.remove(file)
                }
                done += 1
            }
            try disk.synchronizeDirectory(path)
        } catch {
            throw CutOff(fault: error, done: Array(paths[..<done]), left: Array(paths[done...]))
        }
    }
}

extension FileError {
    /// Why a file is left alone, without its path.
    fileprivate var reasonToLeave: String {
        switch self {
        case .notARegularFile: "it is not a regular file"
        case .tooLarge(_, let limit): "it is larger than \(limit) bytes"
        case .changedMeanwhile: "another program changed it at the same time"
        case .failed, .lockHeld, .unsafeDirectory, .noHome: words
        }
    }
}
