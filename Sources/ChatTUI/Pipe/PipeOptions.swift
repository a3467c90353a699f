/// How `join` behaves in a pipe: what is sent, what is printed, and when it is over.
struct PipeOptions: Equatable, Sendable {
    /// Where chat messages come from.
    enum Source: Equatable, Sendable {
        /// Nothing is sent: it listens.
        case nothing
        /// These, from the command line.
        case messages([String])
        /// stdin.
        case stdin(PipeInput.Framing, isJSON: Bool)
        /// Somebody who types lines, and reads the answers on the same terminal.
        case keyboard
    }

    /// How a message is printed.
    enum Output: String, Equatable, Sendable, CaseIterable {
        case json, text, raw
    }

    /// What counts as the confirmation that a line arrived.
    enum Confirmation: String, Equatable, Sendable, CaseIterable {
        /// The server sent the line back.
        case echo
        /// The server answered our Close frame, which stands behind the line.
        case close
        /// The kernel took the line.
        case none
    }

    /// What is said on stderr.
    enum Verbosity: Int, Comparable, Sendable {
        /// Only why it failed.
        case quiet
        /// Losses and returns too.
        case normal
        /// Everything.
        case verbose

        static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
    }

    /// At least one; input goes to the first one.
    var rooms: [RoomAddress]
    /// Put before what is sent as `nick: `; empty for none.
    var nick = ""
    var source = Source.nothing
    /// `nil` prints nothing.
    var output: Output?
    /// Whether what is printed is shown at once, so that raw frames are cleaned first.
    var printsOnTerminal = false
    /// Whether connection events are printed as JSON lines.
    var printsEvents = false
    var confirmation = Confirmation.echo
    /// Whether lines of which a lost connection left nobody knowing are sent again.
    var resends = false
    /// Leave after so many messages of others.
    var count: Int?
    /// Stay when all input is sent.
    var follows = false
    /// Milliseconds without a confirmation, while connected, after which the waiting lines are given up.
    var confirmWithin: Int64?
    /// Milliseconds, from the start or the end of the input, after which listening and counting end.
    var stayFor: Int64?
    /// Whether a first connection that fails is tried again.
    var retriesFirst = false
    var verbosity = Verbosity.normal

    /// Whether it is somebody at a terminal, not a script.
    var isInteractive: Bool { source == .keyboard }

    /// What stdin has to be read as; `nil` if it is not read.
    var framing: (PipeInput.Framing, isJSON: Bool)? {
        switch source {
        case .stdin(let framing, let isJSON): (framing, isJSON)
        case .keyboard: (.lines, false)
        case .nothing, .messages: nil
        }
    }
}
