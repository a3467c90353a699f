import Wire

/// Why a connection ended or was never made. Texts in it come from the peer or the system: clean
/// them before showing them.
package enum ConnectionLoss: Error, Equatable, Sendable {
    /// Nobody listens there (ECONNREFUSED on every address).
    case nobodyListens
    /// The name does not resolve, or the network does not lead there.
    case unreachable(String)
    /// Connecting, the handshake, the closing handshake or a pong took too long.
    case timedOut(Phase)
    /// TLS failed: certificate, name, version.
    case tls(String)
    /// The server answered the handshake with an HTTP status other than 101.
    case refused(status: Int, reason: String)
    /// The answer to the handshake is not one that RFC 6455 allows.
    case badHandshake(String)
    /// The server closed with a Close frame.
    case closed(CloseStatus)
    /// The transport ended without a Close frame (what RFC 6455 calls 1006).
    case ended
    /// The server broke RFC 6455 or our limits.
    case protocolViolation(ProtocolFault)

    /// What took too long.
    package enum Phase: Sendable {
        /// Resolving, TCP, TLS or the HTTP handshake.
        case connect
        /// The answer to a ping.
        case pong
    }
}
