import Testing
import Wire

@testable import ChatTUI

@Suite("Member list")
struct MemberListTests {
    private func nick(_ name: String) throws -> Nick { try #require(Nick(name)) }

    @Test("members are sorted, each once, and bounded")
    func members() throws {
        var list = MemberList([try nick("eva"), try nick("Bob"), try nick("ana"), try nick("bob")])
        #expect(list.nicks.map(\.description) == ["ana", "Bob", "eva"])
        list.remove(try nick("BOB"))
        list.remove(try nick("nobody"))
        #expect(list.nicks.map(\.description) == ["ana", "eva"])
        for number in 0..<6_000 { list.insert(try nick("n\(number)")) }
        #expect(list.nicks.count == 5_000)
        #expect(list.countText == "5000+")
    }
}
