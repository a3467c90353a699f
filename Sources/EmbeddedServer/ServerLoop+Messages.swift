import Store
import Wire

/// The way of a chat message: into the history, if there is one, and when it is committed to
/// everybody in its room. What anybody has seen is in the history; what is not committed was seen by
/// nobody.
extension ServerLoop {
    /// Takes a chat message from a member of the room.
    ///
    /// - Parameters:
    ///   - value: The JSON value of `message`.
    ///   - room: Where it is said.
    ///   - nick: Who says it; `nil` for a plain client.
    ///   - origin: What makes a repetition known; `nil` where nothing does.
    ///   - sender: Is told what becomes of it, if it speaks `chat-tui.1`.
    func take(
        _ value: UnsafeRawBufferPointer,
        in room: Room<ConsumerHandler>,
        from nick: Nick?,
        origin: MessageOrigin?,
        by sender: ConsumerHandler
    ) {
        guard let history else {
            let (seq, isNew) = room.numbering.number(origin)
            if isNew { publish(value, seq: seq, at: wallClock(), from: nick, in: room) }
            if let origin { sender.accepted(origin.nonce, seq: seq) }
            return
        }
        let draft = Draft(
            room: room.name,
            at: wallClock(),
            nick: nick,
            origin: origin,
            value: Array(value),
            token: sender.id
        )
        guard history.submit(draft) else {
            counters.refusedMessages += 1
            guard !isStopping else {
                return sender.refuse(origin?.nonce, .unavailable, "the server stops")
            }
            log.event(.history, at: now, "refused a message: too much waits for the disk", [:])
            return sender.refuse(origin?.nonce, .full, retryAfter: 1, "too much waits for the disk")
        }
        senders[sender.id] = sender
        sender.inFlight.bytes += value.count
        sender.inFlight.messages += 1
        sender.pauseReadingIfBehind()
    }

    /// Tells what became of messages, in the order of the log.
    func settled(_ batch: [SettledDraft]) {
        for settled in batch {
            let draft = settled.draft
            let sender = senders[draft.token]
            if let sender {
                sender.inFlight.bytes -= draft.value.count
                sender.inFlight.messages -= 1
                if sender.inFlight.messages == 0 { senders[draft.token] = nil }
            }
            switch settled.outcome {
            case .stored(let seq, let at):
                if let room = hub.room(draft.room) {
                    draft.value.withUnsafeBytes { value in
                        publish(value, seq: seq, at: at, from: draft.nick, in: room)
                    }
                } else {
                    counters.relayed += 1
                }
                if let nonce = draft.origin?.nonce { sender?.accepted(nonce, seq: seq) }
            case .duplicate(let seq):
                if let nonce = draft.origin?.nonce { sender?.accepted(nonce, seq: seq) }
            case .refused(let error):
                counters.refusedMessages += 1
                historyFailed(error, "could not write the history")
                sender?.refuse(
                    draft.origin?.nonce,
                    error == .full ? .full : .unavailable,
                    retryAfter: 5,
                    error == .full ? "the server's disk is full" : "the history cannot be written"
                )
            }
            sender?.resumeReadingIfCaughtUp()
        }
    }

    /// Whether senders are slowed down, as the disk cannot keep up with them.
    var isCongested: Bool { history?.isCongested ?? false }

    /// A connection has left: nobody is told what becomes of what it sent.
    func forget(_ sender: ConsumerHandler) {
        senders[sender.id] = nil
    }

    /// Lists the rooms for `completion`, which is called on the loop; `nil` if the history cannot be
    /// read.
    func listRooms(completion: @escaping (RoomList?) -> Void) {
        let list = { [self] (stored: [RoomSummary]) in
            let members = hub.allRooms.map { ($0.name, $0.memberCount) }.filter { $0.1 > 0 }
            return RoomList(stored: stored, members: Dictionary(uniqueKeysWithValues: members))
        }
        guard let history else { return completion(list([])) }
        history.readRooms { [self] result in
            switch result {
            case .success(let stored): completion(list(stored))
            case .failure(let error):
                historyFailed(error, "could not read the history")
                completion(nil)
            }
        }
    }

    /// Logs an error of the disk.
    func historyFailed(_ error: StoreError, _ what: DisplayText) {
        log.event(.history, at: now, what, ["error": DisplayText(cleaning: error.description)])
    }

    private func publish(
        _ value: UnsafeRawBufferPointer,
        seq: Int64,
        at: Int64,
        from: Nick?,
        in room: Room<ConsumerHandler>
    ) {
        counters.relayed += 1
        hub.publish(value, seq: seq, at: at, from: from, in: room)
    }
}
