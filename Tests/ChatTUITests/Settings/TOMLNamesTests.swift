import Testing
import Wire

@testable import ChatTUI

@Suite("Names in a configuration file")
struct TOMLNamesTests {
    @Test("a table of keys with dots gets no heading, but tables below it may have theirs")
    func dotted() throws {
        let text = "a.x = 1\na.y.z = 2\n[a.b]\nc = 3\n[t]\nu.v = 4\n[t.u.w]\n[p.q]\n[p]\n"
        let paths = try TOMLReader.read(Array(text.utf8)).entries.map(\.path)
        #expect(paths == [["a", "x"], ["a", "y", "z"], ["a", "b", "c"], ["t", "u", "v"]])
    }

    @Test(
        "what is there already is named with its line",
        arguments: [
            ("a = 1\na = 2", "the key stands in line 1 already"),
            ("\n[t]\n[t]", "the table stands in line 2 already"),
            ("a = 1\n[a.b]", "line 1 gives it a value, so it is no table"),
            ("a = 1\na.b = 2", "line 1 gives it a value, so it is no table"),
            ("[t.u]\n[t]\nu.x = 1", "this belongs below the table of line 1"),
            (
                "bind.F5 = 'help'\n[bind]\n",
                "line 1 has a key of this table, written with a dot: it belongs below this"
            ),
        ]
    )
    func twice(text: String, reason: String) {
        let error = #expect(throws: TOMLError.self) { try TOMLReader.read(Array(text.utf8)) }
        #expect(error?.reason.string == reason)
    }
}
