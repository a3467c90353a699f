import Wire

/// What the server knows of a connection that speaks `chat-tui.1`.
struct ChatPeer {
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
        /// Its name in the room until it leaves.
        var nick: Nick
    }

    /// How many requests for history may wait.
    static let maximumRequests = 8
    /// Typing frames that come faster are not passed on.
    static let typingMilliseconds = Subprotocol.typingMilliseconds - 500

    var phase = Phase.greeting
    /// `nil` before its hello.
    var identity: Identity?
    /// Of the log that it is told of; `nil` before the welcome.
    var epoch: Epoch?
    /// Frames for it alone, not sent yet.
    var frames: [UInt8] = []
    /// Requests for history, the first of which is being answered.
    var requests: [(before: Int64, limit: Int64)] = []
    private var typingAt: Int64?

    /// Whether the room may know that it types.
    mutating func mayType(at now: Int64) -> Bool {
        if let typingAt, now < typingAt + Self.typingMilliseconds { return false }
        typingAt = now
        return true
    }

    /// Adds a message for it alone, as one frame.
    mutating func append(_ encode: (inout [UInt8]) -> Void) {
        var message: [UInt8] = []
        encode(&message)
        FrameEncoder.appendHeader(.text, length: message.count, to: &frames)
        frames += message
    }

    /// Adds a stored message as one frame; the device that sent it is told its nonce.
    mutating func append(_ message: StoredMessage) {
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
