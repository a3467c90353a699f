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
}
