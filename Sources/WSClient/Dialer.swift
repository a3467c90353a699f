import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// Makes the transport of one connection: name, TCP, and the beginning of TLS.
struct Dialer {
    /// Where to.
    let url: WebSocketURL
    /// What to trust there, if not the system's roots; for `wss` only.
    let tls: TLSSettings?
    /// After this much time the attempt ends by itself; its owner may have given up before.
    let timeout: TimeAmount
    /// Where the channel lives: a loop of a `MultiThreadedEventLoopGroup`.
    let eventLoop: any EventLoop

    /// Connects; names by Happy Eyeballs (RFC 8305), so that a dead address family costs 0.25 s.
    ///
    /// Handlers that are added in the callback of the future miss nothing: the channel begins to
    /// read after it. With TLS, what they write waits for its handshake, and its failure reaches
    /// their `errorCaught`.
    ///
    /// - Returns: A connected channel, or an error that ``ConnectionLoss/init(dialing:)`` knows.
    func dial() -> EventLoopFuture<any Channel> {
        let context: NIOSSLContext?
        do {
            context = url.isSecure ? try (tls ?? TLSSettings.system.get()).context : nil
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        let connected = connect()
        guard let context else { return connected }
        let name = serverName
        return connected.flatMapThrowing { channel in
            do {
                let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                try channel.pipeline.syncOperations.addHandler(handler)
            } catch {
                channel.close(promise: nil)
                throw error
            }
            return channel
        }
    }

    private func connect() -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        guard let address else { return bootstrap.connect(host: url.host, port: url.port) }
        return bootstrap.connect(to: address)
    }

    /// The address, if the host is an IP literal.
    private var address: SocketAddress? {
        try? SocketAddress(ipAddress: url.host, port: url.port)
    }

    /// The name for SNI, which takes no IP literals (RFC 6066 section 3) and no final dot;
    /// without one, NIOSSL checks the certificate against the peer's address.
    private var serverName: String? {
        guard address == nil else { return nil }
        return url.host.utf8.last == UInt8(ascii: ".") ? String(url.host.dropLast()) : url.host
    }
}
