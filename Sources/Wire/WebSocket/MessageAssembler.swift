/// Joins fragments, and frames that arrive in pieces, to messages (RFC 6455 section 5.4), inflates
/// compressed ones (RFC 7692 section 6.2), and checks the UTF-8 of text as it arrives.
///
/// Owns one contiguous buffer while a message is unfinished, and between messages nothing but the
/// window of a peer that compresses with context takeover. A message that is one plain frame and
/// came in one piece never enters the buffer.
struct MessageAssembler: ~Copyable {
    /// A whole message: `scratch[0..<count]`.
    struct Whole {
        var kind: MessageKind
        var count: Int
    }

    /// Compressed payloads are unmasked and inflated by this many bytes.
    private static let compressedStep = 16_384

    /// What the connection was given.
    let limits: Limits
    /// `nil` unless permessage-deflate was negotiated.
    private var compression: IncomingCompression?
    private var kind: MessageKind?
    private var isCompressed = false
    /// What came of the unfinished message.
    private(set) var buffer: [UInt8] = []
    /// The lengths of the message's frames, summed up.
    private var payloadBytes = 0
    private var fragments = 0
    private var validator = UTF8Validator()

    /// An assembler of what a peer sends that compresses nothing.
    init(limits: Limits) {
        self.limits = limits
        compression = nil
    }

    /// An assembler of what a peer sends that may compress.
    init(limits: Limits, compression: consuming IncomingCompression) {
        self.limits = limits
        self.compression = consume compression
    }

    /// Whether a message is unfinished.
    var isActive: Bool { kind != nil }

    /// Takes note of a data frame's header.
    ///
    /// - Throws: A fault when it is out of order or would exceed the limits.
    mutating func begin(_ header: FrameHeader) throws(ProtocolFault) {
        guard isActive == (header.opcode == .continuation) else { throw .badFragmentation }
        if header.reservedBits & FrameHeader.rsv1 != 0 {
            // RFC 7692 section 6.1: a message's first frame speaks for all.
            guard !isActive else { throw .reservedBits }
            isCompressed = true
        }
        let limit = limits.messageBytes
        let most = isCompressed ? IncomingCompression.maximumCompressed(for: limit) : limit
        guard header.payloadLength <= most - payloadBytes else {
            throw .messageTooBig(limit: limit)
        }
        payloadBytes += header.payloadLength
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
        if endsMessage, fragments == 1, offset == 0, !isCompressed {
            return try deliver(piece, kind: kind, key: header.maskKey, scratch: &scratch)
        }
        if isCompressed {
            let masked = Masked(bytes: piece, key: header.maskKey, offset: offset)
            try inflate(masked, kind: kind, endsMessage: endsMessage, scratch: &scratch)
        } else {
            let start = buffer.count
            makeRoom(for: piece.count, frameEnd: start + header.payloadLength - offset)
            buffer.append(masking: piece, key: header.maskKey, offset: offset)
            guard kind == .binary || isText(from: start, isWhole: endsMessage) else {
                throw .invalidUTF8
            }
        }
        guard endsMessage else { return nil }
        let count = buffer.count
        swap(&buffer, &scratch)
        reset()
        return Whole(kind: kind, count: count)
    }

    /// Forgets the unfinished message, and gives all memory back: the connection is over.
    mutating func end() {
        reset()
        compression?.end()
    }

    private mutating func reset() {
        kind = nil
        isCompressed = false
        buffer = []
        payloadBytes = 0
        fragments = 0
        validator = UTF8Validator()
    }

    /// Takes room for a frame as its bytes come: a header that lies must not make us allocate, yet
    /// a long message must not be copied over and over.
    private mutating func makeRoom(for count: Int, frameEnd: Int) {
        let needed = buffer.count + count
        guard needed > buffer.capacity, frameEnd / 2 > needed else { return }
        buffer.reserveCapacity(min(frameEnd, 4 * needed))
    }

    /// Whether what is in the buffer from `start` on continues valid UTF-8.
    private mutating func isText(from start: Int, isWhole: Bool) -> Bool {
        let isValid = buffer.withUnsafeBytes { bytes in
            validator.validate(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
        return isValid && (!isWhole || validator.isComplete)
    }
}

// MARK: - Compressed messages

extension MessageAssembler {
    /// A piece of a frame's payload as it came.
    private struct Masked {
        var bytes: UnsafeRawBufferPointer
        var key: UInt32?
        /// Where in the payload it begins.
        var offset: Int
    }

    /// Inflates a piece to the end of the buffer, and checks text.
    private mutating func inflate(
        _ piece: Masked,
        kind: MessageKind,
        endsMessage: Bool,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) {
        var piece = piece
        repeat {
            let step = UnsafeRawBufferPointer(rebasing: piece.bytes.prefix(Self.compressedStep))
            piece.bytes = UnsafeRawBufferPointer(rebasing: piece.bytes[step.count...])
            scratch.replacePrefix(unmasking: step, key: piece.key, offset: piece.offset)
            piece.offset += step.count
            let isLast = endsMessage && piece.bytes.isEmpty
            let start = buffer.count
            let fault = scratch.withUnsafeBytes { bytes in
                compression?.inflate(
                    UnsafeRawBufferPointer(rebasing: bytes[..<step.count]),
                    endsMessage: isLast,
                    limit: limits.messageBytes,
                    to: &buffer
                )
            }
            // What came before the fault counts first: the outcome must not depend on how the
            // bytes arrive.
            guard kind == .binary || isText(from: start, isWhole: isLast && fault == nil) else {
                throw .invalidUTF8
            }
            if let fault { throw fault }
        } while !piece.bytes.isEmpty
    }
}

// MARK: - One frame in one piece

extension MessageAssembler {
    /// The fast path: the message goes straight to the scratch space.
    private mutating func deliver(
        _ piece: UnsafeRawBufferPointer,
        kind: MessageKind,
        key: UInt32?,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) -> Whole {
        self.kind = nil
        payloadBytes = 0
        fragments = 0
        scratch.replacePrefix(unmasking: piece, key: key, offset: 0)
        if kind == .text {
            let isValid = scratch.withUnsafeBytes { bytes in
                var validator = UTF8Validator()
                return validator.validate(UnsafeRawBufferPointer(rebasing: bytes[..<piece.count]))
                    && validator.isComplete
            }
            guard isValid else { throw .invalidUTF8 }
        }
        return Whole(kind: kind, count: piece.count)
    }
}

extension [UInt8] {
    /// Overwrites the first bytes with `piece`, unmasked as bytes from `offset` on of a payload.
    mutating func replacePrefix(
        unmasking piece: UnsafeRawBufferPointer,
        key: UInt32?,
        offset: Int
    ) {
        ensureCount(piece.count)
        withUnsafeMutableBytes { target in
            guard let base = target.baseAddress, !piece.isEmpty else { return }
            if let key {
                Masking.apply(piece, to: base, key: key, offset: offset)
            } else {
                target.copyMemory(from: piece)
            }
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
