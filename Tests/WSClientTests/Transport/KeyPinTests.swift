import Testing
import WSClient

@Suite("The pin of a key")
struct KeyPinTests {
    private static let digest = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

    @Test(
        "is read as RFC 7469 and as curl write it",
        arguments: [
            ("sha256/", digest), ("sha256//", digest),
            // A digest whose base 64 begins with a slash.
            ("sha256/", "/" + digest.dropFirst()), ("sha256//", "/" + digest.dropFirst()),
        ]
    )
    func read(prefix: String, digest: String) {
        #expect(KeyPin(prefix + digest)?.description == "sha256/" + digest)
    }

    @Test(
        "is 32 bytes of base 64 behind its algorithm",
        arguments: [
            "", "sha256/", "sha256//", digest, "sha1/\(digest)", "sha256///\(digest)",
            "SHA256/\(digest)", " sha256/\(digest)", "sha256/\(digest) ",
            "sha256/\(digest.dropLast())", "sha256/\(digest.dropLast(2))==",
            "sha256/" + "\(digest)A",
            "sha256/" + String(repeating: "A", count: 44), "sha256/\(digest.dropLast(2))R=",
        ]
    )
    func malformed(text: String) {
        #expect(KeyPin(text) == nil)
    }
}
