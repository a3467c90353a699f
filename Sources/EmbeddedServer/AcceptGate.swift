import Glibc
import NIOCore
import Wire

/// Pauses accepting while the server has no room, or the process or the machine no descriptor, for
/// one more connection; who comes then waits in the kernel's queue.
///
/// Without a pause the loop would spin, as a connection that waits keeps the listener readable.
/// NIO's own `AcceptBackoffHandler` holds reads back, but leaves the listener registered after an
/// error, and the loop spins all the same; switching `autoRead` off unregisters it.
final class AcceptGate: ChannelInboundHandler {
    typealias InboundIn = any Channel

    static let pause = TimeAmount.milliseconds(100)

    private let loop: ServerLoop
    private var isPaused = false

    init(loop: ServerLoop) {
        self.loop = loop
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if loop.isOverfull { pause(context) }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else {
            context.fireErrorCaught(error)
            return
        }
        loop.counters.acceptErrors += 1
        // The peer went away before it was accepted: nothing to wait for.
        guard error.errnoCode != ECONNABORTED else { return }
        loop.log.event(
            .acceptError,
            at: loop.now,
            "cannot accept connections, tries again every 100 ms",
            ["errno": "\(error.errnoCode)"]
        )
        pause(context)
    }

    private func pause(_ context: ChannelHandlerContext) {
        guard !isPaused else { return }
        isPaused = true
        setAutoRead(false, context)
        resumeLater(context)
    }

    private func resumeLater(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            guard context.channel.isActive else { return }
            guard !loop.isOverfull else { return resumeLater(context) }
            isPaused = false
            setAutoRead(true, context)
        }
    }

    private func setAutoRead(_ value: Bool, _ context: ChannelHandlerContext) {
        // It fails only on a listener that is closed.
        try? context.channel.syncOptions?.setOption(.autoRead, value: value)
    }
}
