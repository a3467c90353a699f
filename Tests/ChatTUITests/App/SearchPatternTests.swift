import Testing
import Wire

@testable import ChatTUI

@Suite("Search pattern")
struct SearchPatternTests {
    @Test(
        "it is words, phrases, expressions and the sign for mentions",
        arguments: [
            ("", [], [], false),
            ("  disk  full ", ["disk", "full"], [], false),
            ("\"disk full\" now", ["disk full", "now"], [], false),
            ("\"disk full", ["disk full"], [], false),
            ("\"\"", [], [], false),
            ("/err(or)?/ ana", ["ana"], ["err(or)?"], false),
            ("/a b/", [], ["a b"], false),
            (#"/a\/ b/"#, [], [#"a\/ b"#], false),
            ("/etc/hosts /", ["/etc/hosts", "/"], [], false),
            ("//", ["//"], [], false),
            ("@ disk", ["disk"], [], true),
            ("@ana", ["@ana"], [], false),
            ("a\tb\nc", ["a", "b⏎c"], [], false),
        ] as [(String, [String], [String], Bool)]
    )
    func reads(text: String, texts: [String], expressions: [String], isMention: Bool) throws {
        let pattern = try SearchPattern(text)
        #expect(pattern.texts.map(\.text) == texts)
        #expect(pattern.expressions == expressions)
        #expect(pattern.onlyMentions == isMention)
        #expect(pattern.isEmpty == (texts.isEmpty && expressions.isEmpty && !isMention))
    }

    @Test("what is no expression is refused with a reason, and so is what is too long")
    func refuses() {
        #expect(throws: SearchPattern.Invalid.self) { try SearchPattern("/a(/") }
        #expect(throws: SearchPattern.Invalid(reason: "it is longer than 1000 bytes")) {
            try SearchPattern(String(repeating: "x", count: 1_001))
        }
        #expect(throws: SearchPattern.Invalid(reason: "its repetitions are too many")) {
            try SearchPattern("/a.{250}c/")
        }
        #expect(throws: Never.self) { try SearchPattern("/[0-9a-f]{40}/") }
    }

    @Test("of a word that stands there very often the first places are marked")
    func often() throws {
        let message = DisplayText(cleaning: String(repeating: "x", count: 9_000))
        let ranges = try SearchPattern("x").ranges(in: message)
        #expect(ranges == (0..<500).map { $0..<$0 + 1 })
    }

    @Test("of an expression what stands at the beginning of a long message is marked")
    func beginning() throws {
        let message = DisplayText(cleaning: "xy" + String(repeating: "é", count: 2_047) + "xy")
        #expect(try SearchPattern("/x/").ranges(in: message) == [0..<1])
        #expect(try SearchPattern("x").ranges(in: message) == [0..<1, 4_096..<4_097])
    }

    @Test("a message must hold the words and what the expressions need")
    func needed() throws {
        let pattern = try SearchPattern("disk /(a|bc)+/ /x*/ \"is full\"")
        #expect(pattern.needed.map { $0.map(\.text) } == [["disk"], ["a", "bc"], ["is full"]])
    }

    @Test(
        "what was found is marked, without overlap",
        arguments: [
            ("disk full", "the disk is Full, full", [4..<8, 12..<16, 18..<22]),
            ("disk /[0-9]+%/", "disk 97% of disk2", [0..<4, 5..<8, 12..<16]),
            ("abc bcd", "abcd", [0..<4]),
            ("/^a|b$/", "ab\nab", [0..<1, 1..<2, 3..<4, 4..<5]),
            ("/x*/", "axxb", [1..<3]),
            ("/É/", "É é", [0..<2]),
            ("/é/", "É é", [0..<2, 3..<5]),
            (#"/\S+\W/"#, "ab! c", [0..<4]),
            ("@", "bob: x", []),
        ] as [(String, DisplayText, [Range<Int>])]
    )
    func marks(text: String, message: DisplayText, ranges: [Range<Int>]) throws {
        #expect(try SearchPattern(text).ranges(in: message) == ranges)
    }
}
