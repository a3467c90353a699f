import Testing
import Wire

@Suite("Sec-WebSocket-Key (RFC 6455 sections 1.3 and 4.2.2)")
struct HandshakeKeyTests {
    @Test("the example of section 1.3 is answered as the RFC says")
    func example() {
        let key = HandshakeKey(received: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(key?.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test("a client's key is its 16 random bytes")
    func made() {
        let key = HandshakeKey(randomBytes: (0x706D_6173_2065_6874, 0x6563_6E6F_6E20_656C))
        #expect(key.value == "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(HandshakeKey(received: key.value) == key)
    }

    @Test(
        "what is not 16 bytes in base 64 is no key",
        arguments: [
            "", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZWU=",
            "dGhlIHNhbXBsZSBub25jZWVl", "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZQ==AAAA",
        ]
    )
    func refused(value: String) {
        #expect(HandshakeKey(received: value) == nil)
    }
}
