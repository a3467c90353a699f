import TestSupport
import Testing

@testable import Wire

@Suite("Frame headers (RFC 6455 section 5.2)")
struct FrameDecoderTests {
    /// The header, or the fault, of a decoder that gets the bytes one at a time, and how many it took.
    private func decode(
        _ bytes: [UInt8],
        of role: Role,
        allowing bits: UInt8 = 0
    ) -> (result: Result<FrameHeader, ProtocolFault>?, taken: Int) {
        var decoder = FrameDecoder(role: role, allowedReservedBits: bits)
        for (index, byte) in bytes.enumerated() {
            let result: Result<FrameHeader, ProtocolFault>? = withUnsafeBytes(of: byte) { piece in
                var input = piece
                do throws(ProtocolFault) {
                    return try decoder.nextHeader(from: &input).map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
            if let result { return (result, index + 1) }
            #expect(decoder.isMidHeader)
        }
        return (nil, bytes.count)
    }

    @Test(
        "each form of the length is read",
        arguments: [
            (Bytes("82 00"), 0), (Bytes("82 7D"), 125), (Bytes("82 7E 00 7E"), 126),
            (Bytes("82 7E FF FF"), 0xFFFF), (Bytes("82 7F 00 00 00 00 00 01 00 00"), 0x1_0000),
            (Bytes("82 7F 7F FF FF FF FF FF FF FF"), Int.max),
        ]
    )
    func lengths(bytes: [UInt8], length: Int) throws {
        let (result, taken) = decode(bytes, of: .client)
        let header = try #require(try result?.get())
        #expect(header.payloadLength == length)
        #expect(header.maskKey == nil)
        #expect(header.isFinal)
        #expect(taken == bytes.count)
    }

    @Test(
        "a length that is not in its shortest form, or has its top bit set, is refused",
        arguments: [
            Bytes("82 7E 00 00"), Bytes("82 7E 00 7D"), Bytes("82 7F 00 00 00 00 00 00 00 7E"),
            Bytes("82 7F 00 00 00 00 00 00 FF FF"), Bytes("82 7F 80 00 00 00 00 00 00 00"),
            Bytes("82 7F FF FF FF FF FF FF FF FF"),
        ]
    )
    func badLengths(bytes: [UInt8]) {
        let (result, taken) = decode(bytes + Bytes("00 00"), of: .client)
        #expect(result == .failure(.badLength))
        #expect(taken == bytes.count)
    }

    @Test("a mask's first byte is the lowest of the key")
    func mask() throws {
        let header = try decode(Bytes("01 83 11 22 33 44"), of: .server).result?.get()
        #expect(
            header
                == FrameHeader(
                    isFinal: false,
                    reservedBits: 0,
                    opcode: .text,
                    maskKey: 0x4433_2211,
                    payloadLength: 3
                )
        )
    }

    @Test("reserved opcodes are refused by the second byte", arguments: [3...7, 11...15])
    func reservedOpcodes(opcodes: ClosedRange<UInt8>) {
        for opcode in opcodes {
            let (result, taken) = decode([0x80 | opcode, 0x80, 0, 0, 0, 0], of: .server)
            #expect(result == .failure(.unknownOpcode(opcode)))
            #expect(taken == 2)
        }
    }

    @Test("each reserved bit is refused", arguments: [0x40, 0x20, 0x10, 0x70] as [UInt8])
    func reservedBits(bit: UInt8) {
        #expect(decode([0x81 | bit, 0x80], of: .server).result == .failure(.reservedBits))
    }

    @Test("a negotiated bit passes in data frames and in no control frame")
    func negotiatedBit() throws {
        let text = try decode(Bytes("C1 00"), of: .client, allowing: 4).result?.get()
        #expect(text?.reservedBits == 4)
        let ping = decode(Bytes("C9 00"), of: .client, allowing: 4).result
        #expect(ping == .failure(.reservedBits))
        let other = decode(Bytes("A1 00"), of: .client, allowing: 4).result
        #expect(other == .failure(.reservedBits))
    }

    @Test("masks are demanded of clients and refused from servers (section 5.1)")
    func direction() {
        #expect(decode(Bytes("81 05"), of: .server).result == .failure(.wrongMasking))
        #expect(decode(Bytes("81 85"), of: .client).result == .failure(.wrongMasking))
    }

    @Test(
        "a control frame is neither fragmented nor longer than 125 bytes (section 5.5)",
        arguments: [Bytes("08 00"), Bytes("09 00"), Bytes("0A 00"), Bytes("89 7E"), Bytes("88 7F")]
    )
    func badControlFrames(bytes: [UInt8]) {
        #expect(decode(bytes, of: .client).result == .failure(.badControlFrame))
    }

    @Test("a decoder between two headers holds nothing")
    func between() throws {
        var decoder = FrameDecoder(role: .client)
        #expect(!decoder.isMidHeader)
        try Bytes("81 01 41").withUnsafeBytes { bytes in
            var input = bytes
            let header = try decoder.nextHeader(from: &input)
            #expect(header?.payloadLength == 1)
            #expect(input.elementsEqual([0x41]))
            #expect(!decoder.isMidHeader)
        }
    }

    @Test("headers are the same however they arrive, up to the bad one")
    func pieces() {
        let bytes =
            Bytes("81 00 02 7D 80 7E 00 7E")
            + Bytes("82 7F 00 00 00 00 00 01 00 00 89 7D 8A 00 01 7E FF FF 88 02 82 7E 00 7D")
        let seen = everyWay(of: bytes) { pieces in
            var decoder = FrameDecoder(role: .client)
            var lengths: [Int] = []
            for piece in pieces {
                let fault: ProtocolFault? = piece.withUnsafeBytes { all in
                    var input = all
                    do throws(ProtocolFault) {
                        while let header = try decoder.nextHeader(from: &input) {
                            lengths.append(header.payloadLength)
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
                if fault == .badLength { return lengths + [-1] }
            }
            return lengths
        }
        #expect(seen == [0, 125, 126, 65_536, 125, 0, 65_535, 2, -1])
    }
}
