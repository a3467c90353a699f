import TestSupport
import Testing
import Wire

@Suite("Limits of a connection (RFC 6455 section 10.4)")
struct ConnectionLimitsTests {
    private static let ten = Limits(messageBytes: 10, fragments: 3)

    @Test("exactly as many bytes as the limit are accepted, in one frame or several")
    func exactBytes() {
        let one = exchange(frame(.text, "0123456789"), limits: Self.ten)
        #expect(one.events == [.text("0123456789")])
        let two = frame(.text, "01234", final: false) + frame(.continuation, "56789")
        #expect(exchange(two, limits: Self.ten).events == [.text("0123456789")])
        let more = frame(.text, "01234", final: false) + frame(.continuation, "56789a")
        #expect(exchange(more, limits: Self.ten).events == [.failed(.messageTooBig(limit: 10))])
    }

    @Test(
        "a length over the limit is refused by its header alone",
        arguments: [
            Bytes("82 8B 00 00 00 00"), Bytes("82 FE FF FF 00 00 00 00"),
            Bytes("82 FF 7F FF FF FF FF FF FF FF 00 00 00 00"),
        ]
    )
    func declaredLengths(header: [UInt8]) {
        #expect(exchange(header, limits: Self.ten).events == [.failed(.messageTooBig(limit: 10))])
    }

    @Test("a million empty fragments end at the limit, having held nothing")
    func emptyFragments() {
        var connection = Connection(role: .server, limits: Limits(messageBytes: 1 << 20))
        let thousand = (0..<1_000).flatMap { _ in frame(.continuation, final: false) }
        connection.feed(frame(.text, final: false))
        for thousands in 1...1_400 {
            connection.feed(thousand)
            let isClosed = connection.isClosed
            #expect(isClosed == (thousands >= 17))
        }
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { 0 }, into: &output)
        let reason = Array("a message has more than 16384 fragments".utf8)
        #expect(output == closeFrame(1008, reason, from: .server))
        let isMidMessage = connection.isMidMessage
        #expect(!isMidMessage)
    }

    @Test("control frames are counted by the second, data frames are not", arguments: [2, 3])
    func controlRate(limit: Int) {
        let limits = Limits(messageBytes: 100, controlFramesPerSecond: limit)
        let bytes =
            frame(.ping, "1") + frame(.text, "a") + frame(.pong) + frame(.text, "b")
            + frame(.ping, "2") + frame(.text, "c")
        let seen = exchange(bytes, limits: limits)
        let before: [Exchange.Seen] = [.ping, .text("a"), .pong([]), .text("b")]
        let then: [Exchange.Seen] =
            limit == 2 ? [.failed(.tooManyControlFrames(limit: 2))] : [.ping, .text("c")]
        #expect(seen.events == before + then)
    }

    @Test("a flood of pings is refused with 1008, the same number over time is not")
    func pingFlood() {
        var flooded = Connection(role: .server, limits: Limits(messageBytes: 100))
        flooded.feed((0..<200_000).flatMap { _ in frame(.ping) })
        var output: [UInt8] = []
        flooded.takeOutput(maskKey: { 0 }, into: &output)
        #expect(output.count < 200)
        let reason = "more than 200 control frames came within a second"
        #expect(output.suffix(53) == closeFrame(1008, Array(reason.utf8), from: .server))
        var patient = Connection(role: .server, limits: Limits(messageBytes: 100))
        for second in Int64(0)..<100 {
            patient.feed((0..<200).flatMap { _ in frame(.ping) }, at: second * 1_000)
        }
        let isOpen = patient.isOpen
        #expect(isOpen)
    }

    @Test("fragments are counted, empty ones too")
    func fragmentCount() {
        let three =
            frame(.text, final: false) + frame(.continuation, final: false) + frame(.continuation)
        #expect(exchange(three + three, limits: Self.ten).events == [.text(""), .text("")])
        let four =
            frame(.text, final: false) + frame(.continuation, final: false)
            + frame(.continuation, final: false) + frame(.continuation, final: false)
        #expect(exchange(four, limits: Self.ten).events == [.failed(.tooManyFragments(limit: 3))])
    }
}
