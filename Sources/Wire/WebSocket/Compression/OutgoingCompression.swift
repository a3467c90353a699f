/// Compresses what we send (RFC 7692 section 6.1), where that makes it shorter.
struct OutgoingCompression: ~Copyable {
    private let direction: DeflateParameters.Direction
    private let keepsMemory: Bool
    private var deflater: Deflater?

    /// Compresses as `direction` says.
    ///
    /// Between messages zlib's memory is held only if `keepsMemory` is set or the next message may
    /// refer to the last one.
    init(_ direction: DeflateParameters.Direction, keepsMemory: Bool = false) {
        self.direction = direction
        self.keepsMemory = keepsMemory
        deflater = nil
    }

    /// Messages below this many bytes are sent as they are.
    ///
    /// A chat frame without a window gains nothing below this, with one hardly.
    private var minimumBytes: Int { direction.noContextTakeover ? 128 : 32 }

    /// Appends a message to `output` as one frame, compressed or not.
    ///
    /// - Parameters:
    ///   - kind: Text is valid UTF-8.
    ///   - payload: The whole message, below 4 GiB.
    ///   - maskKey: As for ``FrameEncoder``.
    ///   - output: Where the frame goes.
    mutating func append(
        _ kind: MessageKind,
        _ payload: UnsafeRawBufferPointer,
        maskKey: UInt32?,
        to output: inout [UInt8]
    ) {
        guard let compressed = compress(payload) else {
            FrameEncoder.append(kind.opcode, payload: payload, maskKey: maskKey, to: &output)
            return
        }
        compressed.withUnsafeBytes { bytes in
            FrameEncoder.append(
                kind.opcode,
                payload: bytes,
                isCompressed: true,
                maskKey: maskKey,
                to: &output
            )
        }
    }

    /// The compressed message, or `nil` when it is to be sent as it is, which is always allowed.
    private mutating func compress(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
        guard message.count >= minimumBytes,
            // Section 7.1.2.2 lets a server ask for a window of 256 bytes.
            direction.maxWindowBits >= Deflater.minimumWindowBits
        else { return nil }
        if deflater == nil { deflater = Deflater(windowBits: direction.maxWindowBits) }
        guard deflater != nil else { return nil }
        var output: [UInt8] = []
        deflater?.compress(message, keepsWindow: !direction.noContextTakeover, to: &output)
        // What is in a window that is kept must be sent, be it longer or not.
        guard direction.noContextTakeover else { return output }
        if !keepsMemory { deflater = nil }
        return output.count < message.count ? output : nil
    }
}
