import Wire

/// What the server knows of a connection that speaks `chat-tui.1`.
///
/// A class, so that an idle plain connection does not carry the space for it.
final class ChatPeer {
    /// How far it has come in.
    enum Phase {
        /// Nothing was said yet.
        case greeting
        /// What was said before is being read and sent, up to this number so far; `nil` before the
        /// welcome.
        case catchingUp(sent: Int64?)
        /// It gets what is said as it is said.
        case live
    }

    /// Who it is.
    struct Identity {
        var device: Device
        /// Its name in the room until it leaves; `nil` for one that only reads, or speaks without a
        /// name, and is not announced.
        var nick: Nick?
    }

    /// How many requests for history may wait.
    static let maximumRequests = 4
    /// Names change no more often.
    static let renamingMilliseconds: Int64 = 1_000
    /// Typing frames that come faster are not passed on.
    static let typingMilliseconds = Subprotocol.typingMilliseconds - 500

    var phase = Phase.greeting
    /// `nil` before its hello.
    var identity: Identity?
    /// Of the log that it is told of; `nil` before the welcome.
    var epoch: Epoch?
    /// Frames for it alone, not sent yet.
    var frames: [UInt8] = []
    /// Frames about messages that it has not been sent yet, as it is not live.
    var lateFrames: [UInt8] = []
    /// Requests for history, the first of which is being answered.
    var requests: [(before: Int64, limit: Int64)] = []
    private var typingAt: Int64?
    private var renamedAt: Int64?
    /// When it was told the number of the last message.
    private var topAt: Int64?

    /// Whether the room may know that it types.
    func mayType(at now: Int64) -> Bool {
        if let typingAt, now < typingAt + Self.typingMilliseconds { return false }
        typingAt = now
        return true
    }

    /// Whether it may change its name: each change is told to everybody.
    func mayRename(at now: Int64) -> Bool {
        if let renamedAt, now < renamedAt + Self.renamingMilliseconds { return false }
        renamedAt = now
        return true
    }

    /// Whether it should be told the number of the last message, and if not, when.
    func wantsTop(at now: Int64) -> (now: Bool, next: Int64) {
        guard case .live = phase else { return (false, .max) }
        let due = (topAt ?? now) + Subprotocol.topMilliseconds
        if topAt != nil, now < due { return (false, due) }
        defer { topAt = now }
        return (topAt != nil, now + Subprotocol.topMilliseconds)
    }

    /// Adds a message for it alone, as one frame.
    func append(_ encode: (inout [UInt8]) -> Void) {
        Self.append(encode, to: &frames)
    }

    /// Adds what must come behind the messages that it has not been sent yet.
    func appendBehindMessages(_ encode: (inout [UInt8]) -> Void) {
        if case .live = phase {
            Self.append(encode, to: &frames)
        } else {
            Self.append(encode, to: &lateFrames)
        }
    }

    private static func append(_ encode: (inout [UInt8]) -> Void, to frames: inout [UInt8]) {
        var message: [UInt8] = []
        encode(&message)
        FrameEncoder.appendHeader(.text, length: message.count, to: &frames)
        frames += message
    }

    /// Adds a stored message as one frame; the device that sent it is told its nonce.
    func append(_ message: StoredMessage) {
        let nonce = nonce(of: message)
        append { frame in
            message.value.withUnsafeBytes { value in
                ServerFrame.append(
                    value: value,
                    seq: message.seq,
                    at: message.at,
                    from: message.nick,
                    nonce: nonce,
                    to: &frame
                )
            }
        }
    }

    /// The nonce of a message that this device sent itself.
    func nonce(of message: StoredMessage) -> Nonce? {
        guard let origin = message.origin, origin.device == identity?.device else { return nil }
        return origin.nonce
    }
}
