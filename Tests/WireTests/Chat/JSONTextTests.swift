import Testing

@testable import Wire

@Suite("JSON strings (RFC 8259 section 7)")
struct JSONTextTests {
    private func decode(_ raw: String) -> String {
        var output: [UInt8] = []
        Array(raw.utf8).withUnsafeBytes { JSONText.appendDecoded($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    private func encode(_ text: String) -> String {
        var output: [UInt8] = []
        JSONText.appendString(text.utf8, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "escapes are decoded",
        arguments: [
            ("", ""), ("plain é😀", "plain é😀"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#"\u0041\u00e9\u20AC"#, "Aé€"), (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00!"#, "😀!"),
            (#"a\u0000b"#, "a\u{0}b"), (#"\uffff"#, "\u{FFFF}"), (#"\udbff\udfff"#, "\u{10FFFF}"),
            (#"\\u0041"#, #"\u0041"#),
        ]
    )
    func decodes(raw: String, text: String) {
        #expect(decode(raw).utf8.elementsEqual(text.utf8))
    }

    @Test(
        "each lone surrogate becomes one replacement character",
        arguments: [
            (#"\ud800"#, "\u{FFFD}"), (#"\udc00"#, "\u{FFFD}"), (#"\ud800x"#, "\u{FFFD}x"),
            (#"\ud800\ud800"#, "\u{FFFD}\u{FFFD}"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
            (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"), (#"\ud83d\n"#, "\u{FFFD}\n"),
            (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ud83dabcdef"#, "\u{FFFD}abcdef"),
        ]
    )
    func surrogates(raw: String, text: String) {
        #expect(decode(raw).utf8.elementsEqual(text.utf8))
    }

    @Test(
        "what JSON demands, DEL, C1, U+2028 and U+2029 are escaped, and nothing else",
        arguments: [
            ("", ""), ("a/é😀\u{A0}\u{2027}\u{202A}", "a/é😀\u{A0}\u{2027}\u{202A}"),
            ("\"\\", #"\"\\"#), ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#),
            ("\u{0}\u{1B}\u{1F}", #"\u0000\u001b\u001f"#),
            ("\u{7F}\u{80}\u{9F}", #"\u007f\u0080\u009f"#), ("\u{2028}\u{2029}", #"\u2028\u2029"#),
            // Bytes 80 to 9F and A8 behind others than C2 and E2 80.
            ("Àß\u{C080}\u{E0A8}\u{12028}â\u{2068}", "Àß\u{C080}\u{E0A8}\u{12028}â\u{2068}"),
        ]
    )
    func encodes(text: String, expected: String) {
        #expect(encode(text).utf8.elementsEqual("\"\(expected)\"".utf8))
    }

    @Test("all scalars survive a round trip, and the scanner takes what is written")
    func roundTrip() {
        for start in stride(from: UInt32(0), through: 0x10FFFF, by: 0x400) {
            var text = ""
            text.unicodeScalars.append(
                contentsOf: (start..<start + 0x400).compactMap(Unicode.Scalar.init)
            )
            let json = Array(encode(text).utf8)
            let isString = json.withUnsafeBytes { bytes in
                var scanner = JSONScanner(bytes)
                return scanner.nextValue()
                    == JSONScanner.Value(range: 0..<json.count, isString: true)
            }
            #expect(isString || text.isEmpty)
            let decoded = decode(String(decoding: json.dropFirst().dropLast(), as: UTF8.self))
            #expect(decoded.utf8.elementsEqual(text.utf8))
        }
    }
}
