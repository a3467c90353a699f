import NIOCore
import Wire

/// The one channel handler of a connection after its upgrade: the socket's bytes go through
/// `Connection` to the consumer, and what the room and the connection have to say goes out
/// (`ConsumerHandler+Sink.swift`).
final class ConsumerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ServerLoop
    let room: RoomName
    /// Names the connection among those that wait for the history.
    let id: UInt64
    /// What it gets of what is said.
    let feed: Feed
    /// `nil` for a plain client.
    var peer: ChatPeer?
    /// Messages that it sent and that are not accepted yet.
    var inFlight = Backlog()
    /// Whether a page of history is being read for it.
    var isReadingPage = false
    /// Whether a request of it for history is being answered.
    var isAnsweringRequest = false
    private var helloDeadline: Scheduled<Void>?
    private let consumer = ChatConsumer()
    var connection: Connection
    var keepalive: Keepalive
    /// When the message began that is not finished yet.
    private var unfinishedSince: Int64?
    private(set) var member: Member<ConsumerHandler>?

    /// `nil` before and after the handler's time in the pipeline.
    private(set) var context: ChannelHandlerContext?
    /// The socket that takes bytes directly; -1 when NIO must carry them (not connected, another
    /// transport, or about to end).
    var descriptor: CInt = -1
    /// What NIO holds for the socket.
    var backlog = Backlog()
    /// Writes that NIO has not completed.
    ///
    /// While there is one, a direct `send` would overtake it.
    var pendingWrites = 1
    /// Whether the channel's reads are paused.
    var isPaused = false
    private var closeDeadline: Scheduled<Void>?
    /// Whether the peer's Close frame came.
    private var peerClosed = false
    private var isFinished = false

    /// A handler for a connection whose 101 answer is being written; ``writeCompleted(_:)`` is to
    /// be told when it is out.
    init(loop: ServerLoop, _ upgrade: Upgrade) {
        self.loop = loop
        room = upgrade.room
        id = loop.nextConnectionID()
        feed = Feed(
            speaksChatTUI: upgrade.speaksChatTUI,
            takesBroadcasts: upgrade.deflate?.takesBroadcasts ?? false
        )
        peer = upgrade.speaksChatTUI ? ChatPeer() : nil
        // Around the chat message stands its nonce.
        let envelope = upgrade.speaksChatTUI ? 1_024 : 0
        connection = Connection(
            role: .server,
            limits: Limits(messageBytes: loop.configuration.maximumMessage + envelope),
            deflate: upgrade.deflate
        )
        keepalive = Keepalive(
            interval: loop.configuration.keepaliveInterval.milliseconds,
            now: loop.now
        )
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        self.context = context
        let pipeline = context.pipeline.syncOperations
        // Only a plain socket gives its descriptor away; without one every byte goes through NIO's
        // pipeline.
        let handle = try? pipeline.withUnsafeTransportIfAvailable(of: CInt.self) { $0 }
        descriptor = handle ?? -1
        if peer == nil {
            join(feed)
        } else {
            join(.waiting)
            let timeout = TimeAmount(loop.configuration.headTimeout)
            helloDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                [weak self] in
                self?.close(CloseStatus(code: .policyViolation, reason: "no hello came"))
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        detach()
    }

    func channelInactive(context: ChannelHandlerContext) {
        // The kernel gives the descriptor's number to the next connection: nothing may be sent to
        // it any more.
        detach()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            close(CloseStatus(code: .serviceRestart, reason: "the server stops"))
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func detach() {
        descriptor = -1
        leave()
        cancelHelloDeadline()
        closeDeadline?.cancel()
        closeDeadline = nil
        context = nil
    }
}

// MARK: - Input

extension ConsumerHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        let buffer = Self.unwrapInboundIn(data)
        let now = loop.now
        keepalive.heard(at: now)
        var sawMessage = false
        // Read in place and never changed: NIO's pool holds the buffer too, so a change would copy
        // all of it.
        buffer.withUnsafeReadableBytes { bytes in
            var input = bytes
            while let event = connection.next(from: &input, scratch: &loop.scratch, at: now) {
                if case .message = event { sawMessage = true }
                handle(event)
            }
        }
        if !connection.isMidMessage {
            unfinishedSince = nil
        } else if sawMessage || unfinishedSince == nil {
            unfinishedSince = now
        }
    }

    private func handle(_ event: Connection.Event) {
        switch event {
        case .message(let kind, let count):
            receive(kind, count: count)
        case .ping:
            announceOutput()
        case .pong:
            break
        case .closed:
            peerClosed = true
            closingBegan()
        case .failed(let fault):
            loop.counters.faults += 1
            loop.log.event(
                .fault,
                at: loop.now,
                "failed a connection",
                [
                    "code": "\(fault.closeCode.rawValue)",
                    "reason": DisplayText(cleaning: fault.explanation),
                ]
            )
            closingBegan()
        }
    }

    private func receive(_ kind: MessageKind, count: Int) {
        // Someone who left the room (we closed the connection) says nothing in it any more.
        guard let member, connection.isOpen else { return }
        loop.scratch.withUnsafeBytes { scratch in
            let payload = UnsafeRawBufferPointer(rebasing: scratch[..<count])
            if peer != nil, kind == .text { return receiveFrame(payload) }
            switch consumer.receive(kind, payload) {
            case .relay(let value):
                let value = UnsafeRawBufferPointer(rebasing: payload[value])
                loop.take(value, in: member.room, from: nil, origin: nil, by: self)
            case .ignore:
                loop.counters.ignored += 1
            case .close(let status):
                loop.counters.binary += 1
                close(status)
            }
        }
    }
}

// MARK: - Time

extension ConsumerHandler {
    func checkTimers(at now: Int64) -> Int64 {
        let patience = loop.configuration.unfinishedMessageTimeout.milliseconds
        if let unfinishedSince, now >= unfinishedSince + patience {
            self.unfinishedSince = nil
            loop.counters.unfinished += 1
            close(CloseStatus(code: .policyViolation, reason: "a message took too long"))
        }
        switch keepalive.timerFired(at: now) {
        case .wait: break
        case .ping:
            connection.ping([])
            announceOutput()
        case .giveUp where isPaused && inFlight.messages > 0:
            // We do not read what it may well have said.
            keepalive.heard(at: now)
        case .giveUp:
            loop.counters.silent += 1
            context?.close(promise: nil)
        }
        let next = min(keepalive.deadline, unfinishedSince.map { $0 + patience } ?? .max)
        return min(next, tellTop(at: now))
    }
}

// MARK: - Closing

extension ConsumerHandler {
    /// Starts the closing handshake; does nothing if it has begun.
    func close(_ status: CloseStatus) {
        guard connection.isOpen else { return }
        connection.close(status)
        closingBegan()
    }

    /// Takes its place in the room.
    func join(_ feed: Feed) {
        member = loop.join(self, room: room, feed: feed)
    }

    func leave() {
        guard let member else { return }
        self.member = nil
        loop.hub.leave(member)
        loop.forget(self)
        guard let peer else { return }
        if case .catchingUp = peer.phase { member.room.joiners -= 1 }
        if let nick = peer.identity?.nick, member.room.presence.release(nick) {
            loop.hub.tell(member.room) { ServerFrame.append(leave: nick, to: &$0) }
        }
    }

    /// The hello is here, or not wanted any more.
    func cancelHelloDeadline() {
        helloDeadline?.cancel()
        helloDeadline = nil
    }

    /// A Close frame went or goes one of the two ways.
    private func closingBegan() {
        // Its answer may still come, and needs us to read.
        resumeReading()
        if closeDeadline == nil, let context {
            let timeout = TimeAmount(loop.configuration.closeTimeout)
            closeDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                [weak self] in
                self?.context?.close(promise: nil)
            }
        }
        if hasPrivateBytes {
            announceOutput()
        } else {
            finishIfDone()
        }
    }

    /// Ends the transport when both Close frames are through, or ours is after a fault, and NIO
    /// holds nothing any more.
    ///
    /// Behind a Close frame nothing comes, so the socket is closed (section 7.1.1). After a fault
    /// the peer may still be sending, and closing with unread bytes would send a reset, which can
    /// overtake our Close frame: only our direction is shut down, and what arrives is thrown away
    /// until the peer ends too, or the deadline passes.
    func finishIfDone() {
        guard connection.isClosed, !hasPrivateBytes, pendingWrites == 0, !isFinished else {
            return
        }
        isFinished = true
        leave()
        descriptor = -1
        context?.close(mode: peerClosed ? .all : .output, promise: nil)
    }
}
