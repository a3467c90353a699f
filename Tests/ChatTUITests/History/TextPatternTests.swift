import Testing
import Wire

@testable import ChatTUI

@Suite("A pattern of --grep")
struct TextPatternTests {
    @Test(
        "it finds what grep -E finds",
        arguments: [
            ("deploy(ed|s)", "was deployed", true), ("^b", "a\nb", true), ("a$", "a\nb", true),
            ("a.b", "a\nb", false), ("^.$", "é", true), ("[äö]x", "öx", true),
            ("x{3}", "xx", false),
            ("[[:digit:]]+", "no", false), ("x*", "", true), ("c$", "a\u{0}c", true),
            ("Ab", "ab", false),
            ("\\.", "a.b", true), ("^$", "a\n\nb", true), ("a|b", "xb", true),
            ("a\\)b", "a)b", true),
            ("[)]b", "a)b", true), ("[]()]x", "]x", true), ("[[:space:])]x", ")x", true),
            ("^.b", "ab", true),
        ]
    )
    func matching(pattern: String, text: String, isFound: Bool) throws {
        #expect(try TextPattern(pattern).matches(text) == isFound)
    }

    @Test(
        "what is none is refused with its reason",
        arguments: [
            ("", "it is empty"), ("(", "Unmatched ( or \\("), ("(a)\\1", "it has a back-reference"),
            ("[a", "Unmatched [, [^, [:, [., or [="),
            ("a{16}{16}", "its repetitions are too many"),
            (String(repeating: "a", count: 1_001), "it is longer than 1000 bytes"),
            ("a\u{0}", "it has a NUL"),
            ("a)b", "it has a ) without a ("), ("a)|(b", "it has a ) without a ("),
            ("((a{1,255}){1,255}){1,255}", "its repetitions are too many"),
        ]
    )
    func invalid(pattern: String, reason: String) {
        do throws(TextPattern.Invalid) {
            _ = try TextPattern(pattern)
            Issue.record("taken: \(pattern)")
        } catch {
            #expect(error.reason.string == reason)
        }
    }

    @Test("hostile text takes no more than its length", .timeLimit(.minutes(1)))
    func hostile() throws {
        let pattern = try TextPattern("(a*)*(a|aa)*b$")
        #expect(!pattern.matches(String(repeating: "a", count: 1 << 20)))
        #expect(!pattern.matches("e" + String(repeating: "\u{301}", count: 1 << 19)))
    }

    private func ranges(_ pattern: String, _ text: String, work: Int) throws -> [Range<Int>] {
        var text = text
        let pattern = try TextPattern(pattern)
        return text.withUTF8 { pattern.ranges(in: $0, maximumWork: work) }
    }

    @Test(
        "places are found as far as the square of a line's bytes times the cost goes",
        arguments: [
            ("x", "xxxxx", 25, [0..<1, 1..<2, 2..<3, 3..<4, 4..<5]),
            ("x", "xxxxx", 24, [0..<1, 1..<2, 2..<3, 3..<4]),
            ("xx", "xxxxx", 24, [0..<2]),
            ("x{2}", "xxxxx", 8 * 15, [0..<2]),
            ("x$", "xx", 4, []), ("x$", "xx", 8, [1..<2]),
            ("é", "éé", 2 * 15, [0..<2]),
            // Lines without the pattern take nothing of it, and the work is that of all lines.
            ("x", "aaaaaaaaa\nx\nbx", 5, [10..<11, 13..<14]),
            ("x", "aaaaaaaaa\nx\nbx", 4, [10..<11]),
            ("x", "x", 0, []),
        ] as [(String, String, Int, [Range<Int>])]
    )
    func work(pattern: String, text: String, work: Int, ranges: [Range<Int>]) throws {
        #expect(try self.ranges(pattern, text, work: work) == ranges)
    }
}
