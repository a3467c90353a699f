import NIOCore
import WSClient
import Wire

/// The conversation of one open room, and what it needs of the outbox.
struct RoomChat {
    var conversation: RoomConversation
    /// What the room is called in the outbox and in the local log.
    let key: String
    /// Lines of an earlier run, until a connection shows what can be done with them.
    var restored: [OwnLineRecord]
    /// The lines whose fate is open.
    var nonces: [SendID: Nonce] = [:]
    /// The log that numbers belong to.
    var epoch: Epoch?
    /// When the conversation is called again.
    var timer: (task: Scheduled<Void>, at: Int64)?
    /// How far the room was read, until that is written.
    var read: LogPosition?
    /// What the local log is still to be told.
    var logged = RoomLog()

    /// Lets the conversation act; returns what it wants.
    mutating func converse(
        _ act: (inout RoomConversation, _ now: Int64) -> Void
    ) -> [RoomConversation.Output] {
        act(&conversation, Moment.monotonicMilliseconds())
        return conversation.takeOutputs()
    }

    /// The lines that this run has made: those of earlier ones have IDs from the top down.
    func ownNonces(below first: SendID) -> [Nonce] {
        nonces.filter { $0.key < first }.map(\.value)
    }
}

// MARK: - Wishes

extension RoomSessions {
    /// Opens the conversation of a room; then the session starts.
    func enter(_ id: RoomID, _ url: WebSocketURL) {
        let key = url.roomKey
        outbox.enter(key, adopts: chat.awaitsEchoes) { [loop, bound] stored in
            loop.execute { bound.value.entered(id, key, stored) }
        }
    }

    private func entered(_ id: RoomID, _ key: String, _ stored: StoredRoom) {
        guard rooms[id] != nil else { return outbox.release(key) }
        let restored = stored.lines.map { line in
            lastRestored -= 1
            return OwnLineRecord(
                id: lastRestored,
                text: line.text,
                prefix: line.prefix,
                nonce: line.nonce,
                at: line.at
            )
        }
        var options = chat.options(stored)
        if let nick = rooms[id].flatMap({ nicks[$0.url.serverKey] }) { options.nick = nick }
        var room = RoomChat(
            conversation: RoomConversation(options),
            key: key,
            restored: restored
        )
        for line in restored { room.nonces[line.id] = line.nonce }
        rooms[id]?.chat = room
        rooms[id]?.client.start()
    }

    /// Says something: when it is on disk, and when it can be.
    func say(_ text: String, prefix: String, id: SendID, in room: RoomID) {
        guard let url = rooms[room]?.url else { return }
        let nonce = Nonce(using: &generator)
        let record = OwnLineRecord(
            id: id,
            text: text,
            prefix: prefix,
            nonce: nonce,
            at: Moment.now().wall
        )
        let line = StoredLine(nonce: nonce, text: text, prefix: prefix, at: record.at)
        let isKept = outbox.keep(line, for: url.roomKey) { [loop, bound] in
            loop.execute { bound.value.kept(record, in: room) }
        }
        guard !isKept else {
            rooms[room]?.unkept[id] = nonce
            return
        }
        let reason = "too much waits for the disk"
        post(.own(id, .refused(.full, reason: reason)), from: room)
    }

    private func kept(_ record: OwnLineRecord, in id: RoomID) {
        // It may have been given up meanwhile, or its room left.
        guard rooms[id]?.unkept.removeValue(forKey: record.id) != nil, rooms[id]?.chat != nil
        else { return }
        rooms[id]?.chat?.nonces[record.id] = record.nonce
        converse(in: id) { $0.say(record, at: $1) }
    }

    /// Gives a line up.
    func drop(_ line: SendID, in id: RoomID) {
        if let nonce = rooms[id]?.unkept.removeValue(forKey: line) { outbox.settle(nonce) }
        if let nonce = rooms[id]?.chat?.nonces.removeValue(forKey: line) { outbox.settle(nonce) }
        converse(in: id) { $0.drop(line, at: $1) }
    }

    /// Takes the name in this room, and for those that are joined from now on: on its server, if
    /// that has a nick of its own, or else on all others.
    func rename(to nick: Nick, in id: RoomID) {
        if let server = rooms[id]?.url.serverKey, nicks[server] != nil {
            nicks[server] = nick
        } else {
            chat.nick = nick
        }
        converse(in: id) { conversation, _ in conversation.rename(to: nick) }
    }

    /// The person has read the room up to a message.
    ///
    /// Written a little later: a busy room is read message by message.
    func read(_ id: RoomID, to seq: Int64) {
        guard let room = rooms[id]?.chat, let epoch = room.epoch else { return }
        rooms[id]?.chat?.read = LogPosition(epoch: epoch, seq: seq)
        guard room.read == nil else { return }
        loop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.writeRead(id) }
    }

    private func writeRead(_ id: RoomID) {
        guard let room = rooms[id]?.chat, let position = room.read else { return }
        rooms[id]?.chat?.read = nil
        outbox.read(room.key, to: position)
    }

    /// The room is about to be forgotten.
    func leave(_ id: RoomID) {
        if !chat.keepsLines { rooms[id]?.unkept.values.forEach(outbox.settle) }
        guard let room = rooms[id]?.chat else { return }
        room.timer?.task.cancel()
        writeRead(id)
        leaveLog(of: id)
        if !chat.keepsLines {
            for nonce in room.ownNonces(below: lastRestored) { outbox.settle(nonce) }
        }
        outbox.release(room.key)
        rooms[id]?.chat = nil
    }
}

// MARK: - The conversation

extension RoomSessions {
    /// Lets the conversation act, and does what it wants.
    func converse(in id: RoomID, _ act: (inout RoomConversation, _ now: Int64) -> Void) {
        // In place: a copy would double what waits for the local log, message by message.
        guard let outputs = rooms[id]?.chat?.converse(act) else { return }
        for output in outputs { perform(output, in: id) }
        setTimer(in: id)
    }

    private func perform(_ output: RoomConversation.Output, in id: RoomID) {
        switch output {
        case .send(let frame, let line):
            guard let room = rooms[id] else { return }
            let connection = room.connections - room.earlierConnections
            room.client.send(text: frame, id: line, connection: connection)
        case .event(let event):
            note(event, in: id)
            post(event, from: id)
            if case .message(let message) = event { log(message, in: id) }
        }
    }

    /// Keeps the outbox up to date.
    private func note(_ event: ConversationEvent, in id: RoomID) {
        switch event {
        case .welcomed(let welcome): rooms[id]?.chat?.epoch = welcome.epoch
        case .own(let line, let state) where state.isFinal || state == .written:
            guard let nonce = rooms[id]?.chat?.nonces.removeValue(forKey: line) else { return }
            outbox.settle(nonce)
        default: break
        }
    }

    /// A connection is there: lines of an earlier run are sent before all others.
    func connected(subprotocol: String?, in id: RoomID) {
        let restored = rooms[id]?.chat?.restored ?? []
        let isPlain = subprotocol == nil
        converse(in: id) { conversation, now in
            // Towards a plain server a script can do nothing about them; the next screen can.
            if !restored.isEmpty, !isPlain || chat.keepsLines {
                conversation.restore(restored, at: now)
            }
            conversation.connected(subprotocol: subprotocol, at: now)
        }
        if !isPlain || chat.keepsLines { rooms[id]?.chat?.restored = [] }
        if isPlain { openLog(of: id) }
    }

    private func setTimer(in id: RoomID) {
        let deadline = rooms[id]?.chat?.conversation.nextDeadline
        let timer = rooms[id]?.chat?.timer
        guard deadline != timer?.at else { return }
        timer?.task.cancel()
        rooms[id]?.chat?.timer = deadline.map { deadline in
            let delay = max(deadline - Moment.monotonicMilliseconds() + 1, 1)
            let task = loop.assumeIsolated().scheduleTask(in: .milliseconds(delay)) {
                self.rooms[id]?.chat?.timer = nil
                self.converse(in: id) { $0.tick(at: $1) }
            }
            return (task, deadline)
        }
    }
}

extension WebSocketURL {
    /// What a room is called in the outbox and in the local log.
    var roomKey: String {
        let socket = socketPath.map { "\($0):" } ?? ""
        return "\(isSecure ? "wss" : "ws")://\(authority)\(socket)\(resource)"
    }
}
