import Glibc
import NIOCore
import NIOSSL
import Wire

/// The client's end of one connection: the opening handshake, then frames, at the end of an
/// active channel's pipeline.
///
/// Lives on the channel's event loop. `report` is called for every event, in order, until
/// `ended`, which comes once; the channel closes by itself after it.
final class WebSocketChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What happens on one connection: `opened` … `ended`, or `ended` at once.
    enum Event {
        /// The handshake is done.
        case opened(subprotocol: String?)
        /// A text message came.
        case text([UInt8])
        /// A binary message of this many bytes came.
        case binary(count: Int)
        /// The message was handed to the kernel.
        case written(SendID)
        /// The connection is over, whoever ended it.
        case ended(ConnectionLoss)
    }

    private let configuration: ClientConfiguration
    private var report: ((Event) -> Void)?
    private var context: ChannelHandlerContext?
    /// The opening handshake, until it is done; nothing but its request is sent before.
    private var handshake: ClientHandshake?
    private var connection: Connection
    private var deadlines: Deadlines
    private var timer: (due: Int64, task: Scheduled<Void>)?
    /// Why the connection ends, once that is known and while the closing handshake goes on.
    private var outcome: ConnectionLoss?
    private var isReading: Bool
    private var isFlushScheduled = false
    private var scratch: [UInt8] = []
    private var generator = SystemRandomNumberGenerator()

    /// A handler for one connection.
    ///
    /// - Parameters:
    ///   - configuration: Of the session.
    ///   - isReading: As in ``setReading(_:)``; takes effect after the handshake.
    ///   - report: Called on the event loop.
    init(
        configuration: ClientConfiguration,
        isReading: Bool,
        report: @escaping (Event) -> Void
    ) {
        self.configuration = configuration
        self.isReading = isReading
        self.report = report
        connection = Connection(role: .client, limits: configuration.limits)
        deadlines = Deadlines(configuration, now: .now())
    }

    /// Sends one text message, unless the connection is closing.
    func send(text: [UInt8], id: SendID) {
        guard handshake == nil, connection.isOpen, let context else { return }
        var frame: [UInt8] = []
        text.withUnsafeBytes { bytes in
            connection.encode(.text, bytes, maskKey: generator.next(), to: &frame)
        }
        // One write and one promise for each message: after a loss it must be known which ones
        // went out whole.
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { self.report?(.written(id)) }
        context.write(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: promise)
        if configuration.url.isSecure {
            // NIOSSL joins what is flushed together into one write that succeeds or fails as one.
            context.flush()
        } else {
            scheduleFlush()
        }
    }

    /// Starts the closing handshake after what was sent before, or gives up the opening one;
    /// `ended` follows after at most twice the `closeTimeout`.
    func close(_ status: CloseStatus) {
        guard handshake == nil else {
            finish(.ended)
            return
        }
        connection.close(status)
        beganClosing()
        writeOutput()
    }

    /// Ends without another event.
    func abandon() {
        report = nil
        finish(.ended)
    }

    /// Stops or resumes reading.
    ///
    /// What the channel has read already is still delivered, and so is the rest when the peer
    /// ends the transport: at most what the kernel's receive buffer holds.
    func setReading(_ isReading: Bool) {
        guard isReading != self.isReading else { return }
        self.isReading = isReading
        guard handshake == nil else { return }
        applyReading()
    }

    private func applyReading() {
        deadlines.paused(at: .now())
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
        armTimer()
    }
}

// MARK: - Channel events

extension WebSocketChannelHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let key = HandshakeKey(randomBytes: (generator.next(), generator.next()))
        let handshake = ClientHandshake(
            url: configuration.url,
            key: key,
            fields: configuration.headers,
            subprotocols: configuration.subprotocols,
            offersDeflate: configuration.offersDeflate
        )
        self.handshake = handshake
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: handshake.request)), promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { bytes in
            var input = bytes
            guard handshake == nil || readAnswer(&input) else { return }
            let now = Int64.now()
            while let event = connection.next(from: &input, scratch: &scratch, at: now) {
                handle(event)
            }
            deadlines.heard(at: now, isMidMessage: connection.isMidMessage)
        }
        // One long message must not cost its size for as long as the connection lives.
        if scratch.count > 1 << 16 { scratch = [] }
        armTimer()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        writeOutput()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeOutput()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Once the connection is open, an error is one more way to end; `channelInactive` tells
        // of it.
        if handshake != nil, outcome == nil {
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            outcome = ConnectionLoss(
                securing: error,
                certificate: certificate,
                pins: configuration.tls?.pins ?? [],
                now: time(nil)
            )
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(outcome ?? .ended)
    }
}

// MARK: - What the peer says

extension WebSocketChannelHandler {
    /// Reads the answer to the opening handshake; returns whether frames may follow in `input`.
    private func readAnswer(_ input: inout UnsafeRawBufferPointer) -> Bool {
        do throws(ClientHandshake.Fault) {
            switch try handshake?.receive(&input) {
            case nil: return false
            case .refused(let status, let reason):
                finish(.refused(status: status, reason: reason))
                return false
            case .accepted(let subprotocol, let deflate):
                handshake = nil
                let limits = configuration.limits
                connection = Connection(role: .client, limits: limits, deflate: deflate)
                if !isReading { applyReading() }
                report?(.opened(subprotocol: subprotocol))
                return true
            }
        } catch {
            finish(.badHandshake(error.explanation))
            return false
        }
    }

    private func handle(_ event: Connection.Event) {
        switch event {
        case .message(let kind, let count):
            deadlines.messageEnded()
            let isText = kind == .text
            report?(isText ? .text(Array(scratch[..<count])) : .binary(count: count))
        case .ping, .pong: break
        case .closed(let status): ends(.closed(status))
        case .failed(let fault): ends(.protocolViolation(fault))
        }
    }

    /// The peer's Close frame or fault; our answer is in the output, and now the server ends TCP
    /// (section 7.1.1).
    private func ends(_ loss: ConnectionLoss) {
        outcome = outcome ?? loss
        beganClosing()
    }

    private func beganClosing() {
        deadlines.closing(at: .now())
        armTimer()
    }

    /// Reports the end, once, and lets the channel close.
    private func finish(_ loss: ConnectionLoss) {
        let report = self.report
        self.report = nil
        timer?.task.cancel()
        timer = nil
        report?(.ended(loss))
        context?.close(promise: nil)
    }
}

// MARK: - Writing

extension WebSocketChannelHandler {
    /// Writes pongs and Close frames; while the socket takes nothing they wait in `connection`,
    /// which bounds them.
    private func writeOutput() {
        guard connection.hasOutput, let context, context.channel.isWritable else { return }
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { generator.next() }, into: &output)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
    }

    /// Flushes at the end of the loop's turn: all that is sent in it is one system call.
    private func scheduleFlush() {
        guard !isFlushScheduled, let context else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.context?.flush()
        }
    }
}

// MARK: - Time

extension WebSocketChannelHandler {
    /// Sees to it that the timer fires when the next limit is reached, or before: it is never put
    /// off, so that traffic costs no timers.
    private func armTimer() {
        let due = deadlines.next
        guard let context, report != nil, handshake == nil else { return }
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(due) * 1_000_000)
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timerFired()
        }
        timer = (due, task)
    }

    private func timerFired() {
        timer = nil
        if !isReading { deadlines.paused(at: .now()) }
        switch deadlines.timerFired(at: .now()) {
        case .wait: break
        case .ping:
            connection.ping([])
            writeOutput()
        case .giveUp: finish(.timedOut(.pong))
        case .endTransport: finish(outcome ?? .ended)
        case .abandonMessage:
            outcome = .timedOut(.message)
            close(CloseStatus(code: .policyViolation, reason: "a message took too long"))
        }
        armTimer()
    }
}

extension Deadlines {
    fileprivate init(_ configuration: ClientConfiguration, now: Int64) {
        self.init(
            keepalive: configuration.keepalive.milliseconds,
            messageTimeout: configuration.messageTimeout.milliseconds,
            closeTimeout: configuration.closeTimeout.milliseconds,
            now: now
        )
    }
}

extension Int64 {
    /// Milliseconds of NIO's clock, which never jumps.
    fileprivate static func now() -> Int64 {
        Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000)
    }
}

extension TimeAmount {
    fileprivate var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
