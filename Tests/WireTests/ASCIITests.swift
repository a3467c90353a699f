import Testing

@testable import Wire

@Suite("Text by bytes")
struct ASCIITests {
    @Test("equality ignores the case of ASCII letters alone")
    func equality() {
        #expect(ASCII.equal("WebSocket", "websocket"))
        #expect(!ASCII.equal("websocket", "websockets"))
        #expect(!ASCII.equal("É", "é"))
        #expect(!ASCII.equal("[", "{"))
    }

    @Test("identical texts have the same bytes, whatever Unicode holds equivalent")
    func identity() {
        #expect(ASCII.identical("é", "\u{E9}"))
        #expect(!ASCII.identical("e\u{301}", "\u{E9}"))
        #expect(!ASCII.identical("a", "ab"))
    }

    @Test("spaces and tabs around a text go, those inside stay")
    func trimming() {
        #expect(ASCII.trimmed(" \ta b\t ".utf8) == "a b")
        #expect(ASCII.trimmed("".utf8) == "")
        #expect(ASCII.trimmed(" \t ".utf8) == "")
    }

    @Test("hexadecimal digits of both cases have a value")
    func hexadecimal() {
        let digits = Array("0123456789abcdefABCDEF".utf8)
        #expect(digits.map(ASCII.hexValue) == Array(0...15) + Array(10...15))
        #expect("/:@G`g".utf8.allSatisfy { ASCII.hexValue($0) == nil })
    }

    @Test("tokens are made of the 77 characters of RFC 9110 section 5.6.2")
    func tokens() {
        let bytes = (UInt8.min...UInt8.max).filter(ASCII.isTokenByte)
        #expect(bytes.count == 77)
        #expect(!bytes.contains { "\"(),/:;<=>?@[\\]{} ".utf8.contains($0) })
    }
}
