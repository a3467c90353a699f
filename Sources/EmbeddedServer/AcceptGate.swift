import Glibc
import NIOCore
import Wire

/// Pauses accepting when the process or the machine has no descriptor for one more connection.
///
/// The waiting connection stays readable, so that the loop would spin. NIO's own
/// `AcceptBackoffHandler` holds reads back, but leaves the listener registered after an error, and
/// the loop spins all the same; switching `autoRead` off unregisters it.
final class AcceptGate: ChannelInboundHandler {
    typealias InboundIn = any Channel

    static let pause = TimeAmount.milliseconds(100)

    private let loop: ServerLoop

    init(loop: ServerLoop) {
        self.loop = loop
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
        setAutoRead(false, context)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
            setAutoRead(true, context)
        }
    }

    private func setAutoRead(_ value: Bool, _ context: ChannelHandlerContext) {
        // It fails only on a listener that is closed.
        try? context.channel.syncOptions?.setOption(.autoRead, value: value)
    }
}
