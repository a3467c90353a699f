import TestSupport
import Testing

@testable import Wire

@Suite("SHA-1 (RFC 3174)")
struct SHA1Tests {
    @Test(
        "the vectors of section 7.3 hold, and those around the padding's edges",
        arguments: [
            ("abc", 1, Bytes("A9993E36 4706816A BA3E2571 7850C26C 9CD0D89D")),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                Bytes("84983E44 1C3BD26E BAAE4AA1 F95129E5 E54670F1")
            ),
            ("a", 100_000, Bytes("C4D4B308 51182FC4 EB867549 4D42FD7F 17E29C93")),
            ("x", 55, Bytes("CEF734BA 81A02447 9E09EB5A 75B6DDAE 62E6ABF1")),
            ("x", 56, Bytes("90130536 7C259952 F4E7AF83 23F480D5 9F81335B")),
            ("x", 63, Bytes("0DDC4E0C CCD9A128 50DEB5AB B0853A44 25559FEC")),
            ("x", 64, Bytes("BB2FA3EE 7AFB9F54 C6DFB5D0 21F14B1F FE40C163")),
            (
                "0123456701234567012345670123456701234567012345670123456701234567", 10,
                Bytes("DEA356A2 CDDD90C7 A7ECEDC5 EBB56393 4F460452")
            ),
            ("", 1, Bytes("DA39A3EE 5E6B4B0D 3255BFEF 95601890 AFD80709")),
        ]
    )
    func vectors(text: String, count: Int, digest: [UInt8]) {
        #expect(SHA1.digest(Array(String(repeating: text, count: count).utf8)) == digest)
    }
}
