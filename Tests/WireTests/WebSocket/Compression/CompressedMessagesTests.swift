import TestSupport
import Testing

@testable import Wire

/// A connection that negotiated compression, as a whole.
@Suite("Compressed messages (RFC 7692 section 6)")
struct CompressedMessagesTests {
    private static let hello = Bytes("f2 48 cd c9 c9 07 00")
    private static let plain = DeflateParameters()
    private static let noTakeover = DeflateParameters(
        server: DeflateParameters.Direction(noContextTakeover: true),
        client: DeflateParameters.Direction(noContextTakeover: true)
    )

    private func compressed(_ message: [UInt8]) throws -> [UInt8] {
        var deflater = try required(Deflater(windowBits: 15))
        var output: [UInt8] = []
        message.withUnsafeBytes { deflater.compress($0, keepsWindow: false, to: &output) }
        return output
    }

    @Test("a message is inflated in both roles", arguments: [Role.client, .server])
    func roles(role: Role) {
        let bytes = frame(
            .text,
            Self.hello,
            compressed: true,
            from: role == .server ? .client : .server
        )
        #expect(exchange(bytes, to: role, deflate: Self.plain).events == [.text("Hello")])
    }

    @Test("the fragments of section 7.2.3.1 are one message, with a ping between them")
    func fragments() {
        let bytes =
            Bytes("41 03 f2 48 cd") + Bytes("89 00") + Bytes("80 04 c9 c9 07 00")
            + frame(.text, "plain", from: .server)
        let seen = exchange(bytes, to: .client, deflate: Self.plain)
        #expect(seen.events == [.ping, .text("Hello"), .text("plain")])
    }

    @Test("empty fragments may stand anywhere in a compressed message")
    func emptyFragments() {
        let bytes =
            frame(.binary, final: false, compressed: true)
            + frame(.continuation, Self.hello, final: false) + frame(.continuation)
        #expect(exchange(bytes, deflate: Self.plain).events == [.binary(Array("Hello".utf8))])
    }

    @Test("an empty message is whole, compressed or not")
    func empty() {
        let bytes =
            frame(.text, [0x00], compressed: true) + frame(.binary, compressed: true) + frame(.text)
        let seen = exchange(bytes, deflate: Self.plain)
        #expect(seen.events == [.text(""), .binary([]), .text("")])
    }

    @Test("a message refers to the one before it, with plain ones between")
    func contextTakeover() {
        let bytes =
            frame(.text, Self.hello, compressed: true) + frame(.text, "Hallo")
            + frame(.text, Bytes("f2 00 11 00 00"), compressed: true)
        let events = [Exchange.Seen.text("Hello"), .text("Hallo"), .text("Hello")]
        #expect(exchange(bytes, deflate: Self.plain).events == events)
        let without = exchange(bytes, deflate: Self.noTakeover)
        #expect(without.events == Array(events[..<2]) + [.failed(.badCompression)])
    }
}

// MARK: - RSV1

extension CompressedMessagesTests {
    @Test("RSV1 without negotiation fails the connection")
    func notNegotiated() {
        let seen = exchange(frame(.text, Self.hello, compressed: true))
        #expect(seen.events == [.failed(.reservedBits)])
    }

    @Test("RSV1 on a continuation fails the connection", arguments: [true, false])
    func continuation(isCompressed: Bool) {
        let bytes =
            frame(.binary, Bytes("f2 48"), final: false, compressed: isCompressed)
            + frame(.continuation, Bytes("cd c9 c9 07 00"), compressed: true)
        #expect(exchange(bytes, deflate: Self.plain).events == [.failed(.reservedBits)])
    }

    @Test("RSV1 on a control frame fails the connection", arguments: [Opcode.ping, .pong, .close])
    func control(opcode: Opcode) {
        let seen = exchange(frame(opcode, compressed: true), deflate: Self.plain)
        #expect(seen.events == [.failed(.reservedBits)])
    }

    @Test("RSV2 and RSV3 mean nothing still", arguments: [0xA1, 0x91, 0xE1] as [UInt8])
    func otherBits(byte: UInt8) {
        let seen = exchange([byte, 0x80, 0, 0, 0, 0], deflate: Self.plain)
        #expect(seen.events == [.failed(.reservedBits)])
    }
}

// MARK: - Hostile input

extension CompressedMessagesTests {
    @Test(
        "what does not inflate fails the connection with 1007",
        arguments: [
            Bytes("ff"), Bytes("f2 48 cd c9"), Bytes("f3 48 cd c9 c9 07 00 ff"),
            Bytes("f2 00 11 00 00"),
        ]
    )
    func malformed(payload: [UInt8]) {
        let seen = exchange(frame(.binary, payload, compressed: true), deflate: Self.plain)
        #expect(seen.events == [.failed(.badCompression)])
        #expect(seen.output.prefix(4).suffix(2) == Bytes("03 ef"))
    }

    @Test("text is checked as it inflates, and what is wrong first decides")
    func invalidText() throws {
        let bad = try compressed(Array("good \u{20AC}".utf8) + [0xFF] + Array("more text".utf8))
        let limits = Limits(messageBytes: 12)
        for bytes in [
            frame(.text, bad, compressed: true), frame(.text, bad, final: false, compressed: true),
        ] {
            let seen = exchange(bytes, limits: limits, deflate: Self.plain)
            #expect(seen.events == [.failed(.invalidUTF8)])
        }
        let late = exchange(
            frame(.text, bad, compressed: true),
            limits: Limits(messageBytes: 8),
            deflate: Self.plain
        )
        #expect(late.events == [.failed(.messageTooBig(limit: 8))])
        let cut = try compressed(Array("\u{20AC}".utf8.dropLast()))
        let seen = exchange(frame(.text, cut, compressed: true), deflate: Self.plain)
        #expect(seen.events == [.failed(.invalidUTF8)])
    }

    @Test("exactly as many bytes as the limit are accepted, one more is refused with 1009")
    func limit() throws {
        let limits = Limits(messageBytes: 1_000)
        let exact = [UInt8](repeating: 0x61, count: 1_000)
        let good = frame(.text, try compressed(exact), compressed: true)
        let seen = exchange(good + good, limits: limits, deflate: Self.noTakeover)
        #expect(
            seen.events == [
                .text(String(repeating: "a", count: 1_000)),
                .text(String(repeating: "a", count: 1_000)),
            ]
        )
        let bad = frame(.text, try compressed(exact + [0x61]), compressed: true)
        let refused = exchange(bad, limits: limits, deflate: Self.noTakeover)
        #expect(refused.events == [.failed(.messageTooBig(limit: 1_000))])
        #expect(refused.output.prefix(4).suffix(2) == Bytes("03 f1"))
    }

    @Test("a limit that compressed noise is above, but not the message, is kept")
    func noise() throws {
        var generator = SeededGenerator(seed: 3)
        let noise = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let payload = try compressed(noise)
        #expect(payload.count > noise.count)
        let bytes = frame(.binary, payload, compressed: true)
        let limits = Limits(messageBytes: noise.count)
        let seen = Exchange([bytes[...]], limits: limits, deflate: Self.plain)
        #expect(seen.events == [.binary(noise)])
    }

    @Test("compressed bytes are bounded too: endless empty blocks, and a header that lies")
    func compressedBytes() {
        let limits = Limits(messageBytes: 100, fragments: 1_000)
        let blocks = (0..<20).flatMap { _ in Bytes("00 00 00 ff ff") }
        let endless =
            frame(.binary, blocks, final: false, compressed: true)
            + (0..<9).flatMap { _ in frame(.continuation, blocks, final: false) }
        #expect(
            exchange(endless, limits: limits, deflate: Self.plain).events
                == [.failed(.messageTooBig(limit: 100))]
        )
        let header = Bytes("c2 ff 00 00 00 ff 00 00 00 00 00 00 00 00")
        #expect(
            exchange(header, limits: limits, deflate: Self.plain).events
                == [.failed(.messageTooBig(limit: 100))]
        )
    }

    @Test("a bomb of 100 MiB is refused with 1009 and costs the limit alone")
    func bomb() throws {
        let bomb = frame(
            .text,
            try compressed([UInt8](repeating: 0, count: 100 << 20)),
            compressed: true
        )
        #expect(bomb.count < 1 << 19)
        var connection = Connection(
            role: .server,
            limits: Limits(messageBytes: 1 << 20),
            deflate: Self.noTakeover
        )
        var scratch: [UInt8] = []
        let event = bomb.withUnsafeBytes { bytes in
            var input = bytes
            return connection.next(from: &input, scratch: &scratch, at: 0)
        }
        #expect(event == .failed(.messageTooBig(limit: 1 << 20)))
        #expect(scratch.capacity <= 64 << 10)
    }
}

// MARK: - Both ends

extension CompressedMessagesTests {
    @Test("what one end encodes, the other reads, however it arrives", arguments: [true, false])
    func bothEnds(contextTakeover: Bool) {
        let deflate = contextTakeover ? Self.plain : Self.noTakeover
        var client = Connection(
            role: .client,
            limits: Limits(messageBytes: 100),
            deflate: deflate
        )
        let texts = (0..<12).map { String(repeating: "line \($0) ", count: $0 * 7) }
        var bytes: [UInt8] = []
        for text in texts {
            Array(text.utf8).withUnsafeBytes {
                client.encode(.text, $0, maskKey: 0x1234_5678, to: &bytes)
            }
        }
        #expect(bytes.count < texts.joined().utf8.count / 3)
        #expect(exchange(bytes, deflate: deflate).events == texts.map { .text($0) })
    }

    @Test("without compression a message is encoded as it is")
    func plainEncoding() {
        var server = Connection(role: .server, limits: Limits(messageBytes: 100))
        var bytes: [UInt8] = []
        let text = [UInt8](repeating: 0x61, count: 1_000)
        text.withUnsafeBytes { server.encode(.binary, $0, maskKey: nil, to: &bytes) }
        #expect(bytes == frame(.binary, text, from: .server))
    }

    @Test("a long message in 16 KiB reads comes out whole, after a break inside it")
    func long() throws {
        var generator = SeededGenerator(seed: 5)
        let message = (0..<300_000).map { _ in UInt8.random(in: 0...15, using: &generator) }
        let bytes = frame(.binary, try compressed(message), compressed: true)
        let pieces = stride(from: 0, to: bytes.count, by: 16_384).map { start in
            bytes[start..<min(start + 16_384, bytes.count)]
        }
        let whole = Exchange([bytes[...]], deflate: Self.plain)
        #expect(whole.events == [.binary(message)])
        #expect(Exchange(pieces, deflate: Self.plain) == whole)
        for seed in UInt64(0)..<10 {
            let other = Exchange(
                Chunks.randomWay(of: bytes, seed: seed * 2 + 1),
                deflate: Self.plain
            )
            #expect(other == whole)
        }
    }
}
