import TestSupport
import Testing

@testable import Wire

@Suite("JSON, strictly (RFC 8259)")
struct JSONScannerTests {
    /// Whether the scanner takes the bytes as one JSON value, read token by token and as a whole.
    private func accepts(_ bytes: [UInt8], allowsNonFinite: Bool = false) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var tokens = JSONScanner(buffer, allowsNonFinite: allowsNonFinite)
            var token = tokens.next()
            while token != .end, token != .invalid { token = tokens.next() }
            var values = JSONScanner(buffer, allowsNonFinite: allowsNonFinite)
            let isValue = values.nextValue() != nil && values.next() == .end
            #expect(isValue == (token == .end), "\(String(decoding: bytes, as: UTF8.self))")
            return isValue
        }
    }

    @Test(
        "documents that are JSON",
        arguments: [
            "null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "0.0", "1e5", "1E+5",
            "1e-05",
            "-0.1e-1", "123456789012345678901234567890", "1e999", "\"\"", "\"a\"", " 1 ",
            "\t[\n]\r",
            "[]", "[ ]", "{}", "{ }", "[1,2]", "[ 1 , 2 ]", "[[]]", "[{}]", "{\"a\":1}",
            "{ \"a\" : 1 , \"b\" : [ ] }", "{\"\":0}", "{\"a\":{\"a\":{}}}", "{\"a\":1,\"a\":2}",
            #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\uD83D\ude00""#, #""\ud800""#,
            #""\uDFFF\uD800x""#,
            #""\u00e9\uFFFF""#, "\"é€😀\"", "\"\u{7F}\u{80}\u{9F}\u{2028}\"", "\"\u{FEFF}\"",
            "\"0123456\"", "\"01234567\"", "\"012345678\"", "[\"a\",1,null,true,{}]",
        ]
    )
    func valid(text: String) {
        #expect(accepts(Array(text.utf8)))
        #expect(JSONOracle.accepts(Array(text.utf8)))
    }

    @Test(
        "documents that are not",
        arguments: [
            "", " ", "nul", "nulL", "True", "tru", "truth", "truee", "NaN", "Infinity", "-Infinity",
            "undefined", "'a'", "a", "+1", "-", "--1", "01", "-01", "00", "1.", ".5", "1.e5", "1e",
            "1e+",
            "1e+-1", "1.5.5", "0x1", "1_000", "1 2", "1,", ",1", "\"", "\"a", "a\"", "\"a\"\"b\"",
            "\"a\" 1", "\"\\\"", "\"\\a\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"",
            "\"\\u004", "\"\\u", "\"\\", "\"\\\u{E9}\"", "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"",
            "\"\u{1B}\"",
            "\"0123456\n\"", "\"01234567\u{1F}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]",
            "[1 2]",
            "[1,,2]", "[1}", "[1]]", "[\"a\":1]", "{", "}", "{]", "{\"a\"", "{\"a\":", "{\"a\":1",
            "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\",}", "{\"a\" 1}", "{\"a\"::1}",
            "{a:1}",
            "{1:1}", "{null:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}", "{\"a\":1]",
            "{\"a\":}",
            "[1]x", "{} {}", "null null", "// a\n1", "/* */1", "1 // a", "[1]\u{0}", "\u{0}",
            "\u{B}1",
            "\u{C}1", "\u{A0}1", "\u{FEFF}1", "\u{2028}1", "[\u{2060}]", "<html>", "[\"a\n\"]",
        ]
    )
    func invalid(text: String) {
        #expect(!accepts(Array(text.utf8)))
        #expect(!JSONOracle.accepts(Array(text.utf8)))
    }

    @Test("other encodings are not guessed")
    func encodings() {
        #expect(!accepts(Bytes("FE FF 00 31")))
        #expect(!accepts(Bytes("31 00")))
        #expect(!accepts(Bytes("FF FE 31 00")))
        #expect(!accepts(Bytes("00 00 00 31")))
    }

    @Test(
        "32 containers may be open, 33 may not, a million harm nothing",
        arguments: ["[", "{\"a\":"]
    )
    func depth(opening: String) {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> [UInt8] {
            let inner = opening == "[" ? "" : "1"
            let open = String(repeating: opening, count: depth)
            return Array((open + inner + String(repeating: closing, count: depth)).utf8)
        }
        #expect(accepts(nested(32)))
        #expect(!accepts(nested(33)))
        #expect(!accepts(nested(100_000)))
        #expect(!accepts([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)))
        let wide = "[" + String(repeating: "[],", count: 1000) + "[]]"
        #expect(accepts(Array(wide.utf8)))
    }

    @Test("the words of Python are numbers only where they are allowed")
    func nonFinite() {
        for text in ["NaN", "Infinity", "-Infinity", "[NaN, -Infinity]"] {
            #expect(accepts(Array(text.utf8), allowsNonFinite: true))
        }
        for text in [
            "nan", "NaNa", "Infinit", "-NaN", "+Infinity", "-Infinit", "N", "-I", "INFINITY",
        ] {
            #expect(!accepts(Array(text.utf8), allowsNonFinite: true))
        }
    }

    @Test(
        "a special byte is found at every place of a string",
        arguments: [0x00, 0x1F, 0x22, 0x5C] as [UInt8]
    )
    func everyPlace(special: UInt8) {
        for filler in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xFF] as [UInt8] {
            for place in 0..<20 {
                var bytes = [UInt8](repeating: filler, count: 20)
                bytes[place] = special
                let quoted = [0x22] + bytes + [0x22]
                #expect(accepts(quoted) == JSONOracle.accepts(quoted), "\(filler) \(place)")
            }
        }
    }

    @Test("tokens come with their places")
    func tokens() {
        let text = #" {"a" : [1,"x\"",{}] , "b":-1.5e3}"#
        let seen = Array(text.utf8).withUnsafeBytes { buffer -> [String] in
            var scanner = JSONScanner(buffer)
            var seen: [String] = []
            while true {
                let token = scanner.next()
                switch token {
                case .key(let range), .string(let range), .scalar(let range):
                    seen.append(String(decoding: buffer[range], as: UTF8.self))
                case .end, .invalid:
                    return seen + ["\(token)"]
                default: seen.append("\(token)")
                }
            }
        }
        #expect(
            seen == [
                "beginObject", #""a""#, "beginArray", "1", #""x\"""#, "beginObject", "endObject",
                "endArray", #""b""#, "-1.5e3", "endObject", "end",
            ]
        )
    }
}

// MARK: - Mutated documents

extension JSONScannerTests {
    private static let seeds = [
        #"{"message": "hi there", "n": [1, -2.5e+3, true, false, null], "o": {"k": "\u00e9\n"}}"#,
        #"[[["a"], {"b": [0, 10, 0.5]}], "\ud83d\ude00\\\"", {}, [], "plain text of some length"]"#,
        #" { "message" : { "a" : [ 1 , 2 ] } , "message" : "last" } "#,
    ]

    @Test("on mutated documents the scanner and the plain reading agree", arguments: 0..<20)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters =
            Array(#"{}[]:,"\/ 019-+.eEuntrfalsdbx"#.utf8) + [0x0A, 0x1F, 0x7F, 0xC3, 0xA9]
        for round in 0..<500 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                mutate(&bytes, with: letters, using: &generator)
            }
            let agrees = accepts(bytes) == JSONOracle.accepts(bytes)
            #expect(agrees, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private func mutate(
        _ bytes: inout [UInt8],
        with letters: [UInt8],
        using generator: inout SeededGenerator
    ) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        let letter = letters[Int.random(in: letters.indices, using: &generator)]
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(letter, at: place)
        case 2: bytes[place] = letter
        case 3: bytes.removeSubrange(place...)
        default: bytes.swapAt(place, Int.random(in: bytes.indices, using: &generator))
        }
    }
}
