import Testing

@testable import ChatTUI

@Suite("What an expression needs")
struct ExpressionScanNeededTests {
    @Test(
        "it is the longest text that stands in each match",
        arguments: [
            ("xyz+y", ["xyz"]), ("ab?cd", ["cd"]), ("ab*", ["a"]), ("a*", []), ("", []),
            ("^disk$", ["disk"]), ("a.bc[de]f", ["bc"]), ("err(or)?", ["err"]),
            ("x(abc)+y", ["abc"]), ("x(abc)*y", ["x"]), ("(x(abc))d", ["abc"]),
            ("ab{2}c", ["ab"]), ("ab{0,3}cde", ["cde"]), ("ab{,3}", ["a"]), ("ab{1,}c", ["ab"]),
            ("ab+?cd", ["cd"]), ("abc{2}{0}", ["ab"]), ("(ab){0}c", ["c"]),
            ("disk|full", ["disk", "full"]), ("(disk|full) now", [" now"]),
            ("(disk|full)now", ["disk", "full"]),
            ("the (disk|is)", ["the "]), ("disk|f*", []), ("disk|", []), ("(|a)", []),
            ("()ab", ["ab"]),
            ("(a|b|c|d|e|f|g|h)", ["a", "b", "c", "d", "e", "f", "g", "h"]),
            ("(a|b|c|d|e|f|g|h|i)", []), ("(a|b|c|d|e|f|g|h|i)jj", ["jj"]),
            ("щё+ж", ["щё"]), ("ё?жщ", ["жщ"]), ("ё*", []), ("👍{2}", ["👍"]),
            (#"a\.b"#, ["a.b"]), (#"a\.?bc"#, ["bc"]), (#"\/etc\/"#, ["/etc/"]),
            (#"a\\b"#, [#"a\b"#]),
            (#"\bab\b"#, ["ab"]), (#"ab\w"#, ["ab"]), (#"\<ab\>c"#, ["ab"]), (#"a\sbc"#, ["bc"]),
            (#"\éab"#, ["ab"]), (#"\("#, ["("]), (#"\[ab]"#, ["[ab]"]),
            ("[a(|]bc", ["bc"]), ("[]a]b", ["b"]), ("[^]a]b", ["b"]), ("[[:alpha:]]bc", ["bc"]),
            ("[[.].]x]yz", ["yz"]), ("[a[]bc", ["bc"]), ("a]b}c,", ["a]b}c,"]),
        ] as [(String, [String])]
    )
    func needs(expression: String, texts: [String]) throws {
        #expect(ExpressionScan.neededTexts(in: expression) == texts)
        #expect(expression.isEmpty || (try? TextPattern(expression)) != nil)
    }
}
