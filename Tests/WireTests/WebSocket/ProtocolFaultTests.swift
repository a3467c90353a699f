import Testing
import Wire

@Suite("Faults of a peer (RFC 6455 section 7.1.7)")
struct ProtocolFaultTests {
    private static let all: [(ProtocolFault, CloseCode)] = [
        (.reservedBits, .protocolError), (.unknownOpcode(15), .protocolError),
        (.wrongMasking, .protocolError), (.badLength, .protocolError),
        (.badControlFrame, .protocolError), (.badFragmentation, .protocolError),
        (.badCloseFrame, .protocolError), (.invalidUTF8, .invalidPayload),
        (.badCompression, .invalidPayload),
        (.messageTooBig(limit: .max), .messageTooBig),
        (.tooManyFragments(limit: .max), .policyViolation),
        (.tooManyControlFrames(limit: .max), .policyViolation),
    ]

    @Test("each has its code and one clause that fits into a Close frame", arguments: all)
    func explanations(fault: ProtocolFault, code: CloseCode) {
        #expect(fault.closeCode == code)
        #expect((1...123).contains(fault.explanation.utf8.count))
        #expect(fault.explanation.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }
}
