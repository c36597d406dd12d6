/// What is measured.
enum Figure: String {
    /// File to checked payload, without what the machine remembers of it.
    case read
    /// The same with the state database and the pin, as a program opens it.
    case open
    /// One record changed and saved by a program that has the vault open.
    case save
    /// The join of two states that differ in one record of a hundred.
    case merge
    /// The names of all sessions.
    case index
}
