import Testing
import Wire

@Suite("Kinds of frames (RFC 6455 section 5.2)")
struct FrameTests {
    @Test("of the sixteen opcodes six mean something, and three of them control")
    func opcodes() {
        let known = (UInt8(0)...15).compactMap(Opcode.init(rawValue:))
        #expect(known == [.continuation, .text, .binary, .close, .ping, .pong])
        #expect(known.filter(\.isControl) == [.close, .ping, .pong])
    }

    @Test("a message of either kind begins with the opcode of its kind")
    func kinds() {
        #expect(MessageKind.text.opcode == .text)
        #expect(MessageKind.binary.opcode == .binary)
    }

    @Test("no header that is written is longer than the longest", arguments: [0, 126, Int.max])
    func longestHeader(length: Int) {
        var output: [UInt8] = []
        FrameEncoder.appendHeader(.binary, length: length, maskKey: 1, to: &output)
        #expect(output.count <= FrameHeader.maximumSize)
        #expect((output.count == FrameHeader.maximumSize) == (length == .max))
    }

    @Test("RSV1 is the bit that the encoder sets for a compressed message")
    func rsv1() {
        var output: [UInt8] = []
        FrameEncoder.appendHeader(.text, length: 0, isCompressed: true, to: &output)
        #expect(output.first.map { $0 >> 4 & 0b111 } == FrameHeader.rsv1)
    }
}
