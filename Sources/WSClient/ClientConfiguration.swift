import NIOCore
import Wire

/// How to reach one room, and how long to try.
package struct ClientConfiguration: Sendable {
    /// Whether, and how long, a lost or failed connection is tried again.
    package enum Retry: Equatable, Sendable {
        /// Never: the first loss is final.
        case no
        /// Until this much time has passed without a connection.
        case upTo(TimeAmount)
        /// Until the loss is one that coming back cannot help.
        case forever
    }

    /// Where the room is.
    package var url: WebSocketURL
    /// Further header fields of the handshake, in order; `Cookie` fields are joined to one line.
    ///
    /// A field that is not ``HeaderField/isValid`` is left out: check it where it comes from.
    package var headers: [HeaderField] = []
    /// Subprotocols to offer; none towards a server that may be older than they are.
    package var subprotocols: [String] = []
    /// Whether permessage-deflate is offered; the server decides.
    package var offersDeflate = true
    /// What `wss` connections trust; `nil` stands for the system's roots.
    package var tls: TLSSettings?
    /// Which proxy leads to the server.
    package var proxies = ProxyRules.none
    /// The largest message that is accepted, and the most fragments.
    package var limits = Limits(messageBytes: 1 << 20)
    /// For name resolution, TCP, TLS and the handshake together.
    ///
    /// Channels servers may take 6 s to refuse.
    package var connectTimeout: TimeAmount = .seconds(10)
    /// How long the peer's answer to our Close frame, and then the end of the TCP connection, may
    /// take each.
    package var closeTimeout: TimeAmount = .seconds(1)
    /// Silence after which a ping goes out; the pong may take as long again.
    package var keepalive: TimeAmount = .seconds(25)
    /// How long the rest of a message may take once its first byte is here.
    package var messageTimeout: TimeAmount = .seconds(30)
    /// What happens after a loss.
    package var retry = Retry.forever

    /// A configuration with the defaults.
    package init(url: WebSocketURL) {
        self.url = url
    }
}
