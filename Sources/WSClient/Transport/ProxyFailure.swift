import Wire

/// Why a proxy did not lead to the server.
///
/// Texts in it may come from the proxy: ``ConnectionLoss/explanation(for:)`` cleans them.
package enum ProxyFailure: Error, Equatable, Sendable {
    /// It is none that we can use; one clause says why.
    case unusable(String)
    /// No connection to the proxy itself; one clause says why.
    case unreachable(String)
    /// It answered with a status that is no success; `hasLogin` says whether we gave it one.
    case refused(status: Int, reason: String, hasLogin: Bool)
    /// Its answer is not HTTP, or over our limits; one clause says why.
    case badAnswer(String)
    /// It ended the connection without an answer.
    case ended

    /// Whether the next attempt would meet it again.
    var isFinal: Bool {
        switch self {
        case .unreachable, .ended: false
        case .unusable, .badAnswer: true
        // 500 too: there is no room name in the request that it could choke on.
        case .refused(let status, _, _): ![408, 425, 429].contains(status) && status < 500
        }
    }

    /// One clause about the proxy, for the server at `place`.
    ///
    /// - Returns: What follows "the proxy HOST:PORT".
    func clause(for place: DisplayText) -> DisplayText {
        switch self {
        case .unusable(let clause): "cannot be used: \(.peer(clause))"
        case .unreachable(let clause): "cannot be reached: \(.peer(clause))"
        case .badAnswer(let clause): "does not speak HTTP as it should: \(.peer(clause))"
        case .ended: "cut the connection"
        case .refused(403, _, _): "does not allow connections to \(place) (HTTP 403)"
        case .refused(407, _, true): "did not accept the login (HTTP 407)"
        case .refused(407, _, false): "asks for a login (HTTP 407)"
        case .refused(let status, _, _) where 502...504 ~= status:
            "does not reach \(place) (HTTP \(status))"
        case .refused(let status, let reason, _):
            "refused: HTTP \(status)" + (reason.utf8.isEmpty ? "" : " \(.peer(reason))")
        }
    }
}
