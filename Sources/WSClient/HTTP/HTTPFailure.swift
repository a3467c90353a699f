import Wire

/// Why a page could not be had.
package enum HTTPFailure: Error, Equatable, Sendable {
    /// No connection could be made, or it was lost before the answer was whole.
    case connection(ConnectionLoss)
    /// The server answered with a status other than 200; the reason phrase is untrusted.
    case status(Int, reason: String)
    /// The answer is longer than what was asked for may be.
    case tooLarge
    /// The answer is not HTTP/1.1 as it should be.
    case malformed

    /// One sentence for people, in one line and without a full stop; `url` is where the server is.
    package func explanation(for url: WebSocketURL) -> DisplayText {
        switch self {
        case .connection(let loss): loss.explanation(for: url)
        case .status(let status, let reason):
            ConnectionLoss.refused(status: status, reason: reason).explanation(for: url)
        case .tooLarge: "the server's answer is too long"
        case .malformed: "the server does not answer with HTTP/1.1 as it should"
        }
    }
}
