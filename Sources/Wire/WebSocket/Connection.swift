/// One WebSocket connection after its handshake, without a socket: RFC 6455 sections 5 to 7 as a
/// state machine of one role.
///
/// Bytes go in through ``next(from:scratch:at:)``, which is called until it returns `nil`; what must
/// be written (pongs, the closing handshake) is fetched with ``takeOutput(maskKey:into:)``. A
/// peer's fault is an event and a Close frame to be written, never a thrown error.
///
/// States, and what leads on:
/// - `open`: messages go both ways;
/// - `closing`: our Close frame is on its way, the peer's has not come; what it still sends is
///   delivered;
/// - `closed`: both Close frames are out, or the connection failed; input is ignored, and nothing
///   more is sent but the output that waits.
package struct Connection: ~Copyable {
    /// What the peer's bytes led to.
    package enum Event: Equatable, Sendable {
        /// A whole message; its payload is `scratch[0..<count]` until the next call. Text is
        /// valid UTF-8.
        case message(MessageKind, count: Int)
        /// A ping came; its pong is in the output.
        case ping
        /// A pong came; its payload is `scratch[0..<count]` until the next call.
        case pong(count: Int)
        /// The peer's Close frame came; the answer, if one is due, is in the output.
        case closed(CloseStatus)
        /// The peer broke a rule; a Close frame is in the output, and the transport ends after it.
        case failed(ProtocolFault)
    }

    private enum Phase {
        case open, closing, closed
    }

    /// Which end this is.
    package let role: Role
    private var phase = Phase.open
    private var decoder: FrameDecoder
    /// The frame whose payload is being read.
    private var frame: FrameHeader?
    /// How many bytes of that payload have come.
    private var frameOffset = 0
    private var assembler: MessageAssembler
    /// Compresses what we send, if that was negotiated.
    private var compression: OutgoingCompression?
    /// The payload of a control frame that came in pieces; they may sit inside a message.
    private var controlPayload: [UInt8] = []
    private var controlRate = ControlFrameRate()
    private var outgoing = ControlQueue()

    /// A connection whose handshake is done.
    ///
    /// - Parameters:
    ///   - role: Which end this is.
    ///   - limits: For what the peer sends.
    ///   - deflate: What both ends agreed on for permessage-deflate, if they did.
    package init(role: Role, limits: Limits, deflate: DeflateParameters? = nil) {
        self.role = role
        guard let deflate else {
            decoder = FrameDecoder(role: role)
            assembler = MessageAssembler(limits: limits)
            compression = nil
            return
        }
        let (ours, theirs) =
            role == .server ? (deflate.server, deflate.client) : (deflate.client, deflate.server)
        decoder = FrameDecoder(role: role, allowedReservedBits: FrameHeader.rsv1)
        assembler = MessageAssembler(limits: limits, compression: IncomingCompression(theirs))
        compression = OutgoingCompression(ours)
    }

    /// Whether messages and pings may be sent: no Close frame went either way.
    package var isOpen: Bool { phase == .open }
    /// Whether both Close frames are through or the connection failed: once the output is
    /// written, the server closes the transport, and a client waits for the server to do so
    /// (section 7.1.1).
    package var isClosed: Bool { phase == .closed }
    /// Whether a message or a frame is unfinished; a shell limits how long that may last.
    package var isMidMessage: Bool {
        !isClosed && (assembler.isActive || frame != nil || decoder.isMidHeader)
    }
    /// Whether ``takeOutput(maskKey:into:)`` has something to give.
    package var hasOutput: Bool { !outgoing.isEmpty }

    /// Queues a ping with at most 125 bytes.
    ///
    /// Does nothing unless the connection is open, or when a ping waits already: it asks the same.
    package mutating func ping(_ payload: [UInt8]) {
        guard isOpen else { return }
        outgoing.appendPing(Array(payload.prefix(FrameHeader.maximumControlPayload)))
    }

    /// Starts the closing handshake; does nothing if it has begun.
    ///
    /// A code that must not be sent is sent as 1000.
    package mutating func close(_ status: CloseStatus) {
        guard isOpen else { return }
        phase = .closing
        queueClose(status)
    }

    /// Writes what waits to be written to the end of `output`.
    ///
    /// A shell whose socket is not taking bytes leaves the output here, where it is bounded.
    ///
    /// - Parameters:
    ///   - maskKey: Makes a fresh key for each frame of a client; not called for a server.
    ///   - output: Where the frames go.
    package mutating func takeOutput(maskKey: () -> UInt32, into output: inout [UInt8]) {
        for control in outgoing.takeAll() {
            FrameEncoder.append(
                control.opcode,
                payload: control.payload,
                maskKey: role == .client ? maskKey() : nil,
                to: &output
            )
        }
    }

    /// Appends a message to `output` as one frame, compressed if that was negotiated and pays.
    ///
    /// The caller has checked ``isOpen``.
    ///
    /// - Parameters:
    ///   - kind: Text must be valid UTF-8.
    ///   - payload: The whole message, below 4 GiB.
    ///   - maskKey: A fresh key for a client, `nil` for a server.
    ///   - output: Where the frame goes.
    package mutating func encode(
        _ kind: MessageKind,
        _ payload: UnsafeRawBufferPointer,
        maskKey: UInt32?,
        to output: inout [UInt8]
    ) {
        guard compression == nil else {
            compression?.append(kind, payload, maskKey: maskKey, to: &output)
            return
        }
        FrameEncoder.append(kind.opcode, payload: payload, maskKey: maskKey, to: &output)
    }

    /// Takes bytes from the front of `input` up to the end of one event.
    ///
    /// Events come in the order of the wire: a whole message is delivered before a bad frame
    /// behind it fails the connection.
    ///
    /// - Parameters:
    ///   - input: What has arrived; shortened by what was taken. It must be the same bytes, or
    ///     their continuation, until it is empty.
    ///   - scratch: Space for the payload, shared by all connections of a thread; it grows to the
    ///     largest payload.
    ///   - now: Milliseconds of a clock that never goes back, to limit control frames by.
    /// - Returns: The event, or `nil` when all of `input` is taken and more is needed.
    package mutating func next(
        from input: inout UnsafeRawBufferPointer,
        scratch: inout [UInt8],
        at now: Int64
    ) -> Event? {
        do throws(ProtocolFault) {
            while phase != .closed {
                if frame == nil {
                    guard let header = try decoder.nextHeader(from: &input) else { return nil }
                    try begin(header, at: now)
                }
                if let event = try readPayload(from: &input, scratch: &scratch) { return event }
                if frame != nil { return nil }
            }
        } catch {
            return fail(error)
        }
        input = UnsafeRawBufferPointer(start: nil, count: 0)
        return nil
    }
}

// MARK: - Frames

extension Connection {
    /// Checks what the header means here and makes its frame the current one.
    private mutating func begin(_ header: FrameHeader, at now: Int64) throws(ProtocolFault) {
        if header.opcode.isControl {
            let limit = assembler.limits.controlFramesPerSecond
            guard controlRate.count(at: now, limit: limit) else {
                throw .tooManyControlFrames(limit: limit)
            }
        } else {
            try assembler.begin(header)
        }
        frame = header
        frameOffset = 0
    }

    /// Reads what there is of the current frame's payload; once it is whole, no frame is current.
    private mutating func readPayload(
        from input: inout UnsafeRawBufferPointer,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) -> Event? {
        guard let header = frame else { return nil }
        let offset = frameOffset
        let piece = UnsafeRawBufferPointer(rebasing: input.prefix(header.payloadLength - offset))
        input = UnsafeRawBufferPointer(rebasing: input[piece.count...])
        frameOffset += piece.count
        let isWhole = frameOffset == header.payloadLength
        if isWhole { frame = nil }
        guard !header.opcode.isControl else {
            controlPayload.append(masking: piece, key: header.maskKey, offset: offset)
            return isWhole ? try finishControl(header.opcode, scratch: &scratch) : nil
        }
        let message = try assembler.add(
            piece,
            of: header,
            offset: offset,
            isWhole: isWhole,
            scratch: &scratch
        )
        return message.map { .message($0.kind, count: $0.count) }
    }

    private mutating func finishControl(
        _ opcode: Opcode,
        scratch: inout [UInt8]
    ) throws(ProtocolFault) -> Event {
        defer { controlPayload.removeAll() }
        switch opcode {
        case .ping:
            // Section 5.5.2: answered until the peer's Close is here, even behind our own Close.
            outgoing.appendPong(controlPayload)
            return .ping
        case .close:
            return try receivedClose()
        default:
            scratch.replacePrefix(with: controlPayload)
            return .pong(count: controlPayload.count)
        }
    }
}

// MARK: - Closing (section 7)

extension Connection {
    private mutating func receivedClose() throws(ProtocolFault) -> Event {
        let status = try CloseStatus(payload: controlPayload)
        if phase == .open {
            // Section 5.5.1: the answer typically echoes the code; the reason is not ours to
            // repeat.
            queueClose(CloseStatus(code: status.code))
        }
        end()
        return .closed(status)
    }

    /// Fails the connection (section 7.1.7).
    private mutating func fail(_ fault: ProtocolFault) -> Event {
        if phase == .open {
            queueClose(CloseStatus(code: fault.closeCode, reason: fault.explanation))
        }
        end()
        return .failed(fault)
    }

    /// Reads nothing any more, and holds nothing but the output.
    private mutating func end() {
        phase = .closed
        frame = nil
        controlPayload = []
        assembler.end()
    }

    private mutating func queueClose(_ status: CloseStatus) {
        var status = status
        if !status.code.mayBeSent, status.code != .noStatus { status.code = .normal }
        outgoing.appendClose(FrameEncoder.closePayload(status))
    }
}

extension CloseStatus {
    /// The status in a Close frame's payload (section 5.5.1).
    fileprivate init(payload: [UInt8]) throws(ProtocolFault) {
        guard !payload.isEmpty else {
            self.init(code: .noStatus)
            return
        }
        guard payload.count >= 2 else { throw .badCloseFrame }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.mayBeSent else { throw .badCloseFrame }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            throw .invalidUTF8
        }
        self.init(code: code, reason: reason)
    }
}
