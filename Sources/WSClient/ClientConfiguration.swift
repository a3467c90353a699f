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
    /// Further header fields of the handshake, in order; `Cookie` fields are joined to one line. Names and
    /// values must pass ``ClientHandshake/isValidField(name:value:)``.
    package var headers: [(name: String, value: String)] = []
    /// Subprotocols to offer; none towards a server that may be older than they are.
    package var subprotocols: [String] = []
    /// The largest message that is accepted, and the most fragments.
    package var limits = Limits(messageBytes: 1 << 20)
    /// For name resolution, TCP, TLS and the handshake together.
    package var connectTimeout: TimeAmount = .seconds(10)
    /// How long the peer's answer to our Close frame, and then the end of the TCP connection, may take.
    package var closeTimeout: TimeAmount = .seconds(1)
    /// Silence after which a ping goes out; the pong may take as long again.
    package var keepalive: TimeAmount = .seconds(25)
    /// What happens after a loss.
    package var retry = Retry.forever

    /// A configuration with the defaults.
    package init(url: WebSocketURL) {
        self.url = url
    }
}
