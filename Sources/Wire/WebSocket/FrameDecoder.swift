/// Reads frame headers that may arrive byte by byte, and checks everything that a header alone
/// decides (RFC 6455 section 5): nothing is allocated for a payload that will be refused.
///
/// Between two headers it is empty; payloads are the caller's business.
package struct FrameDecoder: Sendable {
    private let role: Role
    /// RSV bits that a negotiated extension defines, as in ``FrameHeader/reservedBits``.
    private let allowedReservedBits: UInt8
    private var bytes = InlineArray<14, UInt8>(repeating: 0)
    private var count = 0

    /// A decoder of what the peer of a `role` sends.
    package init(role: Role, allowedReservedBits: UInt8 = 0) {
        self.role = role
        self.allowedReservedBits = allowedReservedBits
    }

    /// Whether a header has begun and is not whole.
    package var isMidHeader: Bool { count > 0 }

    /// Takes bytes from the front of `input` until a header is whole.
    ///
    /// - Parameter input: What has arrived; shortened by what was taken.
    /// - Returns: The header, or `nil` when more bytes are needed.
    /// - Throws: What is wrong with the header, as soon as the bytes that show it are there.
    package mutating func nextHeader(
        from input: inout UnsafeRawBufferPointer
    ) throws(ProtocolFault) -> FrameHeader? {
        guard take(upTo: 2, from: &input) else { return nil }
        let opcode = try checkedOpcode()
        guard take(upTo: 2 + extendedLengthBytes, from: &input) else { return nil }
        let length = try checkedLength()
        guard take(upTo: size, from: &input) else { return nil }
        count = 0
        return FrameHeader(
            isFinal: isFinal,
            reservedBits: reservedBits,
            opcode: opcode,
            maskKey: isMasked ? maskKey : nil,
            payloadLength: length
        )
    }

    /// Whether `total` bytes of the header are there, after taking what can be had.
    private mutating func take(upTo total: Int, from input: inout UnsafeRawBufferPointer) -> Bool {
        let taken = min(total - count, input.count)
        guard taken > 0 else { return count >= total }
        for index in 0..<taken {
            bytes[count + index] = input[index]
        }
        count += taken
        input = UnsafeRawBufferPointer(rebasing: input[taken...])
        return count >= total
    }

    /// What the first two bytes decide.
    private func checkedOpcode() throws(ProtocolFault) -> Opcode {
        guard reservedBits & ~allowedReservedBits == 0 else { throw .reservedBits }
        guard let opcode = Opcode(rawValue: bytes[0] & 0x0F) else {
            throw .unknownOpcode(bytes[0] & 0x0F)
        }
        guard isMasked == (role == .server) else { throw .wrongMasking }
        if opcode.isControl {
            // RFC 7692 section 6.1: control frames are never compressed.
            guard reservedBits == 0 else { throw .reservedBits }
            guard isFinal, lengthField <= FrameHeader.maximumControlPayload else {
                throw .badControlFrame
            }
        }
        return opcode
    }

    /// The payload's length: in its shortest form, and without its top bit.
    private func checkedLength() throws(ProtocolFault) -> Int {
        guard extendedLengthBytes > 0 else { return lengthField }
        let value = integer(at: 2, bytes: extendedLengthBytes)
        let shortest: UInt64 = extendedLengthBytes == 2 ? 126 : 0x1_0000
        guard value >= shortest, let length = Int(exactly: value) else { throw .badLength }
        return length
    }

    private var isFinal: Bool { bytes[0] & 0x80 != 0 }
    private var reservedBits: UInt8 { (bytes[0] >> 4) & 0x7 }
    private var isMasked: Bool { bytes[1] & 0x80 != 0 }
    private var lengthField: Int { Int(bytes[1] & 0x7F) }
    private var size: Int { 2 + extendedLengthBytes + (isMasked ? 4 : 0) }
    private var maskKey: UInt32 {
        UInt32(truncatingIfNeeded: integer(at: 2 + extendedLengthBytes, bytes: 4)).byteSwapped
    }

    private var extendedLengthBytes: Int {
        switch lengthField {
        case 126: 2
        case 127: 8
        default: 0
        }
    }

    private func integer(at start: Int, bytes size: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<start + size {
            value = value << 8 | UInt64(bytes[index])
        }
        return value
    }
}
