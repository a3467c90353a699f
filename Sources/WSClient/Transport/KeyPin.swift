import NIOSSL
import Wire

/// A server's public key, known beforehand: the SHA-256 of its SubjectPublicKeyInfo, as in RFC 7469
/// section 2.4 and curl's `--pinnedpubkey`.
package struct KeyPin: Hashable, Sendable, CustomStringConvertible {
    /// How many characters the base 64 of a digest has.
    private static let encodedCount = 44

    private let digest: [UInt8]

    /// Reads `sha256/BASE64` or, as curl writes it, `sha256//BASE64`; `nil` if it is neither.
    package init?(_ text: String) {
        // Base 64 may begin with a slash: only the length tells one from the other.
        let bytes = Array(text.utf8)
        let prefix = bytes.dropLast(Self.encodedCount)
        guard prefix.elementsEqual("sha256/".utf8) || prefix.elementsEqual("sha256//".utf8),
            let digest = Base64.decode(
                String(decoding: bytes.suffix(Self.encodedCount), as: UTF8.self)
            ),
            digest.count == 32
        else { return nil }
        self.digest = digest
    }

    /// The pin of a certificate's key; `nil` for a key that cannot be read.
    init?(of certificate: NIOSSLCertificate) {
        guard let info = try? certificate.extractPublicKey().toSPKIBytes() else { return nil }
        digest = SHA256.digest(info)
    }

    /// As ``init(_:)`` reads it.
    package var description: String { "sha256/" + Base64.encode(digest) }
}
