extension ServerFrame {
    /// Reads a frame.
    ///
    /// `nil` if it is not a JSON object nested at most 32 deep, or something in it is missing,
    /// malformed or out of range. Of duplicate keys the last one wins.
    ///
    /// - Parameter bytes: Valid UTF-8, as a text message is.
    package init?(parsing bytes: [UInt8]) {
        guard let frame = bytes.withUnsafeBytes(Self.parse) else { return nil }
        self = frame
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) -> ServerFrame? {
        let fields = Fields(bytes)
        guard fields.isObject else { return nil }
        guard fields.has("type") else { return fields.message().map { .message($0) } }
        guard let type = fields.plainString("type") else { return .unknown }
        if type.isText("ack") { return fields.ack() }
        if type.isText("error") { return fields.refusal() }
        if type.isText("welcome") { return fields.welcome().map { .welcome($0) } }
        if type.isText("history") { return fields.history() }
        if type.isText("top") { return fields.integer("seq").map { .top($0) } }
        if type.isText("join") { return fields.nick("nick").map { .join($0) } }
        if type.isText("leave") { return fields.nick("nick").map { .leave($0) } }
        if type.isText("typing") { return fields.nick("nick").map { .typing($0) } }
        guard type.isText("nick") else { return .unknown }
        guard let from = fields.nick("from"), let to = fields.nick("to") else { return nil }
        return .nick(from: from, to: to)
    }
}

/// The members of one object.
private struct Fields {
    /// More keys than any frame has are not looked at.
    private static let maximumKeys = 32

    private let bytes: UnsafeRawBufferPointer
    private var members: [(key: Range<Int>, value: JSONScanner.Value)] = []
    let isObject: Bool

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var members: [(key: Range<Int>, value: JSONScanner.Value)] = []
        isObject = JSONScanner.forEachMember(of: bytes) { key, value in
            if members.count < Self.maximumKeys { members.append((key, value)) }
        }
        self.members = members
    }

    private func value(_ name: StaticString) -> JSONScanner.Value? {
        members.last { bytes.isKey($0.key, name) }?.value
    }

    private func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    func has(_ name: StaticString) -> Bool { value(name) != nil }

    func plainString(_ name: StaticString) -> UnsafeRawBufferPointer? {
        value(name)?.plainString(in: bytes)
    }

    func integer(_ name: StaticString) -> Int64? { value(name)?.integer(in: bytes) }

    func nick(_ name: StaticString) -> Nick? { value(name)?.nick(in: bytes) }

    func message() -> ServerFrame.Message? {
        guard let value = value("message"), let seq = integer("seq"), seq > 0,
            let at = integer("at")
        else { return nil }
        return ServerFrame.Message(
            text: ChatFrame.text(of: value, in: bytes),
            isString: value.isString,
            seq: seq,
            at: at,
            from: nick("from"),
            nonce: self.value("nonce")?.nonce(in: bytes)
        )
    }

    func ack() -> ServerFrame? {
        guard let nonce = value("nonce")?.nonce(in: bytes), let seq = integer("seq"), seq > 0
        else { return nil }
        return .ack(nonce, seq: seq)
    }

    func refusal() -> ServerFrame? {
        guard let code = value("code")?.string(in: bytes, limit: 64) else { return nil }
        return .error(
            ServerFrame.Refusal(
                nonce: value("nonce")?.nonce(in: bytes),
                before: integer("before"),
                code: ServerFrame.Refusal.Code(rawValue: code) ?? .other,
                retryAfter: integer("retry_after").map { min($0, 86_400) },
                reason: value("reason")?.string(in: bytes, limit: 1_024) ?? ""
            )
        )
    }

    func welcome() -> ServerFrame.Welcome? {
        guard let room = value("room")?.string(in: bytes, limit: 1_024),
            let epoch = value("epoch")?.epoch(in: bytes),
            let oldest = integer("oldest"), let top = integer("top"), oldest <= top + 1,
            let resumed = value("resumed")?.boolean(in: bytes)
        else { return nil }
        return ServerFrame.Welcome(
            room: room,
            nick: nick("nick"),
            epoch: epoch,
            // 0 is what a server without a message may say.
            oldest: max(oldest, 1),
            top: top,
            resumed: resumed,
            members: memberNicks(),
            messageLimit: value("limits").flatMap { Fields(part($0.range)).integer("message") }
        )
    }

    private func memberNicks() -> [Nick] {
        guard let list = value("members") else { return [] }
        let json = part(list.range)
        var nicks: [Nick] = []
        JSONScanner.forEachElement(of: json) { value in
            guard nicks.count < Subprotocol.maximumMembers, let nick = value.nick(in: json)
            else { return }
            nicks.append(nick)
        }
        return nicks
    }

    func history() -> ServerFrame? {
        guard let before = integer("before"), let list = value("messages") else { return nil }
        let json = part(list.range)
        var messages: [ServerFrame.Message] = []
        var isValid = true
        let isArray = JSONScanner.forEachElement(of: json) { value in
            let element = UnsafeRawBufferPointer(rebasing: json[value.range])
            guard isValid, messages.count < Subprotocol.maximumHistory,
                let message = Fields(element).message(),
                messages.last.map({ $0.seq + 1 == message.seq }) ?? true
            else { return isValid = false }
            messages.append(message)
        }
        guard isArray, isValid, messages.last.map({ $0.seq + 1 == before }) ?? true
        else { return nil }
        return .history(before: before, messages: messages)
    }
}
