import Testing

@testable import Wire

@Suite("Control frames that wait (RFC 6455 section 5.5)")
struct ControlQueueTests {
    @Test("frames leave in the order in which they came, once")
    func order() {
        var queue = ControlQueue()
        #expect(queue.isEmpty)
        queue.appendPong([1])
        queue.appendPing([2])
        queue.appendPing([3])
        queue.appendClose([4])
        #expect(queue.takeAll().map(\.payload) == [[1], [2], [4]])
        #expect(queue.isEmpty)
        #expect(queue.takeAll() == [])
    }

    @Test("pongs over the limit replace the newest one")
    func bound() {
        var queue = ControlQueue()
        for number in UInt8(0)..<100 { queue.appendPong([number]) }
        queue.appendClose([])
        queue.appendPong([200])
        let payloads = queue.takeAll().map(\.payload)
        #expect(payloads == (UInt8(0)..<15).map { [$0] } + [[200], []])
    }

    @Test("after emptying, there is room again")
    func again() {
        var queue = ControlQueue()
        for round in 0..<3 {
            for number in UInt8(0)..<16 { queue.appendPong([number]) }
            #expect(queue.takeAll().count == ControlQueue.maximumPongs, "round \(round)")
        }
    }
}
