import Testing
import Wire

@Suite("Header fields (RFC 9110 section 5)")
struct HeaderFieldTests {
    @Test("names are compared without regard to case")
    func names() {
        #expect(HeaderField("sec-websocket-KEY", "x").isNamed("Sec-WebSocket-Key"))
        #expect(!HeaderField("Sec-WebSocket-Ke", "x").isNamed("Sec-WebSocket-Key"))
        // U+212A KELVIN SIGN lower-cases to k in Unicode, and must not here.
        #expect(!HeaderField("Sec-WebSocket-\u{212A}ey", "x").isNamed("Sec-WebSocket-Key"))
    }

    @Test(
        "a field that could not be read back as one is not valid",
        arguments: [
            ("", "x"), ("A B", "x"), ("A:", "x"), ("A\r\nB", "x"), ("Ä", "x"), ("A", "x\r\nB: y"),
            ("A", "x\ny"), ("A", "x\u{0}"), ("A", "x\u{7F}"),
        ]
    )
    func invalid(name: String, value: String) {
        #expect(!HeaderField(name, value).isValid)
    }

    @Test("tokens, empty values, tabs and bytes above ASCII are valid")
    func valid() {
        #expect(HeaderField("X-!#$%&'*+.^_`|~09", "").isValid)
        #expect(HeaderField("A", "a\tb ü").isValid)
    }

    @Test("the elements of a list come from all its fields, trimmed, without empty ones")
    func lists() {
        let fields = [
            HeaderField("Connection", " keep-alive ,, Upgrade\t"), HeaderField("X", "y"),
            HeaderField("connection", "a"), HeaderField("Connection", ""),
        ]
        #expect(fields.list(of: "Connection") == ["keep-alive", "Upgrade", "a"])
        #expect(fields.values(of: "X") == ["y"])
        #expect(fields.values(of: "Y") == [])
    }
}
