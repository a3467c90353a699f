/// Inflates what a peer sends (RFC 7692 section 6.2).
///
/// zlib's memory is taken when a compressed message begins and given back at its end, unless the
/// peer's next message may refer to this one.
struct IncomingCompression: ~Copyable {
    private let noContextTakeover: Bool
    private var inflater: Inflater?

    /// For a peer that compresses as `direction` says.
    init(_ direction: DeflateParameters.Direction) {
        noContextTakeover = direction.noContextTakeover
        inflater = nil
    }

    /// How many compressed bytes a message of at most `limit` bytes may have.
    ///
    /// Compressors add an eighth at worst (RFC 1951 section 3.2.6: fixed codes have up to 9 bits);
    /// what is longer than this consists of empty blocks.
    static func maximumCompressed(for limit: Int) -> Int {
        // An eighth of the largest integer is more than any limit.
        min(limit, .max >> 3) * 5 / 4 + 256
    }

    /// Appends what the next piece of a message inflates to.
    ///
    /// - Returns: The fault that ends the connection, if there is one; `output` holds what came
    ///   before it.
    mutating func inflate(
        _ piece: UnsafeRawBufferPointer,
        endsMessage: Bool,
        limit: Int,
        to output: inout [UInt8]
    ) -> ProtocolFault? {
        if inflater == nil { inflater = Inflater() }
        // Without memory for the window the message cannot be had.
        guard inflater != nil else { return .badCompression }
        var fault = inflater?.inflate(piece, to: &output, limit: limit)
        if endsMessage, fault == nil { fault = inflater?.endMessage(to: &output, limit: limit) }
        if endsMessage, noContextTakeover { inflater = nil }
        return switch fault {
        case nil: nil
        case .malformed: .badCompression
        case .tooLong: .messageTooBig(limit: limit)
        }
    }

    /// Gives the memory back; nothing is inflated any more.
    mutating func end() {
        inflater = nil
    }
}
