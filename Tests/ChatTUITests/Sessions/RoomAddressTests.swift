import Testing
import Wire

@testable import ChatTUI

@Suite("Room address")
struct RoomAddressTests {
    private let server = WebSocketURL(isSecure: false, host: "h", port: 8000, resource: "/")

    @Test("a name is a room of the server")
    func name() throws {
        let room = try RoomAddress("a b é", server: server)
        #expect(room.name == "a b é")
        #expect(room.url.resource == "/ws/chat/a%20b%20%C3%A9/")
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
            "a/b",
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

    private let aliases = [
        ServerAlias(
            name: "work",
            server: ServerURL(
                text: "wss://w/chat",
                url: WebSocketURL(isSecure: true, host: "w", port: 443, resource: "/chat")
            ),
            nick: "robert"
        )
    ]

    @Test("ALIAS/name is a room of a server with a name of its own, and has its nick")
    func alias() throws {
        let room = try RoomAddress("work/standup", server: server, aliases: aliases)
        #expect(room.name == "standup")
        #expect(room.url.resource == "/chat/ws/chat/standup/")
        #expect(room.url.isSecure)
        #expect(room.nick == "robert")
    }

    @Test("several servers: names say where, bare ones mean the server of the command line")
    func severalAliases() throws {
        let rooms = try RoomAddress.all(
            ["work/standup", "lobby", "ws://x:1/a", "wss://w/ops"],
            server: server,
            aliases: aliases
        )
        #expect(rooms.map(\.name) == ["work/standup", "lobby", "x:1/a", "work/ops"])
        #expect(rooms.map(\.nick) == ["robert", nil, nil, "robert"])
    }

    @Test(
        "a server that nobody knows is told, with the nearest name",
        arguments: [
            ("wrok/a", "no server is called wrok in the configuration: did you mean work?"),
            ("home/a", "no server is called home in the configuration"),
            ("work/", "it has no name behind the /"),
        ]
    )
    func unknownAlias(text: String, reason: String) {
        let error = #expect(throws: RoomAddress.Invalid.self) {
            try RoomAddress(text, server: server, aliases: aliases)
        }
        #expect(error?.reason.string == reason)
    }
}
