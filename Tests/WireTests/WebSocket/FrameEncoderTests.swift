import TestSupport
import Testing
import Wire

@Suite("Writing frames (RFC 6455 section 5.2)")
struct FrameEncoderTests {
    private func encode(
        _ opcode: Opcode,
        _ payload: [UInt8],
        isFinal: Bool = true,
        maskKey: UInt32? = nil
    ) -> [UInt8] {
        var output: [UInt8] = []
        FrameEncoder.append(
            opcode,
            payload: payload,
            isFinal: isFinal,
            maskKey: maskKey,
            to: &output
        )
        return output
    }

    @Test("the examples of section 5.7 come out byte for byte")
    func examples() {
        let hello = Array("Hello".utf8)
        #expect(encode(.text, hello) == Bytes("81 05 48 65 6c 6c 6f"))
        #expect(
            encode(.text, hello, maskKey: 0x3D21_FA37)
                == Bytes("81 85 37 fa 21 3d 7f 9f 4d 51 58")
        )
        #expect(encode(.text, Array("Hel".utf8), isFinal: false) == Bytes("01 03 48 65 6c"))
        #expect(encode(.continuation, Array("lo".utf8)) == Bytes("80 02 6c 6f"))
        #expect(encode(.ping, hello) == Bytes("89 05 48 65 6c 6c 6f"))
        #expect(
            encode(.pong, hello, maskKey: 0x3D21_FA37)
                == Bytes("8a 85 37 fa 21 3d 7f 9f 4d 51 58")
        )
        let long = [UInt8](repeating: 0xAB, count: 256)
        #expect(encode(.binary, long) == Bytes("82 7E 01 00") + long)
        let longer = [UInt8](repeating: 0xAB, count: 65_536)
        #expect(encode(.binary, longer) == Bytes("82 7F 00 00 00 00 00 01 00 00") + longer)
    }

    @Test(
        "a length has its shortest form",
        arguments: [
            (0, Bytes("82 00")), (125, Bytes("82 7D")), (126, Bytes("82 7E 00 7E")),
            (65_535, Bytes("82 7E FF FF")), (65_536, Bytes("82 7F 00 00 00 00 00 01 00 00")),
        ]
    )
    func lengths(length: Int, head: [UInt8]) {
        var output: [UInt8] = []
        FrameEncoder.appendHeader(.binary, length: length, to: &output)
        #expect(output == head)
    }

    @Test("a frame goes behind what is there")
    func appends() {
        var output: [UInt8] = [1]
        FrameEncoder.append(.text, payload: [], maskKey: nil, to: &output)
        FrameEncoder.append(.text, payload: [], maskKey: 0x0403_0201, to: &output)
        #expect(output == Bytes("01 81 00 81 80 01 02 03 04"))
    }

    @Test(
        "the reason of a Close frame is cut between scalars",
        arguments: [
            (String(repeating: "a", count: 123), 123), (String(repeating: "a", count: 124), 123),
            (String(repeating: "a", count: 122) + "é", 122),
            (String(repeating: "a", count: 121) + "é", 123),
            (String(repeating: "😀", count: 40), 120),
            (String(repeating: "e\u{301}", count: 100), 123),
        ]
    )
    func closePayload(reason: String, count: Int) {
        let payload = FrameEncoder.closePayload(CloseStatus(code: .goingAway, reason: reason))
        #expect(payload == Bytes("03 E9") + reason.utf8.prefix(count))
    }

    @Test("a Close frame without a code is empty")
    func noStatus() {
        #expect(FrameEncoder.closePayload(CloseStatus(code: .noStatus, reason: "x")) == [])
    }
}
