/// Names a chat program on one machine, for as long as its state is kept there: 128 random bits.
///
/// A secret between it and the servers: who knows it is told which messages are its own.
package struct Device: Hashable, Sendable, CustomStringConvertible {
    /// The upper and the lower half.
    package let high: UInt64, low: UInt64

    /// A new device; `generator` must be unpredictable.
    package init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next()
    }

    /// Reads 32 hexadecimal digits.
    package init?(_ digits: some Collection<UInt8>) {
        guard digits.count == 32, let high = UInt64(hexDigits: digits.prefix(16)),
            let low = UInt64(hexDigits: digits.dropFirst(16))
        else { return nil }
        self.high = high
        self.low = low
    }

    /// 32 lower-case hexadecimal digits.
    package var description: String { high.hexDigits + low.hexDigits }
}

/// Names the life of a room's log: 64 random bits, new when the log is not the one that it was.
package struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// The bits.
    package let rawValue: UInt64

    /// The epoch with these bits.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// A new epoch.
    package init(using generator: inout some RandomNumberGenerator) {
        rawValue = generator.next()
    }

    /// Reads 16 hexadecimal digits.
    package init?(_ digits: some Collection<UInt8>) {
        guard digits.count == 16, let rawValue = UInt64(hexDigits: digits) else { return nil }
        self.rawValue = rawValue
    }

    /// 16 lower-case hexadecimal digits.
    package var description: String { rawValue.hexDigits }
}

/// Names one chat message of a device, made once and sent with every repetition: 1 to 64 ASCII
/// letters, digits, `_` and `-`.
package struct Nonce: Hashable, Sendable, CustomStringConvertible {
    /// The longest nonce in bytes.
    package static let maximumBytes = 64

    /// The characters.
    package let description: String

    /// A new nonce of 128 bits.
    package init(using generator: inout some RandomNumberGenerator) {
        let high: UInt64 = generator.next()
        let low: UInt64 = generator.next()
        description = high.hexDigits + low.hexDigits
    }

    /// `nil` when the bytes are not a nonce.
    package init?(_ bytes: some Collection<UInt8>) {
        guard Self.isNonce(bytes) else { return nil }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the bytes are a nonce.
    static func isNonce(_ bytes: some Collection<UInt8>) -> Bool {
        (1...maximumBytes).contains(bytes.count)
            && bytes.allSatisfy { byte in
                ASCII.isLetterOrDigit(byte) || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
    }
}

/// How far a room's log was read: valid as the pair only.
package struct LogPosition: Hashable, Sendable {
    /// The log.
    package var epoch: Epoch
    /// The number of the last message, 0 for none.
    package var seq: Int64

    /// The position behind message `seq` of the log `epoch`.
    package init(epoch: Epoch, seq: Int64) {
        self.epoch = epoch
        self.seq = seq
    }
}

extension UInt64 {
    /// 16 lower-case digits.
    fileprivate var hexDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// At most 16 digits.
    fileprivate init?(hexDigits: some Collection<UInt8>) {
        var value: UInt64 = 0
        for byte in hexDigits {
            guard let digit = ASCII.hexValue(byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        self = value
    }
}
