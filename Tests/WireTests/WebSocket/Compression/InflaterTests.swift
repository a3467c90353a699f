import TestSupport
import Testing

@testable import Wire

@Suite("Inflating (RFC 7692 section 7.2.2)")
struct InflaterTests {
    /// What a message in these pieces inflates to, and how it ended.
    private struct Inflated: Equatable {
        var output: [UInt8] = []
        var fault: Inflater.Fault?

        init(_ pieces: [ArraySlice<UInt8>], limit: Int = 1 << 20) throws {
            var inflater = try required(Inflater())
            for piece in pieces where fault == nil {
                fault = piece.withUnsafeBytes { inflater.inflate($0, to: &output, limit: limit) }
            }
            if fault == nil { fault = inflater.endMessage(to: &output, limit: limit) }
        }
    }

    private func inflate(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> Inflated {
        try everyWay(of: bytes) { try Inflated($0, limit: limit) }
    }

    @Test(
        "the examples of section 7.2.3 inflate",
        arguments: [
            ("one block", Bytes("f2 48 cd c9 c9 07 00")),
            ("not compressed", Bytes("00 05 00 fa ff 48 65 6c 6c 6f 00")),
            ("a final block", Bytes("f3 48 cd c9 c9 07 00 00")),
            ("two blocks", Bytes("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")),
        ]
    )
    func examples(name: String, bytes: [UInt8]) throws {
        let seen = try inflate(bytes)
        #expect(seen.output == Array("Hello".utf8))
        #expect(seen.fault == nil)
    }

    @Test("an empty message is one zero byte, or none from a sloppy sender")
    func empty() throws {
        for bytes in [Bytes("00"), []] {
            let seen = try inflate(bytes)
            #expect(seen.output == [])
            #expect(seen.fault == nil)
        }
    }

    @Test(
        "a message may end with its final block, or with the tail left in place",
        arguments: [Bytes("f3 48 cd c9 c9 07 00"), Bytes("f2 48 cd c9 c9 07 00 00 00 ff ff")]
    )
    func sloppyEnds(bytes: [UInt8]) throws {
        let seen = try inflate(bytes)
        #expect(seen.output == Array("Hello".utf8))
        #expect(seen.fault == nil)
    }

    @Test("blocks behind a final block are a stream of their own")
    func behindFinalBlock() throws {
        let two = Bytes("f3 48 cd c9 c9 07 00 f3 48 cd c9 c9 07 00 00")
        #expect(try inflate(two).output == Array("HelloHello".utf8))
        // The second message of section 7.2.3.2 refers to a window that is gone.
        let back = try inflate(Bytes("f3 48 cd c9 c9 07 00 f2 00 11 00 00"))
        #expect(back.output == Array("HelloH".utf8))
        #expect(back.fault == .malformed)
        #expect(try inflate(Bytes("f3 48 cd c9 c9 07 00 ff")).fault == .malformed)
    }

    @Test(
        "a message that is cut off is refused, but where a shorter one ends",
        arguments: [
            (Bytes("f2 48 cd c9 c9 07 00"), []),
            (Bytes("f3 48 cd c9 c9 07 00"), []),
            (Bytes("00 05 00 fa ff 48 65 6c 6c 6f 00"), [1, 10]),
            (Bytes("f2 48 05 00 00 00 ff ff ca c9 c9 07 00"), [4, 8]),
        ]
    )
    func truncated(whole: [UInt8], ends: [Int]) throws {
        for count in 1..<whole.count {
            let fault = try inflate(Array(whole[..<count])).fault
            #expect(fault == (ends.contains(count) ? nil : .malformed), "after \(count) bytes")
        }
    }

    @Test(
        "what is not deflate is refused",
        arguments: [
            Bytes("ff"), Bytes("06"), Bytes("07"), Bytes("00 05 00 fa fe 48"),
            Bytes("f2 00 11 00 00"), Bytes("78 9c f3 48 cd c9 c9 07 00 05 8c 01 f5"),
        ]
    )
    func malformed(bytes: [UInt8]) throws {
        #expect(try inflate(bytes).fault == .malformed)
    }

    @Test("exactly as many bytes as the limit are accepted", arguments: [4, 5, 6])
    func limit(limit: Int) throws {
        let seen = try inflate(Bytes("f2 48 cd c9 c9 07 00"), limit: limit)
        #expect(seen.fault == (limit < 5 ? .tooLong : nil))
        #expect(seen.output == Array("Hello".utf8.prefix(limit)))
    }

    @Test("a limit of nothing takes empty messages alone")
    func noBytes() throws {
        #expect(try inflate(Bytes("00"), limit: 0).fault == nil)
        #expect(try inflate(Bytes("f2 48 cd c9 c9 07 00"), limit: 0).fault == .tooLong)
        #expect(try inflate(Bytes("f2 48 cd c9 c9 07 00"), limit: .max).fault == nil)
    }

    @Test("a bomb costs no more memory than the limit")
    func bomb() throws {
        var deflater = try required(Deflater(windowBits: 15))
        var bomb: [UInt8] = []
        let zeros = [UInt8](repeating: 0, count: 1 << 24)
        zeros.withUnsafeBytes { deflater.compress($0, keepsWindow: false, to: &bomb) }
        var inflater = try required(Inflater())
        var output: [UInt8] = []
        let limit = 100_000
        let fault = bomb.withUnsafeBytes { inflater.inflate($0, to: &output, limit: limit) }
        #expect(fault == .tooLong)
        #expect(output.count == limit)
        #expect(output.capacity <= 3 * limit)
    }
}
