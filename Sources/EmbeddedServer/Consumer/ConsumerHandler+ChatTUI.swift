import NIOCore
import Store
import Wire

/// A connection that speaks `chat-tui.1`: its hello, its way through the history to what is said
/// now, and what it asks for.
extension ConsumerHandler {
    /// Takes one whole text message.
    func receiveFrame(_ payload: UnsafeRawBufferPointer) {
        guard let frame = ClientFrame(parsing: payload) else {
            loop.counters.ignored += 1
            return
        }
        switch frame {
        case .hello(let hello): greeted(hello)
        case .unknown: loop.counters.ignored += 1
        case .message, .nick, .typing, .history:
            guard let identity = peer?.identity else {
                return close(CloseStatus(code: .policyViolation, reason: "hello comes first"))
            }
            receive(frame, payload, from: identity)
        }
    }

    private func receive(
        _ frame: ClientFrame,
        _ payload: UnsafeRawBufferPointer,
        from identity: ChatPeer.Identity
    ) {
        guard let member else { return }
        switch frame {
        case .message(let message): say(message, payload, from: identity)
        case .nick(let nick): rename(to: nick, from: identity)
        case .typing:
            guard let nick = identity.nick, peer?.mayType(at: loop.now) == true else { return }
            loop.hub.tell(member.room) { ServerFrame.append(typing: nick, to: &$0) }
        case .history(let before, let limit): askForHistory(before: before, limit: limit)
        case .hello, .unknown: break
        }
    }

    private func say(
        _ message: ClientFrame.Message,
        _ payload: UnsafeRawBufferPointer,
        from identity: ChatPeer.Identity
    ) {
        guard let member else { return }
        let value = UnsafeRawBufferPointer(rebasing: payload[message.value])
        let nonce = message.nonce.flatMap { Nonce(payload[$0]) }
        guard value.count <= loop.configuration.maximumMessage else {
            return refuse(nonce, .tooLong, "the message is longer than this server takes")
        }
        loop.take(
            value,
            in: member.room,
            from: identity.nick,
            origin: nonce.map { MessageOrigin(device: identity.device, nonce: $0) },
            by: self
        )
    }

    private func rename(to wanted: Nick, from identity: ChatPeer.Identity) {
        guard let member, identity.nick != wanted else { return }
        guard peer?.mayRename(at: loop.now) == true else {
            return refuse(nil, .rate, retryAfter: 1, "names change once a second at most")
        }
        let room = member.room
        // Its own name is no hindrance to one that differs in case alone.
        let isGone = identity.nick.map { room.presence.release($0) } ?? false
        let (nick, isNew) = room.presence.claim(wanted, for: identity.device)
        peer?.identity?.nick = nick
        guard let old = identity.nick else {
            if isNew { loop.hub.tell(room) { ServerFrame.append(join: nick, to: &$0) } }
            return
        }
        guard nick != old else { return }
        // Others of the same device may keep the old name, or have the new one already.
        switch (isGone, isNew) {
        case (true, true):
            loop.hub.tell(room) {
                ServerFrame.append(nickFrom: old, to: nick, to: &$0)
            }
            return
        case (false, true): loop.hub.tell(room) { ServerFrame.append(join: nick, to: &$0) }
        case (true, false):
            loop.hub.tell(room) { ServerFrame.append(leave: old, to: &$0) }
        case (false, false): break
        }
        tell { ServerFrame.append(nickFrom: old, to: nick, to: &$0) }
    }

    /// What is sent is accepted: the sender is told its number.
    func accepted(_ nonce: Nonce, seq: Int64) {
        tellBehindMessages { ServerFrame.append(ack: nonce, seq: seq, to: &$0) }
    }

    /// What is sent, or asked for, is not done.
    func refuse(
        _ nonce: Nonce?,
        before: Int64? = nil,
        _ code: ServerFrame.Refusal.Code,
        retryAfter: Int64? = nil,
        _ reason: String
    ) {
        let refusal = ServerFrame.Refusal(
            nonce: nonce,
            before: before,
            code: code,
            retryAfter: retryAfter,
            reason: reason
        )
        tellBehindMessages { ServerFrame.append(refusal, to: &$0) }
    }

    /// Tells this peer alone, if it speaks `chat-tui.1`.
    private func tell(_ encode: (inout [UInt8]) -> Void) {
        guard peer != nil, connection.isOpen else { return }
        peer?.append(encode)
        announceFrames()
    }

    private func tellBehindMessages(_ encode: (inout [UInt8]) -> Void) {
        guard peer != nil, connection.isOpen else { return }
        peer?.appendBehindMessages(encode)
        announceFrames()
    }

    /// What waits for this peer alone is bounded as what its room says is.
    private func announceFrames() {
        guard framesBacklog <= 2 * loop.configuration.queueBytes else { return closeAsTooSlow() }
        pauseReadingIfBehind()
        announceOutput()
    }

    func tellWaiting(_ message: [UInt8]) {
        guard let peer, case .catchingUp(.some) = peer.phase else { return }
        tell { $0 += message }
    }

    /// The number of the room's last message is told now and then, so that a lost one is noticed.
    ///
    /// - Returns: When to call again.
    func tellTop(at now: Int64) -> Int64 {
        guard let member, let (isDue, next) = peer?.wantsTop(at: now) else { return .max }
        if isDue { tell { ServerFrame.append(top: member.room.top, to: &$0) } }
        return next
    }
}

// MARK: - Coming in

extension ConsumerHandler {
    private func greeted(_ hello: ClientFrame.Hello) {
        guard let member, let peer, case .greeting = peer.phase else {
            loop.counters.ignored += 1
            return
        }
        cancelHelloDeadline()
        let room = member.room
        self.peer?.identity = ChatPeer.Identity(device: hello.device)
        if let wanted = hello.nick {
            let (nick, isNew) = room.presence.claim(wanted, for: hello.device)
            if isNew { loop.hub.tell(room) { ServerFrame.append(join: nick, to: &$0) } }
            self.peer?.identity?.nick = nick
        }
        self.peer?.phase = .catchingUp(sent: nil)
        if room.joiners == 0 { room.firstJoiner = id }
        room.joiners += 1
        guard let history = loop.history else {
            let extent = room.numbering.extent
            var resumed = false
            if case .resume(let position) = hello.past { resumed = extent.continues(position) }
            room.top = extent.top
            return catchUp(LoopHistory.Page(extent: extent, resumed: resumed))
        }
        history.readPage(of: room.name, hello.past, sharedSince: room.firstJoiner) {
            [weak self] in self?.wasRead($0)
        }
    }

    /// Reads on, when the peer has taken what it was sent.
    func catchUpFurther() {
        guard let peer, case .catchingUp(.some(let sent)) = peer.phase, !isReadingPage, let member,
            let epoch = peer.epoch, let history = loop.history
        else { return }
        isReadingPage = true
        let room = member.room
        let past = ClientFrame.Hello.Past.resume(LogPosition(epoch: epoch, seq: sent))
        history.readPage(of: room.name, past, sharedSince: room.firstJoiner) { [weak self] in
            self?.isReadingPage = false
            self?.wasRead($0)
        }
    }

    private func wasRead(_ page: Result<LoopHistory.Page, StoreError>) {
        guard member != nil, connection.isOpen else { return }
        switch page {
        case .success(let page): catchUp(page)
        case .failure(let error):
            guard !loop.isStopping else {
                return close(CloseStatus(code: .serviceRestart, reason: "the server stops"))
            }
            loop.historyFailed(error, "could not read the history")
            close(CloseStatus(code: .tryAgainLater, reason: "the history cannot be read"))
        }
    }

    private func catchUp(_ page: LoopHistory.Page) {
        guard let member, let peer, case .catchingUp(let sent) = peer.phase else { return }
        let room = member.room
        room.top = max(room.top, page.extent.top)
        if sent == nil {
            welcome(room, page)
        } else if !page.resumed {
            // What it waited for was taken out of the history meanwhile: it comes again and is told.
            return close(CloseStatus(code: .serviceRestart, reason: "the history has moved on"))
        }
        for message in page.messages { self.peer?.append(message) }
        let last = page.messages.last?.seq ?? sent ?? page.extent.top
        self.peer?.phase = .catchingUp(sent: last)
        if last >= page.extent.top, let recent = room.recent?.frames(after: last) {
            self.peer?.frames += recent
            self.peer?.frames += peer.lateFrames
            self.peer?.lateFrames = []
            goLive(member)
        } else {
            announceOutput()
            if pendingWrites == 0 { catchUpFurther() }
        }
    }

    private func welcome(_ room: Room<ConsumerHandler>, _ page: LoopHistory.Page) {
        peer?.epoch = page.extent.epoch
        let welcome = ServerFrame.Welcome(
            room: room.name.description,
            nick: peer?.identity?.nick,
            epoch: page.extent.epoch,
            oldest: page.extent.oldest,
            top: page.extent.top,
            resumed: page.resumed,
            members: Array(room.presence.nicks.prefix(Subprotocol.maximumMembers)),
            messageLimit: Int64(loop.configuration.maximumMessage)
        )
        peer?.append { ServerFrame.append(welcome, to: &$0) }
    }

    /// What was said before is sent, whole, and then the peer belongs to the others.
    private func goLive(_ waiting: Member<ConsumerHandler>) {
        peer?.phase = .live
        waiting.room.joiners -= 1
        if pendingWrites == 0 {
            loop.hub.deliverPrivateBytes(of: waiting)
        } else if let frames = peer?.frames {
            // NIO keeps the order.
            peer?.frames = []
            enqueue(ByteBuffer(bytes: frames), from: 0, messages: 1)
        }
        // Writing may have ended it.
        guard member === waiting, connection.isOpen else { return }
        loop.hub.leave(waiting)
        join(feed)
    }
}

// MARK: - History

extension ConsumerHandler {
    private func askForHistory(before: Int64, limit: Int64) {
        guard let peer else { return }
        guard peer.requests.count < ChatPeer.maximumRequests else {
            let reason = "too many requests for history at once"
            return refuse(nil, before: before, .rate, retryAfter: 1, reason)
        }
        self.peer?.requests.append((before, limit))
        answerNextRequest()
    }

    /// Answers one request at a time, and only while the peer takes what it is sent.
    func answerNextRequest() {
        guard let member, let request = peer?.requests.first, pendingWrites == 0,
            !isAnsweringRequest
        else { return }
        isAnsweringRequest = true
        guard let history = loop.history else {
            let extent = member.room.numbering.extent
            return answer(request.before, .success(LoopHistory.Page(extent: extent)))
        }
        history.readPage(of: member.room.name, before: request.before, limit: request.limit) {
            [weak self] in self?.answer(request.before, $0)
        }
    }

    private func answer(_ before: Int64, _ page: Result<LoopHistory.Page, StoreError>) {
        isAnsweringRequest = false
        guard peer?.requests.isEmpty == false else { return }
        peer?.requests.removeFirst()
        switch page {
        case .success(let page): tellHistory(before: before, page)
        case .failure(let error):
            loop.historyFailed(error, "could not read the history")
            let reason = "the history cannot be read just now"
            refuse(nil, before: before, .unavailable, retryAfter: 5, reason)
        }
        answerNextRequest()
    }

    private func tellHistory(before: Int64, _ page: LoopHistory.Page) {
        // Who asks for what comes after the last message is answered up to it.
        var answer = HistoryPage(before: page.messages.last.map { $0.seq + 1 } ?? before)
        for message in page.messages.reversed() {
            let fits = message.value.withUnsafeBytes { value in
                answer.prepend(
                    value: value,
                    seq: message.seq,
                    at: message.at,
                    from: message.nick,
                    nonce: peer?.nonce(of: message)
                )
            }
            guard fits else { break }
        }
        let frame = answer.encoded()
        tell { $0 += frame }
    }
}
