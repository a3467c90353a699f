import Testing

@testable import EmbeddedServer

@Suite("Recent frames")
struct RecentFramesTests {
    private var recent = RecentFrames()

    @Test("The frames behind a message are those with higher numbers, in order")
    mutating func behind() {
        for seq in 5...8 { recent.append(seq: Int64(seq), frame: [UInt8(seq), 0]) }
        #expect(recent.frames(after: 6).map(Array.init) == [7, 0, 8, 0])
        #expect(recent.frames(after: 4).map(Array.init) == [5, 0, 6, 0, 7, 0, 8, 0])
        #expect(recent.frames(after: 8).map(Array.init) == [])
    }

    @Test("What was dropped is not passed over in silence")
    mutating func dropped() throws {
        let frame = [UInt8](repeating: 1, count: RecentFrames.maximumBytes / 4)
        for seq in 1...6 { recent.append(seq: Int64(seq), frame: frame) }
        #expect(recent.frames(after: 1) == nil)
        let rest = try #require(recent.frames(after: 4))
        #expect(rest.count == 2 * frame.count)
    }

    @Test("A frame larger than all that is kept leaves nothing behind it missing")
    mutating func large() throws {
        recent.append(seq: 1, frame: [1])
        recent.append(seq: 2, frame: [UInt8](repeating: 2, count: RecentFrames.maximumBytes))
        #expect(recent.frames(after: 0) == nil)
        #expect(try #require(recent.frames(after: 1)).count == RecentFrames.maximumBytes)
    }
}
