/// Why the screen could not be opened, as one clause that is safe to show.
struct TerminalError: Error, Equatable {
    let reason: String
}

/// How the screen ended.
enum ScreenEnd: Equatable {
    /// The person left.
    case quit
    /// By this signal; the terminal is restored, and the caller ends by the same signal.
    case signal(CInt)
}

/// Runs the screen on the calling thread until the person leaves: polls keyboard, mailbox and signals, updates, draws.
///
/// The terminal is as it was found when this returns or throws.
///
/// - Parameters:
///   - model: What is shown at first.
///   - mailbox: Events from the sessions.
///   - signals: SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT.
///   - perform: Does what ``update(_:_:at:)`` wants done outside, but for what the terminal does itself (bell, redraw, suspend).
/// - Throws: Why there is no screen on this terminal.
func runScreen(
    _ model: Model,
    mailbox: Mailbox<Event>,
    signals: borrowing SignalQueue,
    perform: (Effect) -> Void
) throws(TerminalError) -> ScreenEnd {
    throw TerminalError(reason: "not built yet")
}
