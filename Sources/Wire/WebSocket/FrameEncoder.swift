/// Writes frames (RFC 6455 section 5.2), always with the shortest form of the length.
package enum FrameEncoder {
    private static let maximumReason = FrameHeader.maximumControlPayload - 2

    /// Appends one frame to `output`.
    ///
    /// - Parameters:
    ///   - opcode: What the frame carries.
    ///   - payload: Its bytes, unmasked.
    ///   - isFinal: Whether it ends its message.
    ///   - isCompressed: Whether it begins a compressed message (RFC 7692 section 6).
    ///   - maskKey: The key of a client's frame, fresh and unpredictable (section 5.3); `nil` for a
    ///     server's.
    ///   - output: Where the frame goes.
    package static func append(
        _ opcode: Opcode,
        payload: UnsafeRawBufferPointer,
        isFinal: Bool = true,
        isCompressed: Bool = false,
        maskKey: UInt32?,
        to output: inout [UInt8]
    ) {
        appendHeader(
            opcode,
            length: payload.count,
            isFinal: isFinal,
            isCompressed: isCompressed,
            maskKey: maskKey,
            to: &output
        )
        output.append(masking: payload, key: maskKey, offset: 0)
    }

    /// Appends one frame to `output`; see the other form.
    package static func append(
        _ opcode: Opcode,
        payload: [UInt8],
        isFinal: Bool = true,
        isCompressed: Bool = false,
        maskKey: UInt32?,
        to output: inout [UInt8]
    ) {
        payload.withUnsafeBytes { bytes in
            append(
                opcode,
                payload: bytes,
                isFinal: isFinal,
                isCompressed: isCompressed,
                maskKey: maskKey,
                to: &output
            )
        }
    }

    /// Appends the header alone, for a payload that the caller appends itself.
    package static func appendHeader(
        _ opcode: Opcode,
        length: Int,
        isFinal: Bool = true,
        isCompressed: Bool = false,
        maskKey: UInt32? = nil,
        to output: inout [UInt8]
    ) {
        output.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        let maskBit: UInt8 = maskKey == nil ? 0 : 0x80
        switch length {
        case 0...125:
            output.append(maskBit | UInt8(truncatingIfNeeded: length))
        case 126...0xFFFF:
            output.append(maskBit | 126)
            appendBigEndian(UInt64(length), bytes: 2, to: &output)
        default:
            output.append(maskBit | 127)
            appendBigEndian(UInt64(length), bytes: 8, to: &output)
        }
        if let maskKey {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                output.append(UInt8(truncatingIfNeeded: maskKey >> shift))
            }
        }
    }

    /// The payload of a Close frame: nothing for ``CloseCode/noStatus``, else the code and as
    /// much of the reason as fits in 123 bytes, cut between scalars.
    package static func closePayload(_ status: CloseStatus) -> [UInt8] {
        guard status.code != .noStatus else { return [] }
        var payload: [UInt8] = []
        appendBigEndian(UInt64(status.code.rawValue), bytes: 2, to: &payload)
        let reason = Array(status.reason.utf8.prefix(maximumReason + 1))
        var end = reason.count
        if end > maximumReason {
            // The first byte that is left out must begin a scalar.
            end = maximumReason
            while end > 0, reason[end] & 0xC0 == 0x80 { end -= 1 }
        }
        payload += reason[..<end]
        return payload
    }

    private static func appendBigEndian(_ value: UInt64, bytes: UInt64, to output: inout [UInt8]) {
        for index in (0..<bytes).reversed() {
            output.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }
}
