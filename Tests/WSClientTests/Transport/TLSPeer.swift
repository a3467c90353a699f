import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Wire

/// A WebSocket server behind TLS on a free port of 127.0.0.1: sends the server name of the
/// client's handshake, or "none", as its first message, then every frame's payload back as text.
final class TLSPeer: Sendable {
    let port: Int
    private let channel: any Channel

    init(certificates: TestCertificates, kind: TestCertificates.Kind) async throws {
        let identity = try certificates.identity(kind)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.certificate.map { .certificate($0) },
            privateKey: .privateKey(identity.key)
        )
        configuration.applicationProtocols = ["h2", "http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sniffer = ServerNameSniffer()
                    try channel.pipeline.syncOperations.addHandlers([
                        sniffer, NIOSSLServerHandler(context: context),
                        EchoHandler(sniffer: sniffer),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    deinit { channel.close(promise: nil) }

    /// Sees whether the ClientHello names `localhost`, in clear in a handshake without ECH.
    private final class ServerNameSniffer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        var serverName = "none"

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data).readableBytesView
            let name = Array("localhost".utf8)
            if bytes.indices.contains(where: { bytes[$0...].starts(with: name) }) {
                serverName = "localhost"
            }
            context.fireChannelRead(data)
        }
    }

    private final class EchoHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let sniffer: ServerNameSniffer
        private var request: [UInt8] = []
        private var connection: Connection?

        init(sniffer: ServerNameSniffer) {
            self.sniffer = sniffer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            guard connection != nil else {
                request += bytes
                guard request.suffix(4) == Array("\r\n\r\n".utf8)[...] else { return }
                connection = Connection(role: .server, limits: Limits(messageBytes: 1 << 16))
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
                return
            }
            var scratch: [UInt8] = []
            var output: [UInt8] = []
            bytes.withUnsafeBytes { buffer in
                var input = buffer
                while let event = connection?.next(from: &input, scratch: &scratch, at: 0) {
                    guard case .message(_, let count) = event else { continue }
                    output += ScriptedConnection.frame(.text, Array(scratch[..<count]))
                }
            }
            connection?.takeOutput(maskKey: { 0 }, into: &output)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: output)), promise: nil)
            if connection?.isClosed == true { context.close(promise: nil) }
        }

        private var answer: [UInt8] {
            let head = String(decoding: request, as: UTF8.self)
            let line = head.split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Key: ") }
            let key = HandshakeKey(received: String(line?.dropFirst(19) ?? ""))
            let lines = [
                "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: \(key?.accept ?? "")", "", "",
            ]
            return Array(lines.joined(separator: "\r\n").utf8)
                + ScriptedConnection.text(sniffer.serverName)
        }
    }
}
