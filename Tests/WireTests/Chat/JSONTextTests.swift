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
        "what JSON demands, what breaks lines and what turns text is escaped, and nothing else",
        arguments: [
            ("", ""), ("a/é😀\u{A0}\u{2027}\u{202F}", "a/é😀\u{A0}\u{2027}\u{202F}"),
            ("\"\\", #"\"\\"#), ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#),
            ("\u{0}\u{1B}\u{1F}", #"\u0000\u001b\u001f"#),
            ("\u{7F}\u{80}\u{9F}", #"\u007f\u0080\u009f"#), ("\u{2028}\u{2029}", #"\u2028\u2029"#),
            ("a\u{200E}\u{200F}b\u{61C}", #"a\u200e\u200fb\u061c"#),
            ("\u{202A}\u{202D}\u{202E}\u{2066}\u{2069}", #"\u202a\u202d\u202e\u2066\u2069"#),
            // Their neighbours.
            ("\u{200D}\u{2010}\u{2065}\u{206A}\u{61B}", "\u{200D}\u{2010}\u{2065}\u{206A}\u{61B}"),
            // Bytes 80 to 9F, A8 and A6 behind others than C2, E2 80 and E2 81.
            ("Àß\u{C080}\u{E0A8}\u{12028}â\u{2028E}", "Àß\u{C080}\u{E0A8}\u{12028}â\u{2028E}"),
            ("\u{4A8}\u{71C}\u{20A8}\u{1066}", "\u{4A8}\u{71C}\u{20A8}\u{1066}"),
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
