import NIOCore
import Testing
import Wire

@testable import WSClient

@Suite("The retry decision")
struct RetryAdviceTests {
    private static func isFinal(_ loss: ConnectionLoss, wasConnected: Bool) -> Bool {
        let advice = RetryAdvice(
            after: loss,
            wasConnected: wasConnected,
            downtime: .seconds(0),
            setting: .forever
        )
        return advice == .final
    }

    private static func closed(_ code: UInt16) -> ConnectionLoss {
        .closed(CloseStatus(code: CloseCode(rawValue: code)))
    }

    @Test(
        "comes back after what may be over soon",
        arguments: [
            .nobodyListens, .unreachable("the name does not exist"), .ended,
            .timedOut(.connect), .timedOut(.pong), .timedOut(.message),
            .protocolViolation(.messageTooBig(limit: 1)), .protocolViolation(.invalidUTF8),
            .protocolViolation(.tooManyFragments(limit: 1)),
            .protocolViolation(.tooManyControlFrames(limit: 1)),
            .proxy(.unreachable("nobody listens there"), place: "p:1"),
            .proxy(.ended, place: "p:1"),
            .proxy(.refused(status: 502, reason: "", hasLogin: false), place: "p:1"),
        ] + [408, 425, 429, 502, 503, 504].map { .refused(status: $0, reason: "") }
            + [1000, 1001, 1005, 1009, 1011, 1012, 1013, 1014, 3001].map(closed)
    )
    func retried(loss: ConnectionLoss) {
        #expect(!Self.isFinal(loss, wasConnected: false))
        #expect(!Self.isFinal(loss, wasConnected: true))
    }

    @Test(
        "gives up what the next attempt would meet again",
        arguments: [
            .tls("its certificate has expired"), .badHandshake("the answer is not HTTP"),
            .protocolViolation(.wrongMasking), .protocolViolation(.reservedBits),
            .proxy(.refused(status: 407, reason: "", hasLogin: true), place: "p:1"),
            .proxy(.badAnswer("the answer is not HTTP"), place: "p:1"),
            .proxy(.unusable("it has no host"), place: "p:1"),
        ] + [200, 301, 400, 401, 403, 404, 421, 426].map { .refused(status: $0, reason: "") }
            + [1002, 1003, 1007, 1008, 1010, 3000, 3003, 4000, 4401, 4999].map(closed)
    )
    func final(loss: ConnectionLoss) {
        #expect(Self.isFinal(loss, wasConnected: false))
        #expect(Self.isFinal(loss, wasConnected: true))
    }

    @Test("takes a server's error for a bad room until the room has worked", arguments: [500, 501])
    func serverError(status: Int) {
        #expect(Self.isFinal(.refused(status: status, reason: ""), wasConnected: false))
        #expect(!Self.isFinal(.refused(status: status, reason: ""), wasConnected: true))
    }

    @Test("follows the setting, also when nobody listens at first")
    func setting() {
        func advice(_ retry: ClientConfiguration.Retry, after seconds: Int64) -> RetryAdvice {
            RetryAdvice(
                after: .nobodyListens,
                wasConnected: false,
                downtime: .seconds(seconds),
                setting: retry
            )
        }
        #expect(advice(.no, after: 0) == .final)
        #expect(advice(.upTo(.seconds(30)), after: 0) == .retry(latest: .seconds(30)))
        #expect(advice(.upTo(.seconds(30)), after: 29) == .retry(latest: .seconds(1)))
        #expect(advice(.upTo(.seconds(30)), after: 30) == .final)
        #expect(advice(.forever, after: 1_000_000) == .retry(latest: nil))
    }
}
