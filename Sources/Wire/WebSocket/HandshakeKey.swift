/// The `Sec-WebSocket-Key` of a handshake and the answer that proves a WebSocket server (RFC 6455
/// sections 4.1 and 4.2.2).
package struct HandshakeKey: Equatable, Sendable {
    /// The value of the field: 16 bytes in base 64.
    package let value: String

    /// A client's key from 16 random bytes, new for every handshake.
    package init(randomBytes: (UInt64, UInt64)) {
        let bytes = [randomBytes.0, randomBytes.1].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        value = Base64.encode(bytes)
    }

    /// A key that a client sent; `nil` unless it is 16 bytes in base 64.
    package init?(received value: String) {
        guard value.utf8.count == 24, Base64.decodedCount(value) == 16 else { return nil }
        self.value = value
    }

    /// The value of `Sec-WebSocket-Accept` that answers this key.
    package var accept: String {
        Base64.encode(SHA1.digest(Array((value + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }
}
