import Testing

@testable import Wire

@Suite("Base 64 (RFC 4648 section 4)")
struct Base64Tests {
    @Test(
        "the vectors of section 10 hold",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decodedCount(encoded) == text.utf8.count)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test("the last two letters of the alphabet are + and /")
    func alphabet() {
        #expect(Base64.encode([0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF]) == "++++////")
        #expect(Base64.decode("++++////") == [0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF])
    }

    @Test(
        "what is not base 64 has no length",
        arguments: ["A", "AB", "ABC", "A===", "====", "AB=C", "AB==CD==", "AB-_", "AB C", "ABCé"]
    )
    func malformed(text: String) {
        #expect(Base64.decodedCount(text) == nil)
        #expect(Base64.decode(text) == nil)
    }

    @Test("bits that stand for nothing must be zero", arguments: ["Zh==", "Zm9="])
    func unusedBits(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
