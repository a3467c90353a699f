import Testing

@testable import ChatTUI

@Suite("Edit of a configuration file")
struct TOMLEditTests {
    private func edited(
        _ text: String,
        _ path: [String],
        _ value: TOMLValue = .string("new")
    ) throws -> String {
        String(
            decoding: try TOMLEdit.setting(path, to: value, in: Array(text.utf8)),
            as: UTF8.self
        )
    }

    @Test(
        "changes the value alone",
        arguments: [
            ("nick = \"bob\" # me\n", "nick = \"new\" # me\n"),
            ("# top\nnick='b'", "# top\nnick=\"new\""),
            ("nick = [\n  \"a\", # one\n]\nx = 1\n", "nick = \"new\"\nx = 1\n"),
            ("a = 1\r\nnick = 2\r\n", "a = 1\r\nnick = \"new\"\r\n"),
        ]
    )
    func replaced(text: String, expected: String) throws {
        #expect(try edited(text, ["nick"]) == expected)
    }

    @Test(
        "a new key comes behind the others of its table",
        arguments: [
            ("", "nick = \"new\"\n"),
            ("a = 1", "a = 1\nnick = \"new\""),
            ("a = 1 # one\n\n[t]\nb = 2\n", "a = 1 # one\nnick = \"new\"\n\n[t]\nb = 2\n"),
            ("# mine\n\n# of t\n[t]\nb = 2\n", "# mine\n\nnick = \"new\"\n\n# of t\n[t]\nb = 2\n"),
            ("# mine\n", "# mine\nnick = \"new\"\n"),
            ("\u{FEFF}[t]\n", "\u{FEFF}nick = \"new\"\n\n[t]\n"),
            ("\u{FEFF}# of t\n[t]\n", "\u{FEFF}nick = \"new\"\n\n# of t\n[t]\n"),
            ("a = 1\r\n", "a = 1\r\nnick = \"new\"\r\n"),
            ("# mine\r\n", "# mine\r\nnick = \"new\"\r\n"),
            ("[t]\r\n", "nick = \"new\"\r\n\r\n[t]\r\n"),
        ]
    )
    func added(text: String, expected: String) throws {
        #expect(try edited(text, ["nick"]) == expected)
    }

    @Test(
        "a new key of a table comes into that table, which is made if need be",
        arguments: [
            ("", "[bind]\n\"Alt+Q\" = \"new\"\n"),
            ("a = 1\r\n", "a = 1\r\n\r\n[bind]\r\n\"Alt+Q\" = \"new\"\r\n"),
            ("a = 1", "a = 1\n\n[bind]\n\"Alt+Q\" = \"new\"\n"),
            ("[bind]\n[t]\nx = 1\n", "[bind]\n\"Alt+Q\" = \"new\"\n[t]\nx = 1\n"),
            (
                "[bind]\nF5 = \"x\"\n\n[t]\nx = 1\n",
                "[bind]\nF5 = \"x\"\n\"Alt+Q\" = \"new\"\n\n[t]\nx = 1\n"
            ),
        ]
    )
    func table(text: String, expected: String) throws {
        #expect(try edited(text, ["bind", "Alt+Q"]) == expected)
    }

    @Test(
        "a table whose keys have dots gets another one of these, and no heading",
        arguments: [
            (
                "bind.F5 = 'x'\nnick = 'b'\n\n[t]\n",
                "bind.F5 = 'x'\nbind.\"Alt+Q\" = \"new\"\nnick = 'b'\n\n[t]\n"
            ),
            ("bind.\"Alt+Q\" = 'x' # q\n", "bind.\"Alt+Q\" = \"new\" # q\n"),
            ("[bind]\nF5.x = 1\n", "[bind]\nF5.x = 1\n\"Alt+Q\" = \"new\"\n"),
        ]
    )
    func dotted(text: String, expected: String) throws {
        let new = try edited(text, ["bind", "Alt+Q"])
        #expect(new == expected)
        #expect(throws: Never.self) { try TOMLReader.read(Array(new.utf8)) }
    }

    @Test("a file that cannot be read is not changed")
    func broken() {
        #expect(throws: TOMLError.self) { try edited("a = \n", ["nick"]) }
    }
}
