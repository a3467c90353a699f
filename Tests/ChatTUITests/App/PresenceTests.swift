import Testing
import Wire

@testable import ChatTUI

@Suite("Presence")
struct PresenceTests {
    private func nick(_ name: String) throws -> Nick { try #require(Nick(name)) }

    @Test("up to three are named, more are counted, for a minute")
    func line() throws {
        var line = PresenceLine(since: 5_000)
        line.add(try nick("ana"), came: true)
        line.add(try nick("ana"), came: false)
        line.add(try nick("eva"), came: false)
        #expect(line.sentence == "ana joined, ana left, eva left")
        for number in 0..<1_000 { line.add(try nick("n\(number)"), came: false) }
        #expect(line.sentence == "1 joined, 1002 left")
        #expect(line.isOpen(at: 64_999))
        #expect(!line.isOpen(at: 65_000))
    }

    @Test("who writes is named up to two, counted up to ten, and forgotten after six seconds")
    func typists() throws {
        var typists = Typists()
        #expect(typists.sentence == nil)
        #expect(typists.nextEnd == nil)
        for number in 0..<20 { typists.add(try nick("n\(number)"), at: Int64(number)) }
        #expect(typists.sentence == "10 are writing")
        #expect(typists.nextEnd == 6_000)
        typists.expire(at: 6_007)
        #expect(typists.sentence == "n8 and n9 are writing")
        typists.remove(try nick("n8"))
        typists.remove(try nick("n8"))
        #expect(typists.sentence == "n9 is writing")
        typists.expire(at: 9_999)
        #expect(typists.sentence == nil)
    }
}
