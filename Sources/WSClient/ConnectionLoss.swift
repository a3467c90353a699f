import Wire

/// Why a connection ended or was never made.
///
/// Texts in it may come from the peer: show
/// ``explanation(for:)`` instead.
package enum ConnectionLoss: Error, Equatable, Sendable {
    /// Nobody listens there: ECONNREFUSED on every address that a route leads to.
    case nobodyListens
    /// The name does not resolve, or the network does not lead there; one clause says what.
    case unreachable(String)
    /// The proxy at `place` did not lead there: its host and port, or what names it.
    case proxy(ProxyFailure, place: String)
    /// Something took longer than the configuration allows.
    case timedOut(Phase)
    /// TLS failed; one clause says what about it: certificate, name, version.
    case tls(String)
    /// The server answered the handshake with an HTTP status other than 101.
    case refused(status: Int, reason: String)
    /// The answer to the handshake is not one that RFC 6455 allows; one clause says why.
    case badHandshake(String)
    /// The server closed with a Close frame.
    case closed(CloseStatus)
    /// The transport ended without a Close frame (what RFC 6455 calls 1006), or before the
    /// handshake was answered.
    case ended
    /// The server broke RFC 6455 or our limits.
    case protocolViolation(ProtocolFault)

    /// What took too long.
    package enum Phase: Sendable {
        /// Resolving, TCP, TLS or the HTTP handshake.
        case connect
        /// The answer to a ping.
        case pong
        /// The rest of a message.
        case message
    }
}

extension ConnectionLoss {
    /// Whether the server closed because of what it was sent: the same message would have the same
    /// fate.
    package var isAboutMessage: Bool {
        guard case .closed(let status) = self else { return false }
        return status.code == .messageTooBig || status.code == .internalError
    }
}
