import NIOCore
import WSClient
import Wire

/// What all room sessions of the process have in common.
struct SessionSettings: Sendable {
    /// Where rooms are that are named without a URL.
    var server: WebSocketURL
    /// Further fields of the handshake with ``trusted``, and there alone.
    var headers: [HeaderField] = []
    /// The server that may know what is in ``headers``, and that must have ``pinned``.
    var trusted: WebSocketURL?
    /// What ``trusted`` must show, in place of ``tls``.
    var pinned: TLSSettings?
    /// What `wss` connections trust; `nil` stands for the system's roots.
    var tls: TLSSettings?
    /// Which proxies lead to servers.
    var proxies = ProxyRules.none
    /// How long a lost connection is tried again.
    var retry = ClientConfiguration.Retry.forever
    /// For one attempt to connect.
    var connectTimeout = TimeAmount.seconds(10)
    /// How rooms speak; with `nil` frames are passed on as they come, and sent as they are.
    var chat: ChatSettings?
    /// Nicks that are other than that of ``chat``, by ``WebSocketURL/serverKey``.
    var nicks: [String: Nick] = [:]
    /// When this process becomes the server.
    var serving = ServingRule()
    /// Where that server keeps what is said.
    var history = HistoryPlace.off

    /// Settings with the defaults.
    init(server: WebSocketURL) {
        self.server = server
    }

    /// What a session at `url` is made with.
    func configuration(for url: WebSocketURL) -> ClientConfiguration {
        var configuration = ClientConfiguration(url: url)
        configuration.tls = tls
        if let trusted, url.serverKey == trusted.serverKey {
            configuration.headers = headers
            configuration.tls = pinned ?? tls
        }
        configuration.proxies = proxies
        configuration.retry = retry
        configuration.connectTimeout = connectTimeout
        if chat?.offersSubprotocol == true { configuration.subprotocols = [Subprotocol.chatTUI1] }
        return configuration
    }
}

extension WebSocketURL {
    /// Names the server, and whether it is reached through TLS.
    var serverKey: String { (isSecure ? "wss://" : "ws://") + serverName }
}
