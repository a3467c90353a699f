import Testing
import Wire

@testable import ChatTUI

@Suite("Room address")
struct RoomAddressTests {
    private let server = WebSocketURL(isSecure: false, host: "h", port: 8000, resource: "/")

    @Test("a name is a room of the server")
    func name() throws {
        let room = try RoomAddress("a b/é", server: server)
        #expect(room.name == "a b/é")
        #expect(room.url.resource == "/ws/chat/a%20b%2F%C3%A9/")
        #expect(room.url.authority == "h:8000")
    }

    @Test(
        "a URL is a room of its own, called by the end of its path",
        arguments: [
            ("ws://x:1/ws/chat/lobby/", "lobby"), ("wss://x/a%20b", "a b"),
            ("ws://x/lobby?a=/b", "lobby"),
            ("ws://x/%zz%2/", "%zz%2"), ("ws://x/%ff", "\u{FFFD}"), ("ws://x:1", "x:1"),
            ("WS://x/y//", "y"),
        ]
    )
    func url(text: String, name: String) throws {
        let room = try RoomAddress(text, server: server)
        #expect(room.name == name)
        #expect(room.url == (try WebSocketURL(text)))
    }

    @Test(
        "what is neither is refused with a reason",
        arguments: [
            "", "ws://", "ws://x:0/", "http://x/chat/lobby/", "HTTPS://x/", "ftp://x/", "ws://u@x/",
        ]
    )
    func faults(text: String) {
        #expect(throws: RoomAddress.Invalid.self) { try RoomAddress(text, server: server) }
    }

    @Test("each room counts once")
    func duplicates() throws {
        let rooms = try RoomAddress.all(
            ["a", "b", "a", "ws://h:8000/ws/chat/b/"],
            server: server
        )
        #expect(rooms.map(\.name) == ["a", "b"])
    }

    @Test("on several servers a room that was given by its URL says which")
    func severalServers() throws {
        let one = try RoomAddress.all(["ws://x:1/a", "ws://x:1/b"], server: server)
        #expect(one.map(\.name) == ["a", "b"])
        let two = try RoomAddress.all(["a", "ws://x:1/a", "ws://[::1]/c"], server: server)
        #expect(two.map(\.name) == ["a", "x:1/a", "[::1]/c"])
    }

    @Test("beside its server's name a room is called by its own")
    func titles() throws {
        var room = try RoomAddress("lobby", server: server)
        #expect(room.title == "lobby")
        #expect(room.serverTitle == "h:8000")
        room.name = "h:8000/lobby"
        #expect(room.title == "lobby")
        (room.name, room.serverAlias) = ("work/lobby", "work")
        #expect(room.title == "lobby")
        #expect(room.serverTitle == "work")
        room.name = "work/"
        #expect(room.title == "work/")
    }
}
