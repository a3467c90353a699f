import Wire

/// A line of the message pane.
struct LogLine: Equatable, Sendable {
    /// What the line is.
    enum Kind: Equatable, Sendable {
        /// A chat message; `own` if it is the echo of one of ours, `mention` if it names us.
        case message(own: Bool, mention: Bool)
        /// The program speaks: joined, lost, help.
        case notice
        /// Messages may be missing here.
        case gap
        /// Messages are missing: from the one behind number `after` to the one before `before`.
        case missing(after: Int64, before: Int64)
    }

    /// Counts up from 1 in its room; what is put in before other lines counts down from them.
    var number = 0
    var kind: Kind
    /// The whole text; line feeds start continuation lines.
    var text: DisplayText
    /// When it was said, or came.
    var time: WallTime
    /// The message's number in the room's log, where it has one.
    var seq: Int64?
    /// Who said it, where the server tells; `text` begins with `name: ` then, or with `* name ` if
    /// it says what they do.
    var from: Nick?
}
