/// A frame that a client of `chat-tui.1` sends, as a server reads it.
///
/// A frame without `type` but with `message` is a chat message; what stands in it is told as
/// places in the payload, so that nothing is copied.
package enum ClientFrame: Equatable, Sendable {
    /// The first frame: who it is, and what it wants to be told of the past.
    case hello(Hello)
    /// A chat message.
    case message(Message)
    /// Asks for another nick.
    case nick(Nick)
    /// Somebody is writing.
    case typing
    /// Asks for at most `limit` messages below number `before`, the newest of them.
    case history(before: Int64, limit: Int64)
    /// A type that this version does not know: ignored.
    case unknown

    /// What a client says about itself.
    package struct Hello: Equatable, Sendable {
        /// What the client wants to be told before the live messages.
        package enum Past: Hashable, Sendable {
            /// All behind this position.
            case resume(LogPosition)
            /// The latest so many, at most ``Subprotocol/maximumHistory``.
            case last(Int64)
        }

        /// The program that speaks.
        package var device: Device
        /// The name it wants.
        package var nick: Nick?
        /// What it wants to know.
        package var past: Past

        /// A hello.
        package init(device: Device, nick: Nick?, past: Past) {
            self.device = device
            self.nick = nick
            self.past = past
        }
    }

    /// Where the parts of a chat message stand in the payload.
    package struct Message: Equatable, Sendable {
        /// The JSON value.
        package var value: Range<Int>
        /// Whether the value is a string (its quotes are in the range).
        package var isString: Bool
        /// The nonce, checked (``Nonce``), without quotes; `nil` if there is none.
        package var nonce: Range<Int>?
    }

    /// Reads a frame; allocates nothing for a chat message, unless a key is written with escapes.
    ///
    /// `nil` if it is not a JSON object nested at most 32 deep, or something in it is missing,
    /// malformed or out of range. Of duplicate keys the last one wins.
    ///
    /// - Parameter bytes: Valid UTF-8, as a text message is.
    package init?(parsing bytes: UnsafeRawBufferPointer) {
        var fields = Fields()
        let isObject = JSONScanner.forEachMember(of: bytes) { fields.take($0, $1, of: bytes) }
        guard isObject, let frame = fields.frame(in: bytes) else { return nil }
        self = frame
    }
}

// MARK: - Reading

/// The members that matter, as they were found.
private struct Fields {
    var type, message, nonce, device, nick, resume, last, before, limit: JSONScanner.Value?

    mutating func take(
        _ key: Range<Int>,
        _ value: JSONScanner.Value,
        of bytes: UnsafeRawBufferPointer
    ) {
        if ChatFrame.isMessageKey(bytes, key) {
            message = value
        } else if bytes.isKey(key, "nonce") {
            nonce = value
        } else if bytes.isKey(key, "type") {
            type = value
        } else if bytes.isKey(key, "device") {
            device = value
        } else if bytes.isKey(key, "nick") {
            nick = value
        } else if bytes.isKey(key, "resume") {
            resume = value
        } else if bytes.isKey(key, "last") {
            last = value
        } else if bytes.isKey(key, "before") {
            before = value
        } else if bytes.isKey(key, "limit") {
            limit = value
        }
    }

    func frame(in bytes: UnsafeRawBufferPointer) -> ClientFrame? {
        guard let type else { return chatMessage(in: bytes).map { .message($0) } }
        guard let name = type.plainString(in: bytes) else { return .unknown }
        if name.isText("hello") { return hello(in: bytes).map { .hello($0) } }
        if name.isText("nick") { return nick?.nick(in: bytes).map { .nick($0) } }
        if name.isText("typing") { return .typing }
        if name.isText("history") { return history(in: bytes) }
        return .unknown
    }

    private func chatMessage(in bytes: UnsafeRawBufferPointer) -> ClientFrame.Message? {
        guard let message else { return nil }
        var frame = ClientFrame.Message(value: message.range, isString: message.isString)
        if let nonce {
            guard let text = nonce.plainString(in: bytes), Nonce.isNonce(text) else { return nil }
            frame.nonce = nonce.range.lowerBound + 1..<nonce.range.upperBound - 1
        }
        return frame
    }

    private func hello(in bytes: UnsafeRawBufferPointer) -> ClientFrame.Hello? {
        guard let device = device?.plainString(in: bytes).flatMap({ Device($0) }),
            let past = past(in: bytes)
        else { return nil }
        // A nick that is none is no reason to keep somebody out: the server gives another.
        return ClientFrame.Hello(device: device, nick: nick?.nick(in: bytes), past: past)
    }

    private func past(in bytes: UnsafeRawBufferPointer) -> ClientFrame.Hello.Past? {
        if let resume {
            return LogPosition(json: UnsafeRawBufferPointer(rebasing: bytes[resume.range]))
                .map { .resume($0) }
        }
        guard let last else { return .last(0) }
        return last.integer(in: bytes).map { .last(min($0, Subprotocol.maximumHistory)) }
    }

    private func history(in bytes: UnsafeRawBufferPointer) -> ClientFrame? {
        guard let before = before?.integer(in: bytes), let limit = limit?.integer(in: bytes)
        else { return nil }
        return .history(before: before, limit: min(limit, Subprotocol.maximumHistory))
    }
}

extension LogPosition {
    fileprivate init?(json bytes: UnsafeRawBufferPointer) {
        var epoch: Epoch?
        var seq: Int64?
        let isObject = JSONScanner.forEachMember(of: bytes) { key, value in
            if bytes.isKey(key, "epoch") { epoch = value.epoch(in: bytes) }
            if bytes.isKey(key, "seq") { seq = value.integer(in: bytes) }
        }
        guard isObject, let epoch, let seq else { return nil }
        self.init(epoch: epoch, seq: seq)
    }
}

// MARK: - Writing

extension ClientFrame {
    /// The bytes of a hello.
    package static func encode(_ hello: Hello) -> [UInt8] {
        var output = Array(#"{"type":"hello","device":"\#(hello.device)""#.utf8)
        if let nick = hello.nick { output += #","nick":"\#(nick)""#.utf8 }
        switch hello.past {
        case .resume(let position):
            output += #","resume":{"epoch":"\#(position.epoch)","seq":\#(position.seq)}"#.utf8
        case .last(let count): output += #","last":\#(count)"#.utf8
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// The bytes of a chat message.
    package static func encode(message: String, nonce: Nonce) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(message.utf8.count + 64)
        output.append(literal: #"{"message":"#)
        JSONText.appendString(message.utf8, to: &output)
        output += #","nonce":"\#(nonce)"}"#.utf8
        return output
    }

    /// The bytes that ask for a nick.
    package static func encode(nick: Nick) -> [UInt8] {
        Array(#"{"type":"nick","nick":"\#(nick)"}"#.utf8)
    }

    /// The bytes that say that somebody is writing.
    package static func encodeTyping() -> [UInt8] {
        Array(#"{"type":"typing"}"#.utf8)
    }

    /// The bytes that ask for older messages.
    package static func encode(historyBefore before: Int64, limit: Int64) -> [UInt8] {
        Array(#"{"type":"history","before":\#(before),"limit":\#(limit)}"#.utf8)
    }
}
