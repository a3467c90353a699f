import NIOCore
import NIOPosix
import NIOSSL
import Wire

/// Makes the transport of one connection: name and TCP or a Unix-domain socket, a proxy's consent,
/// and the beginning of TLS.
struct Dialer {
    /// Where to.
    let url: WebSocketURL
    /// What to trust there, if not the system's roots; for `wss` only.
    let tls: TLSSettings?
    /// Which way.
    let proxies: ProxyRules
    /// After this much time the attempt ends by itself; its owner may have given up before.
    let timeout: TimeAmount
    /// Where the channel lives: a loop of a `MultiThreadedEventLoopGroup`.
    let eventLoop: any EventLoop

    /// Connects; names by Happy Eyeballs (RFC 8305), so that a dead address family costs 0.25 s.
    ///
    /// Handlers that are added in the callback of the future miss nothing: the channel begins to
    /// read after it, or what follows waits for their request. With TLS, what they write waits for
    /// its handshake, and its failure reaches their `errorCaught`.
    ///
    /// - Returns: A connected channel, or an error that ``ConnectionLoss/init(dialing:)`` knows.
    func dial() -> EventLoopFuture<any Channel> {
        let proxy: Proxy?
        let security: TLSSettings?
        do {
            proxy = try proxies.proxy(for: url)
            security = url.isSecure ? try (tls ?? TLSSettings.system.get()) : nil
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        let name = serverName
        // NIOSSL would look for the proxy's address in the certificate.
        if let security, proxy != nil, name == nil, security.pins.isEmpty {
            let clause: DisplayText =
                "behind a proxy an address cannot be verified: name the host, or use --pin"
            return eventLoop.makeFailedFuture(TLSSettings.Unreadable(reason: clause))
        }
        let connected = proxy.map(connect(through:)) ?? connect()
        guard let security else { return connected }
        return connected.flatMapThrowing { channel in
            do {
                let handler = try security.handler(serverName: name)
                try channel.pipeline.syncOperations.addHandler(handler)
            } catch {
                channel.close(promise: nil)
                throw error
            }
            return channel
        }
    }

    private func connect() -> EventLoopFuture<any Channel> {
        if let path = url.socketPath {
            return ClientBootstrap(group: eventLoop).connectTimeout(timeout)
                .connect(unixDomainSocketPath: path)
        }
        return connect(host: url.host, port: url.port)
    }

    private func connect(host: String, port: Int) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        guard let address = Self.address(host, port) else {
            return bootstrap.connect(host: host, port: port)
        }
        return bootstrap.connect(to: address)
    }

    /// The address, if the host is an IP literal.
    private static func address(_ host: String, _ port: Int) -> SocketAddress? {
        try? SocketAddress(ipAddress: host, port: port)
    }

    /// The name for SNI, which takes no IP literals (RFC 6066 section 3) and no final dot;
    /// without one, NIOSSL checks the certificate against the peer's address.
    private var serverName: String? {
        guard Self.address(url.host, url.port) == nil else { return nil }
        return url.host.utf8.last == UInt8(ascii: ".") ? String(url.host.dropLast()) : url.host
    }
}

// MARK: - Through a proxy

extension Dialer {
    /// What a proxy was the matter of, for ``ConnectionLoss/init(dialing:)``.
    struct ProxyError: Error {
        let proxy: Proxy
        let cause: any Error
    }

    private func connect(through proxy: Proxy) -> EventLoopFuture<any Channel> {
        let deadline = NIODeadline.now() + timeout
        return connect(host: proxy.host, port: proxy.port).flatMap { channel in
            let done = channel.eventLoop.makePromise(of: Void.self)
            let handler = ProxyConnectHandler(
                to: url,
                through: proxy,
                timeout: deadline - .now(),
                done: done
            )
            do {
                try channel.pipeline.syncOperations.addHandler(handler)
            } catch {
                done.fail(ProxyFailure.ended)
            }
            return done.futureResult.map { channel }
        }
        .flatMapErrorThrowing { throw ProxyError(proxy: proxy, cause: $0) }
    }
}
