/// Joins fragments, and frames that arrive in pieces, to messages (RFC 6455 section 5.4), and
/// checks the UTF-8 of text as it arrives.
///
/// Owns one contiguous buffer while a message is unfinished and nothing otherwise. A
/// message that is one frame and came in one piece never enters the buffer.
struct MessageAssembler: Sendable {
    /// A whole message: `scratch[0..<count]`.
    struct Whole {
        var kind: MessageKind
        var count: Int
    }

    private var kind: MessageKind?
    private var buffer: [UInt8] = []
    private var fragments = 0
    private var validator = UTF8Validator()

    /// Whether a message is unfinished.
    var isActive: Bool { kind != nil }

    /// Takes note of a data frame's header.
    ///
    /// - Throws: A fault when it is out of order or would exceed the limits.
    mutating func begin(_ header: FrameHeader, limits: Limits) throws(ProtocolFault) {
        guard isActive == (header.opcode == .continuation) else { throw .badFragmentation }
        guard header.payloadLength <= limits.messageBytes - buffer.count else {
            throw .messageTooBig(limit: limits.messageBytes)
        }
        fragments += 1
        guard fragments <= limits.fragments else {
            throw .tooManyFragments(limit: limits.fragments)
        }
        switch header.opcode {
        case .text: kind = .text
        case .binary: kind = .binary
        default: break
        }
    }

    /// Adds the piece of a frame's payload that starts at `offset`.
    ///
    /// `isWhole` says that the frame ends with it.
    ///
    /// - Returns: The message, if it is whole now.
    mutating func add(
        _ piece: UnsafeRawBufferPointer,
        of header: FrameHeader,
        offset: Int,
        isWhole: Bool,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) -> Whole? {
        guard let kind else { return nil }
        let endsMessage = isWhole && header.isFinal
        if endsMessage, fragments == 1, offset == 0 {
            return try deliver(piece, kind: kind, key: header.maskKey, scratch: &scratch)
        }
        // Room for all of a fragmented frame at once is taken as its bytes come, not as its
        // header says: a length alone must not make us allocate.
        let start = buffer.count
        buffer.appendUnmasked(piece, key: header.maskKey, offset: offset)
        if kind == .text {
            let isValid = buffer.withUnsafeBytes { bytes in
                validator.validate(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
            guard isValid, !endsMessage || validator.isComplete else { throw .invalidUTF8 }
        }
        guard endsMessage else { return nil }
        let count = buffer.count
        swap(&buffer, &scratch)
        self = MessageAssembler()
        return Whole(kind: kind, count: count)
    }

    /// The fast path: a message in one frame and one piece goes straight to the scratch space.
    private mutating func deliver(
        _ piece: UnsafeRawBufferPointer,
        kind: MessageKind,
        key: UInt32?,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) -> Whole {
        self.kind = nil
        fragments = 0
        scratch.ensureCount(piece.count)
        let isValid = scratch.withUnsafeMutableBytes { target -> Bool in
            guard let base = target.baseAddress, !piece.isEmpty else { return true }
            if let key {
                Masking.apply(piece, to: base, key: key, offset: 0)
            } else {
                target.copyMemory(from: piece)
            }
            guard kind == .text else { return true }
            var validator = UTF8Validator()
            return validator.validate(UnsafeRawBufferPointer(start: base, count: piece.count))
                && validator.isComplete
        }
        guard isValid else { throw .invalidUTF8 }
        return Whole(kind: kind, count: piece.count)
    }
}

extension [UInt8] {
    /// Appends `piece`, unmasked as bytes from `offset` on of a payload.
    mutating func appendUnmasked(_ piece: UnsafeRawBufferPointer, key: UInt32?, offset: Int) {
        let start = count
        append(contentsOf: piece)
        guard let key else { return }
        withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            Masking.apply(piece, to: base + start, key: key, offset: offset)
        }
    }

    /// Makes the array at least `size` bytes long, whatever they are; it never shrinks.
    mutating func ensureCount(_ size: Int) {
        guard count < size else { return }
        append(contentsOf: repeatElement(0, count: Swift.max(size, 4096) - count))
    }

    /// Overwrites the first bytes with all of `bytes`.
    mutating func replacePrefix(with bytes: [UInt8]) {
        ensureCount(bytes.count)
        replaceSubrange(0..<bytes.count, with: bytes)
    }
}
