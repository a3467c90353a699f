import Glibc
import NIOCore
import Wire

/// The output of a connection: straight into the socket with `send` while NIO holds nothing for it,
/// through NIO otherwise.
extension ConsumerHandler: Sink {
    /// A member that leaves this many bytes unread is not read from either, until it has caught up:
    /// a sender that does not read its own echo slows down itself and nobody else.
    static let pauseBytes = 64 << 10
    /// Nor is one that has so many messages on their way into the history.
    static let pauseMessages = 256

    static func share(_ bytes: UnsafeRawBufferPointer) -> ByteBuffer {
        ByteBuffer(bytes: bytes)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard pendingWrites == 0, descriptor >= 0 else { return 0 }
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let count = send(descriptor, bytes.baseAddress, bytes.count, flags)
        guard count < 0 else { return count }
        switch errno {
        case EPIPE, ECONNRESET:
            // The peer is gone; NIO will see it too, at its next read, and end the channel.
            return bytes.count
        default:
            return 0
        }
    }

    func enqueue(_ shared: ByteBuffer, from offset: Int, messages: Int) {
        let length = shared.readableBytes - offset
        guard let context, let slice = shared.getSlice(at: offset, length: length) else { return }
        let load = Backlog(bytes: length, messages: messages)
        backlog.bytes += load.bytes
        backlog.messages += load.messages
        pendingWrites += 1
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            self?.writeCompleted(load)
        }
        context.writeAndFlush(Self.wrapOutboundOut(slice), promise: promise)
        pauseReadingIfBehind()
    }

    /// NIO has written, or given up, what was counted as `load`.
    func writeCompleted(_ load: Backlog) {
        backlog.bytes -= load.bytes
        backlog.messages -= load.messages
        pendingWrites -= 1
        if isPaused {
            // Its pongs are not read meanwhile, but somebody takes the bytes.
            keepalive.heard(at: loop.now)
            resumeReadingIfCaughtUp()
        }
        guard pendingWrites == 0 else { return }
        if hasPrivateBytes { announceOutput() } else { finishIfDone() }
        catchUpFurther()
        answerNextRequest()
    }

    /// How many bytes wait that are for this peer, in NIO and here.
    var framesBacklog: Int {
        backlog.bytes + (peer.map { $0.frames.count + $0.lateFrames.count } ?? 0)
    }

    /// Whether something waits that is for this peer alone.
    var hasPrivateBytes: Bool { connection.hasOutput || peer?.frames.isEmpty == false }

    func takePrivateBytes(into bytes: inout [UInt8]) {
        guard pendingWrites == 0 else { return }
        if let peer, !peer.frames.isEmpty {
            bytes += peer.frames
            self.peer?.frames = []
        }
        // Behind them, as a Close frame is the last.
        connection.takeOutput(maskKey: { 0 }, into: &bytes)
    }

    func turnEnded() {
        if !connection.isOpen { leave() }
        resumeReadingIfCaughtUp()
        finishIfDone()
    }

    func closeAsTooSlow() {
        loop.counters.slow += 1
        loop.log.event(
            .slowMember,
            at: loop.now,
            "closed a member that was too slow to read",
            ["room": DisplayText(cleaning: room.description)]
        )
        leave()
        close(CloseStatus(code: .tryAgainLater, reason: "too slow"))
    }

    /// The connection has something to write: it goes with the room's turn, or, after the room, at
    /// once.
    func announceOutput() {
        if let member {
            loop.hub.announcePrivateBytes(of: member)
        } else {
            var bytes: [UInt8] = []
            takePrivateBytes(into: &bytes)
            let written = bytes.withUnsafeBytes(write)
            if written < bytes.count {
                enqueue(ByteBuffer(bytes: bytes), from: written, messages: 0)
            }
            finishIfDone()
        }
    }

    /// Stops reading from a peer that does not take what it is sent, or sends faster than the
    /// history can be written.
    func pauseReadingIfBehind() {
        let most = loop.isCongested ? 1 : Self.pauseMessages
        let isBehind =
            framesBacklog > Self.pauseBytes || inFlight.bytes > Self.pauseBytes
            || inFlight.messages >= most
        guard isBehind, !isPaused, connection.isOpen else { return }
        isPaused = true
        setAutoRead(false)
    }

    /// Goes on reading when half of what waited is done.
    func resumeReadingIfCaughtUp() {
        let most = loop.isCongested ? 0 : Self.pauseMessages / 2
        guard framesBacklog <= Self.pauseBytes / 2, inFlight.bytes <= Self.pauseBytes / 2,
            inFlight.messages <= most
        else { return }
        resumeReading()
    }

    func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        setAutoRead(true)
    }

    private func setAutoRead(_ value: Bool) {
        // It fails only on a channel that is closed, which reads nothing anyway.
        try? context?.channel.syncOptions?.setOption(.autoRead, value: value)
    }
}
