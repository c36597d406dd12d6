import ArgumentParser
import LeappFiles

/// Which AWS files a command works on.
struct AWSFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The AWS config file; else $AWS_CONFIG_FILE, else ~/.aws/config.", valueName: "path"),
        completion: .file())
    var configFile: String?

    @Option(
        help: ArgumentHelp(
            "The AWS credentials file; else $AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials.", valueName: "path"),
        completion: .file())
    var credentialsFile: String?

    /// The config file, an absolute path.
    func config(_ places: Places) throws(CommandError) -> String { try absolute(configFile) ?? places.awsConfig }

    /// The credentials file, an absolute path.
    func credentials(_ places: Places) throws(CommandError) -> String { try absolute(credentialsFile) ?? places.awsCredentials }

    private func absolute(_ path: String?) throws(CommandError) -> String? {
        guard let path else { return nil }
        do throws(FileError) {
            return try Surroundings.current.absolute(path)
        } catch {
            throw .file(error)
        }
    }
}
