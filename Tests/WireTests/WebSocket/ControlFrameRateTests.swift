import Testing

@testable import Wire

@Suite("Control frames per second")
struct ControlFrameRateTests {
    /// Which of the frames at these times pass.
    private func passing(_ times: [Int64], limit: Int) -> [Bool] {
        var rate = ControlFrameRate()
        return times.map { rate.count(at: $0, limit: limit) }
    }

    @Test("as many as the limit pass within a second, and again in the next one")
    func limit() {
        let second: [Int64] = [5_017, 5_017, 6_016, 6_016]
        let times = second + second.map { $0 + 1_000 } + second.map { $0 + 5_000 }
        let expected = [true, true, true, false]
        #expect(passing(times, limit: 3) == expected + expected + expected)
    }

    @Test("the second begins with a frame, not with the clock")
    func beginning() {
        let expected = [true, false, true, false, true]
        #expect(passing([0, 999, 1_500, 2_499, 2_500], limit: 1) == expected)
    }

    @Test("a limit of none lets none pass")
    func none() {
        #expect(passing([0, 5_000], limit: 0) == [false, false])
    }
}
