import Testing

@testable import Wire

@Suite("Joining fragments to messages (RFC 6455 section 5.4)")
struct MessageAssemblerTests {
    private func header(
        _ opcode: Opcode,
        _ length: Int,
        final: Bool = true,
        rsv: UInt8 = 0,
        maskKey: UInt32? = nil
    ) -> FrameHeader {
        FrameHeader(
            isFinal: final,
            reservedBits: rsv,
            opcode: opcode,
            maskKey: maskKey,
            payloadLength: length
        )
    }

    private func assembler(bytes: Int = 1 << 24, fragments: Int = 16_384) -> MessageAssembler {
        MessageAssembler(limits: Limits(messageBytes: bytes, fragments: fragments))
    }

    @Test(
        "a message in one piece goes past the buffer, masked or not",
        arguments: [nil, 0x0201_0403]
    )
    func onePiece(key: UInt32?) throws {
        var assembler = assembler()
        var scratch: [UInt8] = []
        let masked = key == nil ? Array("abcde".utf8) : [0x62, 0x66, 0x62, 0x66, 0x66]
        let message = try assembler.take(masked, of: header(.text, 5, maskKey: key), &scratch)
        #expect(message == "text abcde")
        let capacity = assembler.buffer.capacity
        #expect(capacity == 0)
        let isActive = assembler.isActive
        #expect(!isActive)
    }

    @Test("fragments are joined, each with its own mask, and the next message begins anew")
    func fragments() throws {
        var assembler = assembler()
        var scratch: [UInt8] = []
        let first = header(.text, 2, final: false, maskKey: 0x0101_0101)
        #expect(try assembler.take([0x60, 0x63], of: first, &scratch) == nil)
        #expect(try assembler.take([], of: header(.continuation, 0, final: false), &scratch) == nil)
        let isActive = assembler.isActive
        #expect(isActive)
        let last = header(.continuation, 2, maskKey: 0x0202_0202)
        #expect(try assembler.take([0x61, 0x66], of: last, &scratch) == "text abcd")
        #expect(try assembler.take([7], of: header(.binary, 1), &scratch) == "binary \u{7}")
    }

    @Test("a continuation without a beginning, or a beginning within a message, is a fault")
    func order() throws {
        var assembler = assembler()
        #expect(throws: ProtocolFault.badFragmentation) {
            try assembler.begin(header(.continuation, 1))
        }
        try assembler.begin(header(.text, 1, final: false))
        #expect(throws: ProtocolFault.badFragmentation) { try assembler.begin(header(.text, 1)) }
        #expect(throws: ProtocolFault.reservedBits) {
            try assembler.begin(header(.continuation, 1, rsv: FrameHeader.rsv1))
        }
    }

    @Test("the limit is for all fragments together, and lengths that overflow are over it")
    func byteLimit() throws {
        var assembler = assembler(bytes: 10)
        var scratch: [UInt8] = []
        let nine = [UInt8](repeating: 0x61, count: 9)
        _ = try assembler.take(nine, of: header(.text, 9, final: false), &scratch)
        for length in [2, Int.max] {
            #expect(throws: ProtocolFault.messageTooBig(limit: 10)) {
                try assembler.begin(header(.continuation, length))
            }
        }
        let message = try assembler.take([0x62], of: header(.continuation, 1), &scratch)
        #expect(message == "text aaaaaaaaab")
    }

    @Test("every fragment counts, an empty one too, and the count begins anew with a message")
    func fragmentLimit() throws {
        var assembler = assembler(fragments: 2)
        var scratch: [UInt8] = []
        for _ in 0..<3 {
            _ = try assembler.take([], of: header(.text, 0, final: false), &scratch)
            #expect(try assembler.take([], of: header(.continuation, 0), &scratch) == "text ")
        }
        for opcode in [Opcode.text, .continuation] {
            _ = try assembler.take([], of: header(opcode, 0, final: false), &scratch)
        }
        #expect(throws: ProtocolFault.tooManyFragments(limit: 2)) {
            try assembler.begin(header(.continuation, 0))
        }
    }

    @Test("text fails in the fragment whose first byte makes it no UTF-8, or at its end")
    func utf8() throws {
        var scratch: [UInt8] = []
        var early = assembler()
        _ = try early.take([0xE2, 0x82], of: header(.text, 2, final: false), &scratch)
        #expect(throws: ProtocolFault.invalidUTF8) {
            try early.take([0x41], of: header(.continuation, 9, final: false), &scratch)
        }
        var cut = assembler()
        _ = try cut.take([0xE2, 0x82], of: header(.text, 2, final: false), &scratch)
        #expect(throws: ProtocolFault.invalidUTF8) {
            try cut.take([], of: header(.continuation, 0), &scratch)
        }
    }

    @Test("at the end nothing is unfinished, and the memory is given back")
    func end() throws {
        var assembler = assembler()
        var scratch: [UInt8] = []
        let large = [UInt8](repeating: 0x61, count: 100_000)
        _ = try assembler.take(large, of: header(.text, large.count, final: false), &scratch)
        assembler.end()
        let (isActive, capacity) = (assembler.isActive, assembler.buffer.capacity)
        #expect(!isActive)
        #expect(capacity == 0)
    }
}

// MARK: - Memory

extension MessageAssemblerTests {
    /// Feeds a frame in equal pieces; how often the buffer grew, and how much larger it was at most
    /// than what had come.
    private func growth(
        of assembler: inout MessageAssembler,
        _ header: FrameHeader,
        pieces: Int,
        of size: Int
    ) throws -> (times: Int, excess: Double) {
        let piece = [UInt8](repeating: 0x61, count: size)
        var scratch: [UInt8] = []
        var (times, excess) = (0, 0.0)
        try assembler.begin(header)
        for index in 0..<pieces {
            let before = assembler.buffer.capacity
            try assembler.add(piece, of: header, offset: index * size, &scratch)
            let (capacity, count) = (assembler.buffer.capacity, assembler.buffer.count)
            if capacity != before { times += 1 }
            excess = max(excess, Double(capacity) / Double(count))
        }
        return (times, excess)
    }

    @Test("a header that promises much makes nothing be allocated that does not come")
    func lyingHeader() throws {
        var assembler = assembler()
        try assembler.begin(header(.binary, 1 << 24, final: false))
        let promised = assembler.buffer.capacity
        #expect(promised == 0)
        assembler.end()
        let frame = header(.binary, 1 << 24, final: false)
        let (_, excess) = try growth(of: &assembler, frame, pieces: 1, of: 1_000)
        #expect(excess < 5)
    }

    @Test("a long frame in small pieces is copied a few times, not over and over")
    func longFrame() throws {
        var assembler = assembler()
        let frame = header(.binary, 8_000_000, final: false)
        let (times, excess) = try growth(of: &assembler, frame, pieces: 8_000, of: 1_000)
        // Four times as large each time: the seventh is enough for all of it.
        #expect(times <= 8)
        #expect(excess < 5)
        let capacity = assembler.buffer.capacity
        #expect(capacity < 2 * 8_000_000)
    }

    @Test("what comes in many small fragments is copied a few times too")
    func manyFragments() throws {
        var assembler = assembler(fragments: .max)
        var times = 0
        for index in 0..<100_000 {
            let frame = header(index == 0 ? .binary : .continuation, 3, final: false)
            times += try growth(of: &assembler, frame, pieces: 1, of: 3).times
        }
        let (count, capacity) = (assembler.buffer.count, assembler.buffer.capacity)
        #expect(count == 300_000)
        #expect(times < 32)
        #expect(capacity < 4 * count)
    }
}

extension MessageAssembler {
    /// Takes a piece of a frame that is not whole with it.
    fileprivate mutating func add(
        _ piece: [UInt8],
        of header: FrameHeader,
        offset: Int,
        _ scratch: inout [UInt8]
    ) throws {
        _ = try piece.withUnsafeBytes { bytes in
            try add(bytes, of: header, offset: offset, isWhole: false, scratch: &scratch)
        }
    }

    /// Takes a frame, whole or as far as it came, and tells the message that ends with it.
    fileprivate mutating func take(
        _ payload: [UInt8],
        of header: FrameHeader,
        _ scratch: inout [UInt8]
    ) throws -> String? {
        try begin(header)
        let isWhole = payload.count == header.payloadLength
        let whole = try payload.withUnsafeBytes { bytes in
            try add(bytes, of: header, offset: 0, isWhole: isWhole, scratch: &scratch)
        }
        return whole.map { "\($0.kind) " + String(decoding: scratch[..<$0.count], as: UTF8.self) }
    }
}
