import TestSupport
import Testing

@testable import Wire

@Suite("What a peer compresses (RFC 7692 section 6.2)")
struct IncomingCompressionTests {
    private func inflate(
        _ bytes: [UInt8],
        with compression: inout IncomingCompression,
        limit: Int = 100
    ) -> (output: [UInt8], fault: ProtocolFault?) {
        var output: [UInt8] = []
        let fault = bytes.withUnsafeBytes {
            compression.inflate($0, endsMessage: true, limit: limit, to: &output)
        }
        return (output, fault)
    }

    @Test("a message refers to the one before it, unless that was ruled out")
    func contextTakeover() {
        // Section 7.2.3.2.
        let first = Bytes("f2 48 cd c9 c9 07 00")
        let second = Bytes("f2 00 11 00 00")
        var with = IncomingCompression(DeflateParameters.Direction())
        #expect(inflate(first, with: &with).output == Array("Hello".utf8))
        #expect(inflate(second, with: &with).output == Array("Hello".utf8))
        var without = IncomingCompression(DeflateParameters.Direction(noContextTakeover: true))
        #expect(inflate(first, with: &without).output == Array("Hello".utf8))
        #expect(inflate(second, with: &without).fault == .badCompression)
    }

    @Test("a message that is too long and one that does not inflate are told apart")
    func faults() {
        var compression = IncomingCompression(DeflateParameters.Direction())
        let tooLong = inflate(Bytes("f2 48 cd c9 c9 07 00"), with: &compression, limit: 4)
        #expect(tooLong.fault == .messageTooBig(limit: 4))
        #expect(tooLong.output == Array("Hell".utf8))
        compression.end()
        #expect(inflate(Bytes("ff"), with: &compression).fault == .badCompression)
    }

    @Test("honest compression of a message within the limit is never refused by its length")
    func maximumCompressed() throws {
        var generator = SeededGenerator(seed: 1)
        for limit in [0, 1, 10, 1_000, 65_536] {
            let noise = (0..<limit).map { _ in UInt8.random(in: 144...255, using: &generator) }
            var deflater = try required(Deflater(windowBits: 9))
            var output: [UInt8] = []
            noise.withUnsafeBytes { deflater.compress($0, keepsWindow: false, to: &output) }
            #expect(output.count <= IncomingCompression.maximumCompressed(for: limit))
            // The same with fixed codes alone: 9 bits for each of these bytes.
            #expect(limit * 9 / 8 + 2 <= IncomingCompression.maximumCompressed(for: limit))
        }
        #expect(IncomingCompression.maximumCompressed(for: .max) > 1 << 60)
    }
}
