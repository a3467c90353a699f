/// Base 64 (RFC 4648 section 4), as far as handshakes need it.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// Encodes with padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits =
                group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let isPadding = index > group.count
                let sextet = Int(bits >> UInt32(18 - 6 * index)) & 63
                output.append(isPadding ? UInt8(ascii: "=") : alphabet[sextet])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// How many bytes a well-formed text stands for; `nil` if it is not base 64 with its padding.
    static func decodedCount(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count % 4 == 0 else { return nil }
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2, bytes.dropLast(padding).allSatisfy(alphabet.contains) else {
            return nil
        }
        return bytes.count / 4 * 3 - padding
    }

    /// The bytes that a text stands for; `nil` if it is not what ``encode(_:)`` makes of them.
    package static func decode(_ text: String) -> [UInt8]? {
        guard let count = decodedCount(text) else { return nil }
        var output: [UInt8] = []
        var bits: UInt32 = 0
        for (index, byte) in text.utf8.enumerated() {
            // Padding stands for zeros.
            bits = bits << 6 | UInt32(alphabet.firstIndex(of: byte) ?? 0)
            if index % 4 == 3 {
                output += [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
            }
        }
        let bytes = Array(output.prefix(count))
        return ASCII.identical(encode(bytes), text) ? bytes : nil
    }
}
