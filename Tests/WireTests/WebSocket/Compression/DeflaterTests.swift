import TestSupport
import Testing

@testable import Wire

@Suite("Deflating (RFC 7692 section 7.2.1)")
struct DeflaterTests {
    private func compress(
        _ message: [UInt8],
        with deflater: inout Deflater,
        keepsWindow: Bool
    )
        -> [UInt8]
    {
        var output: [UInt8] = []
        message.withUnsafeBytes { deflater.compress($0, keepsWindow: keepsWindow, to: &output) }
        return output
    }

    private func inflate(_ bytes: [UInt8], with inflater: inout Inflater) -> [UInt8]? {
        var output: [UInt8] = []
        let limit = 1 << 21
        let fault =
            bytes.withUnsafeBytes { inflater.inflate($0, to: &output, limit: limit) }
            ?? inflater.endMessage(to: &output, limit: limit)
        return fault == nil ? output : nil
    }

    /// Bytes that can hardly be compressed.
    private func noise(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    @Test("the examples of sections 7.2.3.1, 7.2.3.2 and 7.2.3.6 come out byte for byte")
    func examples() throws {
        let hello = Array("Hello".utf8)
        var deflater = try required(Deflater(windowBits: 15))
        let first = compress(hello, with: &deflater, keepsWindow: true)
        #expect(first == Bytes("f2 48 cd c9 c9 07 00"))
        #expect(compress([], with: &deflater, keepsWindow: true) == Bytes("00"))
        let again = compress(hello, with: &deflater, keepsWindow: false)
        #expect(again.count < first.count)
        #expect(compress(hello, with: &deflater, keepsWindow: true) == first)
    }

    @Test("a message goes behind what is there, an empty one too")
    func appends() throws {
        var deflater = try required(Deflater(windowBits: 15))
        var output: [UInt8] = [1, 2]
        for _ in 0..<3 {
            [UInt8]().withUnsafeBytes { deflater.compress($0, keepsWindow: true, to: &output) }
        }
        #expect(output == [1, 2, 0, 0, 0])
    }

    @Test("every window compresses what inflates again", arguments: UInt8(9)...15, [true, false])
    func roundTrips(bits: UInt8, keepsWindow: Bool) throws {
        var deflater = try required(Deflater(windowBits: bits))
        var inflater = try required(Inflater())
        for count in [1, 2, 100, 0, 5_000, 16_383, 16_384, 70_000] {
            let text = Array(String(repeating: "chat ", count: count / 5 + 1).utf8)
            for message in [text, noise(count), noise(count / 2) + text] {
                let compressed = compress(message, with: &deflater, keepsWindow: keepsWindow)
                #expect(inflate(compressed, with: &inflater) == message)
            }
        }
    }

    @Test("a window of 256 bytes is more than zlib can")
    func smallestWindow() {
        let isThere = Deflater(windowBits: 8) != nil
        #expect(!isThere)
    }

    @Test("without the window each message stands for itself")
    func independent() throws {
        var deflater = try required(Deflater(windowBits: 15))
        let message = noise(300)
        let first = compress(message, with: &deflater, keepsWindow: false)
        #expect(compress(message, with: &deflater, keepsWindow: true) == first)
        #expect(compress(message, with: &deflater, keepsWindow: true).count < 30)
    }
}
