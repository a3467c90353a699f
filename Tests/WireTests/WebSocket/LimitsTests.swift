import Testing
import Wire

@Suite("Limits")
struct LimitsTests {
    private static let limits = Limits(messageBytes: 10)

    /// The events of a connection with the limits that it has unless others are given.
    private func events(_ bytes: [UInt8]) -> [Exchange.Seen] {
        Exchange([bytes[...]], limits: Self.limits).events
    }

    @Test("without other wishes a message may have 16,384 fragments, and not one more")
    func fragments() {
        let middle = (0..<16_382).flatMap { _ in frame(.continuation, final: false) }
        let message = frame(.text, "a", final: false) + middle
        #expect(events(message + frame(.continuation, "b")) == [.text("ab")])
        let more = message + frame(.continuation, final: false) + frame(.continuation, "b")
        #expect(events(more) == [.failed(.tooManyFragments(limit: 16_384))])
    }

    @Test("without other wishes 200 control frames may come within a second, and not one more")
    func controlFrames() {
        let pongs = (0..<200).flatMap { _ in frame(.pong) }
        let allowed = [Exchange.Seen](repeating: .pong([]), count: 200)
        #expect(events(pongs + frame(.text, "a")) == allowed + [.text("a")])
        #expect(
            events(pongs + frame(.pong)) == allowed + [.failed(.tooManyControlFrames(limit: 200))]
        )
    }

    @Test("a limit of nothing lets empty messages through")
    func nothing() {
        let bytes = frame(.text) + frame(.binary, [1])
        let seen = Exchange([bytes[...]], limits: Limits(messageBytes: 0)).events
        #expect(seen == [.text(""), .failed(.messageTooBig(limit: 0))])
    }
}
