import TestSupport
import Testing

@testable import Wire

@Suite("What we compress (RFC 7692 section 6.1)")
struct OutgoingCompressionTests {
    private typealias Direction = DeflateParameters.Direction

    private func frame(
        _ payload: [UInt8],
        _ kind: MessageKind = .text,
        by compression: inout OutgoingCompression,
        maskKey: UInt32? = nil
    ) -> [UInt8] {
        var output: [UInt8] = []
        payload.withUnsafeBytes {
            compression.append(kind, $0, maskKey: maskKey, to: &output)
        }
        return output
    }

    private let text = Array(String(repeating: "chat ", count: 40).utf8)

    @Test("long messages have RSV1 and are shorter, short ones are sent as they are")
    func threshold() {
        var compression = OutgoingCompression(Direction())
        #expect(frame(Array("Hello".utf8), by: &compression) == Bytes("81 05 48 65 6c 6c 6f"))
        let long = frame(text, by: &compression)
        #expect(long[0] == 0xC1)
        #expect(long.count < 50)
        #expect(frame(text, .binary, by: &compression)[0] == 0xC2)
        #expect(frame([], by: &compression) == Bytes("81 00"))
    }

    @Test("a client's frame is masked behind its compression")
    func masked() {
        var compression = OutgoingCompression(Direction(noContextTakeover: true))
        let plain = frame(text, by: &compression)
        let masked = frame(text, by: &compression, maskKey: 0)
        #expect(masked == [0xC1, 0x80 | plain[1], 0, 0, 0, 0] + plain.dropFirst(2))
    }

    @Test("with context takeover the second of two equal messages is a few bytes")
    func contextTakeover() {
        var with = OutgoingCompression(Direction())
        let first = frame(text, by: &with)
        #expect(frame(text, by: &with).count < first.count)
        var without = OutgoingCompression(Direction(noContextTakeover: true))
        #expect(frame(text, by: &without) == frame(text, by: &without))
    }

    @Test("noise is sent as it is, unless it must enter the window")
    func noise() {
        var generator = SeededGenerator(seed: 2)
        let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var without = OutgoingCompression(Direction(noContextTakeover: true))
        #expect(frame(noise, .binary, by: &without) == Bytes("82 7e 01 f4") + noise)
        var with = OutgoingCompression(Direction())
        #expect(frame(noise, .binary, by: &with)[0] == 0xC2)
        #expect(frame(noise, .binary, by: &with).count < 50)
    }

    @Test("a window that zlib cannot keep to is kept by not compressing")
    func smallestWindow() {
        var compression = OutgoingCompression(Direction(maxWindowBits: 8))
        #expect(frame(text, by: &compression)[0] == 0x81)
    }
}
