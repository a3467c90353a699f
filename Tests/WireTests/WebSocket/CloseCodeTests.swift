import Testing
import Wire

@Suite("Close codes (RFC 6455 section 7.4)")
struct CloseCodeTests {
    @Test("of all numbers only the registered ones and the two ranges may be sent")
    func allNumbers() {
        let sendable = (UInt16.min...UInt16.max).filter { CloseCode(rawValue: $0).mayBeSent }
        #expect(sendable == Array(1000...1003) + Array(1007...1014) + Array(3000...4999))
    }

    @Test("the named codes have the registry's numbers, and show them")
    func names() {
        let codes: [CloseCode] = [
            .normal, .goingAway, .protocolError, .unsupportedData, .noStatus, .abnormal,
            .invalidPayload,
            .policyViolation, .messageTooBig, .internalError, .serviceRestart, .tryAgainLater,
        ]
        let numbers = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013]
        #expect(codes.map(\.description) == numbers.map(String.init))
    }
}
