import LeappCommands

/// The program behind the small client in front; everything is in the library.
@main
enum Main {
    static func main() async { await LeappProgram.run() }
}
