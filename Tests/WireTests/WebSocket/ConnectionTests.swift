import TestSupport
import Testing
import Wire

@Suite("Messages and control frames (RFC 6455 sections 5.4 to 5.7)")
struct ConnectionTests {
    @Test(
        "the examples of section 5.7 are understood",
        arguments: [
            (Bytes("81 05 48 65 6c 6c 6f"), Role.client, [Exchange.Seen.text("Hello")]),
            (Bytes("81 85 37 fa 21 3d 7f 9f 4d 51 58"), .server, [.text("Hello")]),
            (Bytes("01 03 48 65 6c 80 02 6c 6f"), .client, [.text("Hello")]),
            (Bytes("89 05 48 65 6c 6c 6f"), .client, [.ping]),
            (Bytes("8a 85 37 fa 21 3d 7f 9f 4d 51 58"), .server, [.pong(Array("Hello".utf8))]),
            (
                Bytes("82 7E 01 00") + [UInt8](repeating: 7, count: 256), .client,
                [.binary([UInt8](repeating: 7, count: 256))]
            ),
        ]
    )
    func examples(bytes: [UInt8], role: Role, events: [Exchange.Seen]) {
        #expect(exchange(bytes, to: role).events == events)
    }

    @Test(
        "messages of every length form arrive whole",
        arguments: [0, 1, 125, 126, 127, 65_535, 65_536]
    )
    func lengths(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = frame(.binary, payload)
        let expected = [Exchange.Seen.binary(payload)]
        #expect(Exchange([bytes[...]]).events == expected)
        #expect(Exchange(bytes.indices.map { bytes[$0...$0] }).events == expected)
        for seed in UInt64(0)..<10 {
            #expect(Exchange(Chunks.randomWay(of: bytes, seed: seed)).events == expected)
        }
    }

    @Test("many frames in one read come out in order")
    func many() {
        let texts = (0..<50).map { "message \($0)" }
        let bytes = texts.flatMap { frame(.text, $0) }
        #expect(exchange(bytes).events == texts.map { .text($0) })
    }

    @Test("control frames may stand between fragments, and empty fragments are fragments")
    func fragments() {
        let bytes =
            frame(.text, "", final: false) + frame(.ping, "a")
            + frame(.continuation, "x", final: false)
            + frame(.continuation, "", final: false) + frame(.pong, "b") + frame(.continuation, "y")
            + frame(.text, "z")
        let seen = exchange(bytes)
        #expect(seen.events == [.ping, .pong([0x62]), .text("xy"), .text("z")])
        #expect(seen.output == frame(.pong, "a", from: .server))
    }

    @Test("a ping is answered with its payload, masked by a client", arguments: [0, 1, 125])
    func pings(count: Int) {
        let payload = [UInt8](repeating: 0xFE, count: count)
        #expect(exchange(frame(.ping, payload)).output == frame(.pong, payload, from: .server))
        let answer = exchange(frame(.ping, payload, from: .server), to: .client).output
        #expect(answer == [0x8A, 0x80 | UInt8(count), 0, 0, 0, 0] + payload)
    }

    @Test("pings are answered behind our own Close, until the peer's is here (section 5.5.2)")
    func pingWhileClosing() {
        let status = CloseStatus(code: .normal)
        let bytes = frame(.ping, "1") + frame(.text, "late") + closeFrame(1000) + frame(.ping, "2")
        let seen = exchange(bytes, closing: status)
        #expect(seen.events == [.ping, .text("late"), .closed(status)])
        #expect(seen.output == closeFrame(1000, from: .server) + frame(.pong, "1", from: .server))
        #expect(seen.isClosed)
    }

    @Test(
        "fragments out of order fail the connection with 1002",
        arguments: [
            frame(.continuation, "x"), frame(.continuation, "x", final: false),
            frame(.text, "a", final: false) + frame(.text, "b"),
            frame(.text, "a", final: false) + frame(.binary, "b", final: false),
            frame(.text, "a") + frame(.continuation, "b"),
        ]
    )
    func badFragmentation(bytes: [UInt8]) {
        let seen = exchange(bytes + frame(.text, "never"))
        #expect(seen.events.last == .failed(.badFragmentation))
        #expect(
            seen.output == closeFrame(1002, Array("fragments are out of order".utf8), from: .server)
        )
    }

    @Test("messages before a bad frame are delivered, and nothing behind it")
    func deliversBeforeFailing() {
        let seen = exchange(frame(.text, "good") + Bytes("83 80 00 00 00 00") + frame(.text, "bad"))
        #expect(seen.events == [.text("good"), .failed(.unknownOpcode(3))])
        #expect(seen.isClosed)
    }

    @Test("each fault tells the peer its code")
    func faultCodes() {
        let limits = Limits(messageBytes: 10, fragments: 2)
        let cases: [([UInt8], CloseCode)] = [
            (Bytes("C1 80"), .protocolError), (Bytes("81 00"), .protocolError),
            (Bytes("82 FE 00 01 00 00 00 00"), .protocolError), (Bytes("09 80"), .protocolError),
            (frame(.text, [0xFF]), .invalidPayload),
            (frame(.binary, "0123456789a"), .messageTooBig),
            (
                frame(.text, final: false) + frame(.continuation, final: false)
                    + frame(.continuation), .policyViolation
            ),
        ]
        for (bytes, code) in cases {
            let output = exchange(bytes, limits: limits).output
            #expect(output.first == 0x88)
            #expect(
                output.dropFirst(2).prefix(2).elementsEqual([
                    UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF),
                ])
            )
        }
    }
}

// MARK: - Text

extension ConnectionTests {
    @Test("a character may be split between fragments, but not between messages")
    func splitCharacter() {
        let euro = Array("€".utf8)
        let bytes =
            frame(.text, Array(euro[..<1]), final: false) + frame(.ping)
            + frame(.continuation, Array(euro[1...]))
        #expect(exchange(bytes).events == [.ping, .text("€")])
        #expect(exchange(frame(.text, Array(euro[..<2]))).events == [.failed(.invalidUTF8)])
        let cut = frame(.text, Array(euro[..<2]), final: false) + frame(.continuation)
        #expect(exchange(cut).events == [.failed(.invalidUTF8)])
    }

    @Test("the connection fails at the first byte that is not UTF-8, before the frame is whole")
    func failsFast() {
        let bytes =
            frame(.text, "ok", final: false) + frame(.continuation, [0x41, 0xED, 0xA0, 0x80, 0x42])
        let bad = 6 + 2 + 6 + 2
        #expect(Exchange([bytes[..<bad]]).events == [])
        #expect(Exchange([bytes[...bad]]).events == [.failed(.invalidUTF8)])
        #expect(
            Exchange(bytes[...bad].indices.map { bytes[$0...$0] }).events == [.failed(.invalidUTF8)]
        )
    }

    @Test("binary messages may hold anything")
    func binary() {
        let seen = exchange(frame(.binary, [0xFF], final: false) + frame(.continuation, [0xC0]))
        #expect(seen.events == [.binary([0xFF, 0xC0])])
    }
}

// MARK: - What a shell asks

extension ConnectionTests {
    @Test("a half header, a half frame and a half message are unfinished business")
    func midMessage() {
        var connection = Connection(role: .client, limits: Limits(messageBytes: 100))
        #expect(connection.isMidMessage == false)
        for byte in Bytes("01 02 41 42 80") {
            connection.feed([byte])
            #expect(connection.isMidMessage == true)
        }
        connection.feed([0x00])
        #expect(connection.isMidMessage == false)
    }

    @Test(
        "nothing is unfinished once the connection is over",
        arguments: [frame(.close), frame(.continuation, [0xFF]), Bytes("83"), Bytes("83 80")]
    )
    func midMessageAtTheEnd(end: [UInt8]) {
        var connection = Connection(role: .server, limits: Limits(messageBytes: 100))
        connection.feed(frame(.text, "a", final: false))
        connection.feed(end)
        #expect(connection.isClosed == (end.count > 1))
        #expect(connection.isMidMessage == (end.count == 1))
    }

    @Test("a ping is sent while the connection is open, cut to 125 bytes, one at a time")
    func ourPings() {
        var connection = Connection(role: .server, limits: Limits(messageBytes: 100))
        #expect(connection.hasOutput == false)
        connection.ping([UInt8](repeating: 1, count: 200))
        connection.ping([2])
        #expect(connection.hasOutput == true)
        connection.close(CloseStatus(code: .normal))
        connection.ping([3])
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { 0 }, into: &output)
        let ping = frame(.ping, [UInt8](repeating: 1, count: 125), from: .server)
        #expect(output == ping + closeFrame(1000, from: .server))
        #expect(connection.hasOutput == false)
    }

    @Test("a client asks for a fresh mask for every frame")
    func masks() {
        var connection = Connection(role: .client, limits: Limits(messageBytes: 100))
        connection.ping([1])
        connection.close(CloseStatus(code: .normal))
        var next: UInt32 = 0
        var output: [UInt8] = []
        connection.takeOutput(
            maskKey: {
                next += 1
                return next
            },
            into: &output
        )
        #expect(output == Bytes("89 81 01 00 00 00 00 88 82 02 00 00 00 01 E8"))
    }

    @Test("pongs that the socket does not take stay bounded, the newest among them")
    func pongFlood() {
        let limits = Limits(messageBytes: 100, controlFramesPerSecond: 1_000)
        var connection = Connection(role: .server, limits: limits)
        let pings = (0..<1000).flatMap { frame(.ping, "\($0)") }
        connection.feed(pings)
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { 0 }, into: &output)
        let answered = Exchange([output[...]], to: .client).events
        let expected = (0..<15).map { "\($0)" } + ["999"]
        #expect(answered == expected.map { .pong(Array($0.utf8)) })
    }

    @Test("a connection is small: thousands of idle ones are held")
    func size() {
        #expect(MemoryLayout<Connection>.size <= 208)
    }

    @Test("the role is what it was made with")
    func role() {
        #expect(Connection(role: .client, limits: Limits(messageBytes: 1)).role == .client)
    }
}
