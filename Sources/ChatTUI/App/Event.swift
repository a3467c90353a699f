import WSClient
import Wire

/// Names a joined room while the program runs.
struct RoomID: Hashable, Sendable {
    var rawValue: Int
}

/// The size of the screen in cells.
struct Size: Hashable, Sendable {
    var columns: Int
    var rows: Int
}

/// Why the editor brought no text back, as one sentence for the person.
struct EditFailure: Error, Equatable {
    let sentence: DisplayText
}

/// What happens to the model.
enum Event: Sendable {
    /// From the keyboard or mouse.
    case input(TerminalInput)
    /// The terminal has a new size.
    case resized(Size)
    /// A deadline that ``nextDeadline(of:)`` named has passed, or time went on.
    case tick
    /// From a room's session.
    case session(RoomID, ClientEvent)
    /// From what is said in a room.
    case conversation(RoomID, ConversationEvent)
    /// What the local log has of a room: the latest, or what was asked for.
    case logged(RoomID, LogPage)
    /// The embedded server of this process started (with its address), or could not: a sentence
    /// for the person.
    case server(String)
    /// The editor has ended: the text, or why there is none.
    case edited(Result<String, EditFailure>)
    /// A setting was saved in the file at this path, or not.
    case saved(Result<String, ConfigurationError>)
    /// Something outside did not do what the person asked for: a sentence for the status line.
    case failed(DisplayText)
    /// The program is asked to end (SIGTERM, SIGHUP).
    case terminate
}
