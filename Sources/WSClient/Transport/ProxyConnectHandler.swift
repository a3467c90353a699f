import NIOCore
import Wire

/// Asks a proxy for a way to a server, at the end of an active channel's pipeline, and leaves it.
final class ProxyConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var handshake: ProxyHandshake
    private let hasLogin: Bool
    private let timeout: TimeAmount
    private var done: EventLoopPromise<Void>?
    private var timer: Scheduled<Void>?

    /// A handler for one connection.
    ///
    /// - Parameters:
    ///   - url: Where the server is.
    ///   - proxy: The other end of the channel.
    ///   - timeout: How long it may take.
    ///   - done: Succeeds when the channel leads to the server; fails with a ``ProxyFailure`` or a
    ///     timeout, and the channel is closed.
    init(
        to url: WebSocketURL,
        through proxy: Proxy,
        timeout: TimeAmount,
        done: EventLoopPromise<Void>
    ) {
        handshake = ProxyHandshake(to: url, through: proxy)
        hasLogin = proxy.authorization != nil
        self.timeout = timeout
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let request = wrapOutboundOut(ByteBuffer(bytes: handshake.request))
        context.writeAndFlush(request, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.fail(ChannelError.connectTimeout(self.timeout), context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard done != nil else { return }
        let result = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            Result { () throws(ProxyHandshake.Fault) in try handshake.receive(bytes) }
        }
        switch result {
        case .success(nil): break
        case .success(.connected): succeed(context)
        case .success(.refused(let status, let reason)):
            let failure = ProxyFailure.refused(status: status, reason: reason, hasLogin: hasLogin)
            fail(failure, context)
        case .failure(let fault): fail(ProxyFailure.badAnswer(fault.explanation), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ProxyFailure.ended, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(ProxyFailure.ended, context)
    }

    /// Leaves before it tells: what is added then is next to the transport.
    private func succeed(_ context: ChannelHandlerContext) {
        timer?.cancel()
        let done = self.done
        self.done = nil
        context.pipeline.syncOperations.removeHandler(self).assumeIsolated().whenComplete { _ in
            done?.succeed()
        }
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        timer?.cancel()
        guard let done else { return }
        self.done = nil
        done.fail(error)
        context.close(promise: nil)
    }
}
