import Wire

/// Which frames of its room a member gets, and how.
enum Feed: Int, CaseIterable {
    /// None yet: a `chat-tui.1` client that has not said hello or catches up with the history.
    case waiting
    /// `{"message": …}` and nothing else.
    case plain
    /// The same, compressed once for all of them.
    case plainCompressed
    /// The frames of `chat-tui.1`.
    case chatTUI
    /// The same, compressed once for all of them.
    case chatTUICompressed

    /// The feed of a peer.
    ///
    /// - Parameters:
    ///   - speaksChatTUI: Whether `chat-tui.1` was selected.
    ///   - takesBroadcasts: Whether it understands the frames of a `BroadcastEncoder`.
    init(speaksChatTUI: Bool, takesBroadcasts: Bool) {
        switch (speaksChatTUI, takesBroadcasts) {
        case (false, false): self = .plain
        case (false, true): self = .plainCompressed
        case (true, false): self = .chatTUI
        case (true, true): self = .chatTUICompressed
        }
    }
}

/// The members of a room who get the same bytes, and those bytes.
struct Audience<S: Sink> {
    /// In the order they joined: in a busy room the first ones are those who answer first, and a
    /// server that writes in this order finds more of their next messages in its next turn.
    var members: ContiguousArray<Member<S>> = []
    /// Grows only while there are members.
    var turn = TurnBuffer()

    /// Begins a new turn.
    ///
    /// - Returns: What was said in the last one.
    mutating func takeTurn() -> TurnBuffer {
        var last = TurnBuffer()
        swap(&last, &turn)
        return last
    }
}

/// The frames of one turn of one room, each encoded once for all members of an audience.
struct TurnBuffer {
    var bytes: [UInt8] = []
    /// How many chat messages are in it.
    var messages = 0

    /// How much there is of it.
    var load: Backlog { Backlog(bytes: bytes.count, messages: messages) }

    /// Appends a text message as one frame.
    mutating func append(_ message: [UInt8]) {
        FrameEncoder.appendHeader(.text, length: message.count, to: &bytes)
        bytes.append(contentsOf: message)
    }

    /// Appends a text message as one frame, compressed if that makes it shorter.
    mutating func append(_ message: [UInt8], with encoder: inout BroadcastEncoder) {
        message.withUnsafeBytes { encoder.append(.text, $0, to: &bytes) }
    }
}
