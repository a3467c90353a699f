/// Masking as RFC 6455 section 5.3 defines it: each byte is XORed with byte `i mod 4` of the key.
///
/// The same operation masks and unmasks.
package enum Masking {
    /// Copies `source` to `destination`, applying `key` as if the first byte stood at `offset` of
    /// the payload.
    ///
    /// Works by 32 bytes at a time. The two regions must not overlap; `destination` holds at
    /// least as many bytes as `source`.
    ///
    /// - Parameters:
    ///   - source: The bytes to transform.
    ///   - destination: Where they go.
    ///   - key: The masking key, first wire byte least significant.
    ///   - offset: How many payload bytes came before, so that a payload may arrive in pieces.
    package static func apply(
        _ source: UnsafeRawBufferPointer,
        to destination: UnsafeMutableRawPointer,
        key: UInt32,
        offset: Int
    ) {
        guard let base = source.baseAddress else { return }
        let count = source.count
        // Rotated, so that the loops below can start at byte 0 of the key.
        let shift = UInt32(truncatingIfNeeded: offset & 3) &* 8
        let rotated = shift == 0 ? key : (key >> shift) | (key << (32 &- shift))
        let word = UInt64(rotated) | UInt64(rotated) << 32
        let block = SIMD4<UInt64>(repeating: word.littleEndian)
        var index = 0
        while index &+ 32 <= count {
            let bytes = base.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
            destination.storeBytes(
                of: bytes ^ block,
                toByteOffset: index,
                as: SIMD4<UInt64>.self
            )
            index &+= 32
        }
        while index &+ 8 <= count {
            let bytes = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            destination.storeBytes(
                of: bytes ^ word.littleEndian,
                toByteOffset: index,
                as: UInt64.self
            )
            index &+= 8
        }
        var rest = word
        while index < count {
            destination.storeBytes(
                of: base.load(fromByteOffset: index, as: UInt8.self)
                    ^ UInt8(truncatingIfNeeded: rest),
                toByteOffset: index,
                as: UInt8.self
            )
            rest >>= 8
            index &+= 1
        }
    }
}

extension [UInt8] {
    /// Appends `bytes`, masked or unmasked as those from `offset` on of a payload; without a key as
    /// they are.
    mutating func append(masking bytes: UnsafeRawBufferPointer, key: UInt32?, offset: Int) {
        guard let key else {
            append(contentsOf: bytes)
            return
        }
        append(addingCapacity: bytes.count) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                guard let base = buffer.baseAddress else { return }
                Masking.apply(bytes, to: base, key: key, offset: offset)
                count = bytes.count
            }
        }
    }
}
