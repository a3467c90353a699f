import Testing

@testable import Wire

@Suite("Fields of a chat-tui.1 frame")
struct FrameFieldsTests {
    /// What `read` makes of a JSON value that stands between others.
    private func field<Field>(
        _ json: String,
        _ read: (JSONScanner.Value, UnsafeRawBufferPointer) -> Field?
    ) -> Field? {
        Array("[0,\(json),0]".utf8).withUnsafeBytes { bytes in
            var values: [JSONScanner.Value] = []
            JSONScanner.forEachElement(of: bytes) { values.append($0) }
            return values.count == 3 ? read(values[1], bytes) : nil
        }
    }

    @Test(
        "a number is digits alone, from 0 to 2^53",
        arguments: [
            ("0", 0), ("7", 7), ("9007199254740992", 1 << 53), ("9007199254740993", nil),
            ("9999999999999999", nil), ("10000000000000000", nil),
            ("99999999999999999999999999", nil), ("-1", nil), ("-0", nil), ("1.0", nil),
            ("1e3", nil), (#""1""#, nil), ("true", nil), ("null", nil), ("[1]", nil),
        ] as [(String, Int64?)]
    )
    func integers(json: String, number: Int64?) {
        #expect(field(json) { $0.integer(in: $1) } == number)
    }

    @Test(
        "a truth value is one of two words, and no string",
        arguments: [
            ("true", true), ("false", false), ("null", nil), (#""true""#, nil), ("1", nil),
        ] as [(String, Bool?)]
    )
    func booleans(json: String, truth: Bool?) {
        #expect(field(json) { $0.boolean(in: $1) } == truth)
    }

    @Test("a plain string has no escapes, not even of a letter")
    func plainStrings() {
        let text = { (json: String) in
            self.field(json) { $0.plainString(in: $1).map { String(decoding: $0, as: UTF8.self) } }
        }
        #expect(text(#""é x""#) == "é x")
        #expect(text(#""""#)?.isEmpty == true)
        #expect(text(#""\u0061""#) == nil)
        #expect(text("7") == nil)
    }

    @Test("a string is decoded if it is short enough as it is written")
    func strings() {
        let text = { (json: String) in self.field(json) { $0.string(in: $1, limit: 6) } }
        #expect(text(#""\u0061""#) == "a")
        #expect(text(#""\ud800""#) == "\u{FFFD}")
        #expect(text(#""123456""#) == "123456")
        #expect(text(#""1234567""#) == nil)
        #expect(text(#""\u00611""#) == nil)
        #expect(text("123") == nil)
    }

    @Test("a nick may be written with escapes, in any length that a nick has")
    func nicks() {
        let nick = { (json: String) in self.field(json) { $0.nick(in: $1)?.description } }
        #expect(nick(#""ana""#) == "ana")
        #expect(nick("\"" + String(repeating: #"\u00e9"#, count: 32) + "\"")?.utf8.count == 64)
        // A letter of two UTF-16 units takes twelve bytes, and four when it is decoded.
        let letters = String(repeating: #"\ud835\udc00"#, count: 16)
        #expect(nick("\"\(letters)\"")?.unicodeScalars.count == 16)
        #expect(nick(#""a\u001b""#) == nil)
        #expect(nick("7") == nil)
    }

    @Test("a nonce and an epoch are written without escapes")
    func identifiers() {
        #expect(field(#""n-1""#) { $0.nonce(in: $1)?.description } == "n-1")
        #expect(field(#""n\u0031""#) { $0.nonce(in: $1)?.description } == nil)
        #expect(field(#""00000000000000ab""#) { $0.epoch(in: $1)?.rawValue } == 0xAB)
        #expect(field("17") { $0.epoch(in: $1)?.rawValue } == nil)
    }

    @Test("a key is that name and not another that begins or ends like it")
    func keys() {
        let isSeq = { (key: String) in
            let bytes = Array(key.utf8)
            return bytes.withUnsafeBytes { $0.isKey(0..<bytes.count, "seq") }
        }
        #expect(isSeq(#""seq""#))
        for key in [#""se""#, #""seqs""#, #""Seq""#, #""""#, #""\u0073eq""#] {
            #expect(!isSeq(key))
        }
    }

    @Test("numbers are written in decimal", arguments: [0, 7, 10, 99, 100, 1 << 53] as [Int64])
    func decimals(number: Int64) {
        var output: [UInt8] = []
        output.append(decimal: number)
        #expect(String(decoding: output, as: UTF8.self) == String(number))
        #expect([UInt8].digits(of: number) == output.count)
    }
}
