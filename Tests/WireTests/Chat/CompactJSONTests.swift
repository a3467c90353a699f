import Testing

@testable import Wire

@Suite("Compact JSON")
struct CompactJSONTests {
    private func compact(_ text: String, keepsNonFinite: Bool = true) -> String {
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBytes {
            JSONText.appendCompact($0, keepsNonFinite: keepsNonFinite, to: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "white space goes, and strings take one form",
        arguments: [
            (" 1.50e+3 ", "1.50e+3"), ("[ ]", "[]"), ("{ }", "{}"),
            ("[ [ ] , { } , [ 1 ] ]", "[[],{},[1]]"),
            (
                #"{ "a" : [ 1 , "x y" , null ] , "b" : { "c" : true } }"#,
                #"{"a":[1,"x y",null],"b":{"c":true}}"#
            ),
            (#"["\u00e9\/\ud83d\ude00\ud800", "\u009b"]"#, "[\"é/😀\u{FFFD}\",\"\\u009b\"]"),
            (#"{"\u0061":1,"a":2}"#, #"{"a":1,"a":2}"#),
        ]
    )
    func compacts(text: String, expected: String) {
        #expect(compact(text) == expected)
    }

    @Test("Python's words stay for people and become null where JSON is asked for")
    func nonFinite() {
        let text = #"[NaN, -Infinity, {"NaN": Infinity}, "NaN", -1e5, null]"#
        #expect(compact(text) == #"[NaN,-Infinity,{"NaN":Infinity},"NaN",-1e5,null]"#)
        #expect(
            compact(text, keepsNonFinite: false) == #"[null,null,{"NaN":null},"NaN",-1e5,null]"#
        )
    }
}
