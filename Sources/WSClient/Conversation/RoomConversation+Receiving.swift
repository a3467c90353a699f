import Wire

/// What the server sends.
extension RoomConversation {
    /// A text message came.
    package mutating func received(_ bytes: [UInt8], at now: Int64) {
        switch link {
        case .none: return
        case .plain: receivedPlain(bytes, at: now)
        case .greeting, .welcomed:
            if let frame = ServerFrame(parsing: bytes) {
                received(frame, bytes, at: now)
            } else if case .greeting = link, ChatFrame(parsing: bytes) != nil {
                fallBack(at: now)
                receivedPlain(bytes, at: now)
            } else {
                tell(.notChat(bytes))
            }
        }
        sendLines(at: now)
    }

    private mutating func receivedPlain(_ bytes: [UInt8], at now: Int64) {
        guard let frame = ChatFrame(parsing: bytes) else { return tell(.notChat(bytes)) }
        var message = RoomMessage(text: frame.message)
        message.isString = frame.isString
        message.extra = frame.extra
        message.frame = bytes
        let echo =
            frame.isString && options.awaitsEchoes
            ? lines.echoed(by: frame.message, at: now) : nil
        guard let (line, overtaken) = echo else { return tell(.message(message)) }
        for id in overtaken { tell(.own(id, .unconfirmed)) }
        message.isOwn = true
        message.id = line.id
        tell(.message(message))
        tell(.own(line.id, .accepted(seq: nil)))
    }

    private mutating func received(_ frame: ServerFrame, _ bytes: [UInt8], at now: Int64) {
        if case .welcome(let welcome) = frame { return welcomed(welcome, at: now) }
        if case .error(let refusal) = frame { return refused(refusal, at: now) }
        // Nothing else comes before the welcome; what would is repeated behind it.
        guard case .welcomed = link else { return }
        switch frame {
        case .message(let message):
            log.received(message, at: now)
            passOn(at: now, frame: bytes, of: message.seq)
        case .history(let before, let messages): history(messages, before: before, at: now)
        case .top(let seq):
            log.heard(top: seq, at: now)
            passOn(at: now)
        case .ack(let nonce, let seq): acknowledged(nonce, seq)
        case .join(let nick): tell(.joined(nick))
        case .leave(let nick): tell(.left(nick))
        case .nick(let from, let to):
            let isOwn = from == nick
            if isOwn { nick = to }
            tell(.renamed(from: from, to: to, isOwn: isOwn))
        case .typing(let nick): if nick != self.nick { tell(.typing(nick)) }
        case .welcome, .error, .unknown: break
        }
    }

    private mutating func welcomed(_ welcome: ServerFrame.Welcome, at now: Int64) {
        guard case .greeting = link else { return }
        link = .welcomed(messageLimit: welcome.messageLimit)
        nick = welcome.nick
        oldest = welcome.oldest
        let read = options.readUpTo.flatMap { $0.epoch == welcome.epoch ? $0.seq : nil }
        tell(
            .welcomed(
                Welcomed(
                    nick: welcome.nick,
                    members: welcome.members,
                    oldest: welcome.oldest,
                    top: welcome.top,
                    readUpTo: read,
                    epoch: welcome.epoch
                )
            )
        )
        log.welcomed(welcome, isAlone: options.history == 0, at: now)
        passOn(at: now)
    }

    private mutating func history(
        _ messages: [ServerFrame.Message],
        before: Int64,
        at now: Int64
    ) {
        if log.received(page: messages, before: before, at: now) { return passOn(at: now) }
        guard let request = olderRequest, request.before == before else { return }
        olderRequest = nil
        let reachedOldest = messages.first.map { $0.seq <= oldest } ?? true
        let told = messages.map { roomMessage($0, isReplay: true, frame: nil) }
        tell(.older(before: before, messages: told, reachedOldest: reachedOldest))
    }

    private mutating func acknowledged(_ nonce: Nonce, _ seq: Int64) {
        guard let line = lines.remove(nonce) else { return }
        if !log.isPast(seq), acknowledged.count < OwnLines.maximumCount {
            acknowledged[seq] = line.id
        }
        tell(.own(line.id, .accepted(seq: seq)))
    }

    /// Passes on what the log lets out; `frame` is that of the message `seq`.
    mutating func passOn(at now: Int64, frame: [UInt8]? = nil, of seq: Int64? = nil) {
        for output in log.takeOutputs() {
            switch output {
            case .message(let message, let isReplay):
                let frame = message.seq == seq ? frame : nil
                let told = roomMessage(message, isReplay: isReplay, frame: frame)
                tell(.message(told))
                settle(message)
            case .gap(let gap): tell(.gap(gap))
            case .request(let before, let limit):
                outputs.append(
                    .send(ClientFrame.encode(historyBefore: before, limit: limit), id: 0)
                )
            }
        }
    }

    private func roomMessage(
        _ message: ServerFrame.Message,
        isReplay: Bool,
        frame: [UInt8]?
    ) -> RoomMessage {
        var told = RoomMessage(text: message.text)
        told.isString = message.isString
        told.seq = message.seq
        told.at = message.at
        told.from = message.from
        told.isReplay = isReplay
        told.frame = frame
        told.id = ownLine(message)
        told.isOwn = told.id != nil || message.nonce != nil
        return told
    }

    /// Which line of ours a message is: by its nonce, or because it was acknowledged, or because it
    /// is said under our name, which nobody else has, or like us without one.
    private func ownLine(_ message: ServerFrame.Message) -> SendID? {
        if let nonce = message.nonce { return lines.id(of: nonce) }
        if let id = acknowledged[message.seq] { return id }
        guard message.from == nick else { return nil }
        return lines.underWay(withText: message.text)
    }

    /// A repeated message of ours settles its line.
    private mutating func settle(_ message: ServerFrame.Message) {
        acknowledged[message.seq] = nil
        guard let nonce = message.nonce, let line = lines.remove(nonce) else { return }
        tell(.own(line.id, .accepted(seq: message.seq)))
    }
}
