import Testing
import Wire

@testable import EmbeddedServer

@Suite("The list of rooms")
struct RoomListTests {
    @Test("has the rooms of the history, and those with members only")
    func merges() throws {
        let lobby = try #require(RoomName("lobby"))
        let attic = try #require(RoomName("attic"))
        let extent = RoomExtent(epoch: Epoch(rawValue: 1), oldest: 1, top: 42)
        let stored = [RoomSummary(name: lobby, extent: extent, lastAt: 1_000)]
        let list = RoomList(stored: stored, members: [attic: 1, lobby: 2])
        let expected = """
            [{"room":"lobby","members":2,"top":42,"last":1000},
            {"room":"attic","members":1}]

            """
        #expect(String(decoding: list.json, as: UTF8.self) == expected)
    }

    @Test("is an empty array without rooms")
    func empty() {
        #expect(RoomList(stored: [], members: [:]).json == Array("[]\n".utf8))
    }

    @Test("is served as JSON, with those who are there and what was said")
    func served() throws {
        let server = try TestServer()
        let ana = try server.member(of: "attic")
        try ana.say("hi")
        #expect(try ana.hear() == "hi")
        let request = "GET /chat/rooms HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n"
        let answer = try server.answer(to: request)
        #expect(answer.status == 200)
        #expect(answer.fields["content-type"] == "application/json")
        #expect(answer.body == "[{\"room\":\"attic\",\"members\":1}]\n")
    }
}
