import TestSupport
import Testing
import Wire

@Suite("Closing (RFC 6455 sections 5.5.1 and 7)")
struct ConnectionClosingTests {
    @Test("a Close frame is answered with its code and without its reason")
    func answers() {
        let seen = exchange(closeFrame(4000, Array("bye".utf8)) + frame(.text, "late"))
        #expect(
            seen.events == [.closed(CloseStatus(code: CloseCode(rawValue: 4000), reason: "bye"))]
        )
        #expect(seen.output == closeFrame(4000, from: .server))
        #expect(seen.isClosed)
    }

    @Test("an empty Close frame is answered with an empty one")
    func empty() {
        let seen = exchange(frame(.close))
        #expect(seen.events == [.closed(CloseStatus(code: .noStatus))])
        #expect(seen.output == frame(.close, from: .server))
    }

    @Test("the answer to our Close ends the connection, and is not answered")
    func ours() {
        let status = CloseStatus(code: .goingAway, reason: "done")
        let seen = exchange(closeFrame(1001), closing: status)
        #expect(seen.events == [.closed(CloseStatus(code: .goingAway))])
        #expect(seen.output == closeFrame(1001, Array("done".utf8), from: .server))
    }

    @Test("a fault behind our Close ends the connection without another one")
    func faultWhileClosing() {
        let seen = exchange(frame(.text, [0xFF]), closing: CloseStatus(code: .normal))
        #expect(seen.events == [.failed(.invalidUTF8)])
        #expect(seen.output == closeFrame(1000, from: .server))
        #expect(seen.isClosed)
    }

    @Test("a Close frame between fragments ends the message too")
    func insideMessage() {
        let seen = exchange(
            frame(.text, "a", final: false) + closeFrame(1000) + frame(.continuation, "b")
        )
        #expect(seen.events == [.closed(CloseStatus(code: .normal))])
    }

    @Test(
        "codes that may be on the wire are accepted",
        arguments: [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
            4000, 4999,
        ] as [UInt16]
    )
    func goodCodes(code: UInt16) {
        let seen = exchange(closeFrame(code))
        #expect(seen.events == [.closed(CloseStatus(code: CloseCode(rawValue: code)))])
        #expect(seen.output == closeFrame(code, from: .server))
    }

    @Test(
        "codes that may not fail the connection with 1002",
        arguments: [
            0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
        ] as [UInt16]
    )
    func badCodes(code: UInt16) {
        let seen = exchange(closeFrame(code))
        #expect(seen.events == [.failed(.badCloseFrame)])
        #expect(seen.output.prefix(4).dropFirst(2).elementsEqual([0x03, 0xEA]))
    }

    @Test("a Close frame of one byte fails with 1002, one whose reason is not UTF-8 with 1007")
    func badPayloads() {
        #expect(exchange(frame(.close, [0x03])).events == [.failed(.badCloseFrame)])
        #expect(exchange(closeFrame(1000, [0xCE, 0xBA, 0xFF])).events == [.failed(.invalidUTF8)])
        let full = [UInt8](repeating: 0x61, count: 123)
        #expect(
            exchange(closeFrame(1000, full)).events
                == [.closed(CloseStatus(code: .normal, reason: String(repeating: "a", count: 123)))]
        )
    }

    @Test("we close once, and a code that must not be sent becomes 1000")
    func closesOnce() {
        var connection = Connection(role: .server, limits: Limits(messageBytes: 100))
        #expect(connection.isOpen == true)
        connection.close(CloseStatus(code: .abnormal))
        connection.close(CloseStatus(code: .goingAway))
        #expect(connection.isOpen == false)
        #expect(connection.isClosed == false)
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { 0 }, into: &output)
        #expect(output == closeFrame(1000, from: .server))
    }

    @Test("closing without a code sends an empty Close frame")
    func noStatus() {
        var connection = Connection(role: .server, limits: Limits(messageBytes: 100))
        connection.close(CloseStatus(code: .noStatus))
        var output: [UInt8] = []
        connection.takeOutput(maskKey: { 0 }, into: &output)
        #expect(output == Bytes("88 00"))
    }
}
