import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy on a free port of 127.0.0.1 that connects to whatever `CONNECT` names.
final class TunnelingProxy: Sendable {
    let port: Int
    private let channel: any Channel
    private let heads = Heads()

    /// The heads of the requests that came.
    var requests: [String] { heads.texts.withLock { $0 } }

    private final class Heads: Sendable {
        let texts = Mutex<[String]>([])
    }

    init() async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [heads] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectHandler(heads: heads))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit { channel.close(promise: nil) }

    /// Reads the request, connects, and from then on hands on what comes.
    private final class ConnectHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let heads: Heads
        private var head = ""
        private var server: (any Channel)?

        init(heads: Heads) {
            self.heads = heads
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            if let server { return server.writeAndFlush(buffer, promise: nil) }
            head += String(buffer: buffer)
            guard head.hasSuffix("\r\n\r\n") else { return }
            heads.texts.withLock { $0.append(head) }
            let target = head.split(separator: " ")[1].split(separator: ":")
            let client = context.channel
            let isReady = NIOLoopBound(self, eventLoop: context.eventLoop)
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Outlet(to: client))
                    }
                }
                .connect(host: String(target[0]), port: Int(target[1]) ?? 0)
                .whenComplete { result in
                    let status = (try? result.get()) == nil ? "502 Bad Gateway" : "200 Connected"
                    isReady.value.server = try? result.get()
                    client.writeAndFlush(
                        ByteBuffer(string: "HTTP/1.1 \(status)\r\n\r\n"),
                        promise: nil
                    )
                }
        }

        func channelInactive(context: ChannelHandlerContext) {
            server?.close(promise: nil)
        }
    }

    /// What comes from the server goes to the client.
    private final class Outlet: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let client: any Channel

        init(to client: any Channel) {
            self.client = client
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            client.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            client.close(promise: nil)
        }
    }
}
