@testable import Wire

/// Frames of `chat-tui.1` in both directions: what is read can be written and is then read the
/// same, and keeps the subprotocol's bounds.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzSubprotocolFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = FuzzInput(start, count).rest
    // What is not UTF-8 does not get this far.
    guard String(validating: bytes, as: UTF8.self) != nil else { return 0 }
    if let frame = clientFrame(bytes) {
        check(JSONOracle.accepts(bytes), "a client's frame is no JSON")
        checkClient(frame, bytes)
    }
    if let frame = ServerFrame(parsing: bytes) {
        check(JSONOracle.accepts(bytes), "a server's frame is no JSON")
        checkServer(frame)
    }
    return 0
}

private func isNumber(_ number: Int64) -> Bool {
    (0...Subprotocol.maximumInteger).contains(number)
}

// MARK: - From a client

private func clientFrame(_ bytes: [UInt8]) -> ClientFrame? {
    bytes.withUnsafeBytes { ClientFrame(parsing: $0) }
}

private func checkClient(_ frame: ClientFrame, _ bytes: [UInt8]) {
    let written: [UInt8]
    switch frame {
    case .hello(let hello):
        switch hello.past {
        case .resume(let position): check(isNumber(position.seq), "a position is none")
        case .last(let count): check((0...Subprotocol.maximumHistory).contains(count), "too many")
        }
        written = ClientFrame.encode(hello)
    case .nick(let nick): written = ClientFrame.encode(nick: nick)
    case .typing: written = ClientFrame.encodeTyping()
    case .history(let before, let limit):
        check(isNumber(before), "a number is none")
        check((0...Subprotocol.maximumHistory).contains(limit), "too many are asked for")
        written = ClientFrame.encode(historyBefore: before, limit: limit)
    case .message(let message): return checkRelayed(message, bytes)
    case .unknown: return
    }
    check(clientFrame(written) == frame, "what a client writes is read otherwise")
}

/// What the server makes of a client's chat message, as another client reads it.
private func checkRelayed(_ message: ClientFrame.Message, _ bytes: [UInt8]) {
    let value = Array(bytes[message.value])
    check(JSONOracle.accepts(value), "a value is no JSON")
    check((value.first == UInt8(ascii: "\"")) == message.isString, "its kind is unclear")
    let plain = bytes.withUnsafeBytes { ChatFrame.scan($0) }
    check(plain?.value == message.value, "a plain server finds another message")
    let nonce = message.nonce.flatMap { Nonce(bytes[$0]) }
    check((nonce == nil) == (message.nonce == nil), "a nonce is none")
    let seq = Int64(bytes.count) + 1
    let sent = ServerFrame.Message(
        text: ChatFrame(parsing: bytes)?.message ?? "",
        isString: message.isString,
        seq: seq,
        at: Subprotocol.maximumInteger,
        from: .guest,
        nonce: nonce
    )
    var output: [UInt8] = []
    append(value, of: sent, to: &output)
    guard case .message(let read) = ServerFrame(parsing: output) else {
        return check(false, "what is relayed is no message")
    }
    check(read == sent && read.text.utf8.elementsEqual(sent.text.utf8), "it is relayed otherwise")
    guard message.isString, let nonce else { return }
    let own = ClientFrame.encode(message: sent.text, nonce: nonce)
    guard case .message(let again) = clientFrame(own) else {
        return check(false, "what a client says is no message")
    }
    let text = ChatFrame(parsing: own)?.message
    check(text?.utf8.elementsEqual(sent.text.utf8) == true, "a client says something else")
    check(again.nonce.flatMap { Nonce(own[$0]) } == nonce, "a client has another nonce")
}

// MARK: - From a server

private func checkServer(_ frame: ServerFrame) {
    var output: [UInt8] = []
    switch frame {
    case .welcome(let welcome):
        check(isNumber(welcome.top) && (1...welcome.top + 1).contains(welcome.oldest), "its log")
        check(welcome.members.count <= Subprotocol.maximumMembers, "it has too many members")
        check(welcome.messageLimit.map(isNumber) != false, "a limit is none")
        guard fits(welcome.room, in: 1_024) else { return }
        ServerFrame.append(welcome, to: &output)
    case .message(let message):
        checkNumbers(of: message)
        append(json(message), of: message, to: &output)
    case .ack(let nonce, let seq):
        check(isNumber(seq) && seq > 0, "a number is none")
        ServerFrame.append(ack: nonce, seq: seq, to: &output)
    case .error(let refusal):
        check(refusal.retryAfter.map { (0...86_400).contains($0) } != false, "a time is too long")
        guard fits(refusal.reason, in: 1_024) else { return }
        ServerFrame.append(refusal, to: &output)
    case .join(let nick): ServerFrame.append(join: nick, to: &output)
    case .leave(let nick): ServerFrame.append(leave: nick, to: &output)
    case .nick(let from, let to): ServerFrame.append(nickFrom: from, to: to, to: &output)
    case .typing(let nick): ServerFrame.append(typing: nick, to: &output)
    case .top(let seq):
        check(isNumber(seq), "a number is none")
        ServerFrame.append(top: seq, to: &output)
    case .history(let before, let messages): return checkPage(before, messages)
    case .unknown: return
    }
    check(ServerFrame(parsing: output) == frame, "what a server writes is read otherwise")
}

/// Whether the text, with escapes for all of it, is still short enough to be read again.
private func fits(_ text: String, in limit: Int) -> Bool {
    6 * text.utf8.count <= limit
}

private func checkNumbers(of message: ServerFrame.Message) {
    check(isNumber(message.seq) && message.seq > 0 && isNumber(message.at), "a number is none")
}

private func checkPage(_ before: Int64, _ messages: [ServerFrame.Message]) {
    check(messages.count <= Subprotocol.maximumHistory, "a page is too long")
    check(isNumber(before), "a number is none")
    var page = HistoryPage(before: before)
    for message in messages.reversed() {
        checkNumbers(of: message)
        let isTaken = json(message).withUnsafeBytes {
            page.prepend(
                value: $0,
                seq: message.seq,
                at: message.at,
                from: message.from,
                nonce: message.nonce
            )
        }
        if !isTaken { break }
    }
    let output = page.encoded()
    let isBounded = page.count <= 1 || output.count <= Subprotocol.maximumHistoryBytes
    check(isBounded, "a page has too many bytes")
    let expected = Array(messages.suffix(page.count))
    check(ServerFrame(parsing: output) == .history(before: before, messages: expected), "a page")
}

private func json(_ message: ServerFrame.Message) -> [UInt8] {
    guard message.isString else { return Array(message.text.utf8) }
    var value: [UInt8] = []
    JSONText.appendString(message.text.utf8, to: &value)
    return value
}

private func append(
    _ value: [UInt8],
    of message: ServerFrame.Message,
    to output: inout [UInt8]
) {
    let before = output.count
    value.withUnsafeBytes {
        ServerFrame.append(
            value: $0,
            seq: message.seq,
            at: message.at,
            from: message.from,
            nonce: message.nonce,
            to: &output
        )
    }
    let count = ServerFrame.encodedCount(
        valueCount: value.count,
        seq: message.seq,
        at: message.at,
        from: message.from,
        nonce: message.nonce
    )
    check(output.count - before == count, "a length is foretold wrongly")
}
