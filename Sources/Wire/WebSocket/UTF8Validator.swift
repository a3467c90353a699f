/// Checks UTF-8 that arrives in pieces and fails at the first byte that cannot belong to it
/// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
package struct UTF8Validator: Equatable, Sendable {
    /// How many continuation bytes the current sequence still needs.
    private var missing: UInt8 = 0
    /// The range of the next continuation byte; narrower than 80–BF only after E0, ED, F0, F4.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// A validator at the beginning of a text.
    package init() {}

    /// Whether the text may end here: no sequence is cut off.
    package var isComplete: Bool { missing == 0 }

    /// Takes the next bytes; after `false` the validator must not be used again.
    package mutating func validate(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let count = bytes.count
        var index = 0
        while index < count {
            if missing == 0 {
                // Runs of ASCII, the usual case, go by eight.
                while index &+ 8 <= count,
                    base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                        & 0x8080_8080_8080_8080 == 0
                {
                    index &+= 8
                }
                guard index < count else { return true }
            }
            guard accept(base.load(fromByteOffset: index, as: UInt8.self)) else { return false }
            index &+= 1
        }
        return true
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= lowest, byte <= highest else { return false }
            missing &-= 1
            (lowest, highest) = (0x80, 0xBF)
            return true
        }
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
