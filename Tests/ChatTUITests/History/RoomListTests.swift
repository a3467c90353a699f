import Testing

@testable import ChatTUI

@Suite("A list of rooms")
struct RoomListTests {
    private static let lobby = RoomListing(
        room: "lobby",
        members: 3,
        top: 42,
        last: 1_790_000_000_000
    )

    @Test("it is read, whatever else stands in it")
    func reading() {
        let json = #"""
            [{"room":"lobby","members":3,"top":42,"last":1790000000000,"new":{"a":[1]}}, {"members":0,"room":"é"}]
            """#
        let rooms = RoomListing.list(parsing: Array(json.utf8))
        #expect(rooms == [Self.lobby, RoomListing(room: "é", members: 0)])
        #expect(RoomListing.list(parsing: Array("[]".utf8)) == [])
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "{}", "[1]", "[{}]", #"[{"room":"r"}]"#, #"[{"room":1,"members":1}]"#,
            #"[{"room":"r","members":1},]"#,
            #"[{"room":"r","members":1}] x"#, #"[{"room":"r","members":-1}]"#,
            #"[{"room":"r","members":1}"#, "<html>",
        ]
    )
    func invalid(json: String) {
        #expect(RoomListing.list(parsing: Array(json.utf8)) == nil)
    }

    @Test("its table is aligned and shows nothing that acts on a terminal")
    func table() {
        let rooms = [Self.lobby, RoomListing(room: "a\u{1B}[2Jb\nc", members: 120)]
        let table = String(decoding: roomTable(rooms) { _ in 0 }, as: UTF8.self)
        let lines = table.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(!table.utf8.contains(0x1B))
        #expect(lines[1].hasPrefix("lobby "))
        #expect(lines[1].hasSuffix("3        42  2026-09-21 14:13:20"))
        #expect(lines[2].hasSuffix("120         -  -"))
        #expect(roomTable([]) { _ in 0 }.isEmpty)
    }

    @Test("each room is one line of JSON")
    func json() {
        let line = String(decoding: Self.lobby.encoded, as: UTF8.self)
        #expect(
            line == #"{"room":"lobby","members":3,"top":42,"last":"2026-09-21T14:13:20.000Z"}"#
                + "\n"
        )
        let quiet = RoomListing(room: "\"", members: 0)
        #expect(
            String(decoding: quiet.encoded, as: UTF8.self) == #"{"room":"\"","members":0}"# + "\n"
        )
    }
}
