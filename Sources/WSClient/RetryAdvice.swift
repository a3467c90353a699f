import NIOCore
import Wire

/// Whether a loss is tried again: the one place that decides it.
///
/// Final is what the next attempt would meet again, because it depends on what the server or we
/// are and not on the moment:
///
/// | loss | advice |
/// |---|---|
/// | nobody listens, unreachable, timed out | retry |
/// | TLS, bad handshake | final |
/// | proxy out of reach or silent, its HTTP 408, 425, 429, 5xx | retry |
/// | other refusals of a proxy (407: login), an answer that is not HTTP | final |
/// | HTTP 408, 425, 429, 502, 503, 504 | retry: server or proxy say "later" |
/// | other HTTP 5xx | final before the first connection (500: a bad room name), then retry |
/// | HTTP 1xx to 4xx | final: login, Origin, path; redirects are not followed |
/// | transport ended (1006) | retry: daphne ends every connection so, whatever the cause |
/// | close 1000, 1001 | retry: daphne says 1000 to everybody after a day; a pipe may see an end |
/// | close 1002, 1003, 1007, 1010 | final: what we send is wrong for this server |
/// | close 1008, 3000, 3003, 4000–4999 | final: refused by a rule (3000, 3003: login) |
/// | close 1009 | retry: one message was too long, which nobody sends again; daphne: 1006 |
/// | close 1005, 1011, 1012, 1013, 1014, other 3xxx | retry |
/// | its message too big, in too many fragments, not UTF-8 | retry: it was that one message |
/// | its control frames too many at once | retry: a stall piles up a server's pings |
/// | its frames wrong otherwise | final: the server, or what rewrites its frames, is broken |
///
/// ``ClientConfiguration/Retry/no`` makes every loss final,
/// ``ClientConfiguration/Retry/upTo(_:)`` those after its time is up.
enum RetryAdvice: Equatable {
    /// The session ends.
    case final
    /// Try again, at the latest after `latest` if there is a limit.
    case retry(latest: TimeAmount?)

    /// The advice after `loss`.
    ///
    /// - Parameters:
    ///   - loss: What happened.
    ///   - wasConnected: Whether this session ever had a connection.
    ///   - downtime: For how long it has none.
    ///   - setting: What the session's owner wants.
    init(
        after loss: ConnectionLoss,
        wasConnected: Bool,
        downtime: TimeAmount,
        setting: ClientConfiguration.Retry
    ) {
        guard !loss.isFinal(wasConnected: wasConnected) else {
            self = .final
            return
        }
        switch setting {
        case .no: self = .final
        case .forever: self = .retry(latest: nil)
        case .upTo(let limit):
            self = downtime < limit ? .retry(latest: limit - downtime) : .final
        }
    }
}

extension ConnectionLoss {
    fileprivate func isFinal(wasConnected: Bool) -> Bool {
        switch self {
        case .nobodyListens, .unreachable, .timedOut, .ended: false
        case .proxy(let failure, _): failure.isFinal
        case .tls, .badHandshake: true
        case .refused(let status, _): Self.isFinal(status: status, wasConnected: wasConnected)
        case .closed(let status): Self.isFinal(status.code)
        case .protocolViolation(let fault): Self.isFinal(fault)
        }
    }

    private static func isFinal(status: Int, wasConnected: Bool) -> Bool {
        switch status {
        case 408, 425, 429, 502, 503, 504: false
        case 500...599: !wasConnected
        default: true
        }
    }

    private static func isFinal(_ code: CloseCode) -> Bool {
        switch code.rawValue {
        case 1002, 1003, 1007, 1008, 1010, 3000, 3003, 4000...4999: true
        default: false
        }
    }

    private static func isFinal(_ fault: ProtocolFault) -> Bool {
        switch fault {
        case .messageTooBig, .tooManyFragments, .tooManyControlFrames, .invalidUTF8: false
        default: true
        }
    }
}
