import Testing
import Wire

@Suite("Room names")
struct RoomNameTests {
    @Test(
        "letters, digits, underscore and dash, 1 to 64 of them",
        arguments: ["a", "lobby", "Lobby-2_x", "-", "0", String(repeating: "x", count: 64)]
    )
    func accepts(name: String) {
        #expect(RoomName(name)?.description == name)
        #expect(RoomName(name[...]) == RoomName(name))
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", String(repeating: "x", count: 65), "a b", "a/b", "..", "a.b", "é", "e\u{301}",
            "a\n", "a\u{0}",
            "a:b", "*", "[a]", "a%20b", "\u{212A}", "a\u{202E}b", "../../etc/passwd", "@", "`", "{",
        ]
    )
    func refuses(name: String) {
        #expect(RoomName(name) == nil)
    }
}
