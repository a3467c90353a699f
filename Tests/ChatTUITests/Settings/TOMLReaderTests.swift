import Testing
import Wire

@testable import ChatTUI

@Suite("TOML reader")
struct TOMLReaderTests {
    private func read(_ text: String) throws(TOMLError) -> [String] {
        try TOMLReader.read(Array(text.utf8)).entries.map { entry in
            "\(entry.path.joined(separator: "/")) = \(entry.value.text)"
        }
    }

    @Test(
        "reads what configuration is written in",
        arguments: [
            ("", []),
            ("# only a comment", []),
            ("a = 1", ["a = 1"]),
            ("a=-12\r\nb = +8_388_608 # KiB\r\n", ["a = -12", "b = 8388608"]),
            ("on = true\n  off = false", ["on = true", "off = false"]),
            ("s = \"tab\\tquote\\\" \\u00e9 \\U0001F44D\"", ["s = \"tab\\tquote\\\" é 👍\""]),
            ("s = 'C:\\path # no comment'", ["s = \"C:\\\\path # no comment\""]),
            ("s = \"\"", ["s = \"\""]),
            ("a = []", ["a = []"]),
            ("a = [ \"x\", # first\n\n  'y',\n]", ["a = [\"x\", \"y\"]"]),
            ("[t]\na = 1\n[ u . v ]\nb = 2", ["t/a = 1", "u/v/b = 2"]),
            ("[bind]\n\"Ctrl+X Ctrl+E\" = 'edit'", ["bind/Ctrl+X Ctrl+E = \"edit\""]),
            ("servers.work.url = 'x'", ["servers/work/url = \"x\""]),
            ("\u{FEFF}a = 1", ["a = 1"]),
            ("esc = \"\\u001B[2J\"", ["esc = \"\\u001B[2J\""]),
        ]
    )
    func accepted(text: String, entries: [String]) throws {
        #expect(try read(text) == entries)
    }

    @Test(
        "names the place of what it does not read",
        arguments: [
            ("a", 1, 2), ("a = ", 1, 5), ("= 1", 1, 1), ("a = yes", 1, 5), ("a = 1 2", 1, 7),
            ("a = 01", 1, 5), ("a = 1__0", 1, 5), ("a = 1.5", 1, 5), ("a = 2026-01-01", 1, 5),
            ("a = 99999999999999999999", 1, 5),
            ("a = \"x", 1, 5), ("a = 'x\ny'", 1, 5), ("é = 1", 1, 1), ("a = \"é\" x", 1, 9),
            ("a = \"\"\"x\"\"\"", 1, 5), ("a = \"\\q\"", 1, 6), ("a = \"\\ud800\"", 1, 6),
            ("a = \"\\u12\"", 1, 6), ("a = \"\u{1B}[2J\"", 1, 6), ("# \u{7}", 1, 3),
            ("a = [1, [2]]", 1, 9), ("a = [1 2]", 1, 8), ("a = [1", 1, 7), ("a = {b = 1}", 1, 5),
            ("[t", 1, 3), ("[t] x", 1, 5), ("[[t]]", 1, 1), ("[]", 1, 2), ("[a..b]", 1, 4),
            ("a = 1\na = 2", 2, 1), ("[t]\n[t]", 2, 1), ("x.y = 1\n\n[x]\ny = 2", 3, 1),
            ("a = 1\rb = 2", 1, 6),
        ]
    )
    func refused(text: String, line: Int, column: Int) {
        let error = #expect(throws: TOMLError.self) { try read(text) }
        #expect(error?.position == TOMLPosition(line: line, column: column))
    }

    @Test("bytes that are no UTF-8 are told with their line")
    func encoding() {
        let error = #expect(throws: TOMLError.self) {
            try TOMLReader.read(Array("a = 1\nb = '".utf8) + [0xFF] + Array("'\n".utf8))
        }
        #expect(error?.position.line == 2)
    }

    @Test("a file that is too large is refused")
    func size() {
        let text = [UInt8](repeating: UInt8(ascii: "#"), count: TOMLReader.maximumBytes + 1)
        #expect(throws: TOMLError.self) { try TOMLReader.read(text) }
    }

    @Test("what it writes it reads again", arguments: ["", "a\"b\\c", "\u{1B}[2J\u{9B}", "é\n\t👍"])
    func roundTrip(text: String) throws {
        let line = "\(TOMLValue.key(text)) = \(TOMLValue.string(text).text)"
        let entries = try TOMLReader.read(Array(line.utf8)).entries
        #expect(entries.map(\.path) == [[text]])
        #expect(entries.map(\.value) == [.string(text)])
    }

    @Test("as many keys as fit are read")
    func many() throws {
        let text = (0..<20_000).map { "a\($0)=1\n" }.joined()
        #expect(try TOMLReader.read(Array(text.utf8)).entries.count == 20_000)
    }
}
