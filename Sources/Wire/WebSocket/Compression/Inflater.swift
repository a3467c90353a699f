import CZlib

/// Decompresses raw deflate (RFC 1951) that comes in pieces, as RFC 7692 section 7.2.2 uses it.
///
/// Owns zlib's memory: 40 KiB, of which short messages touch 8. It takes the largest window whatever
/// was agreed on: that inflates what was compressed with smaller ones, and unlike a smaller one its
/// result never depends on how the bytes arrive.
struct Inflater: ~Copyable {
    /// What is wrong with compressed data.
    enum Fault {
        /// It is not deflate, or it stops within a block.
        case malformed
        /// It inflates to more than the limit.
        case tooLong
    }

    /// Memory is asked for in steps of this many bytes, so that a bomb is noticed before it is
    /// unpacked.
    private static let step = 16_384
    /// The end of every message, which its sender leaves out.
    private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the next bit is the first of a byte and of a block.
    private var isBetweenBlocks = true

    /// A decompressor with an empty window; `nil` when memory is short.
    init?() {
        // zlib keeps a pointer to its z_stream: it must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard cz_inflateInit2(stream, -15) == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Appends what a piece of a message inflates to.
    ///
    /// - Parameters:
    ///   - piece: The next compressed bytes, below 4 GiB.
    ///   - output: Where the message goes.
    ///   - limit: The most bytes that `output` may have.
    /// - Returns: What is wrong, if anything is; `output` then holds what came before that, at most
    ///   `limit` bytes, and the decompressor is of no use any more.
    mutating func inflate(
        _ piece: UnsafeRawBufferPointer,
        to output: inout [UInt8],
        limit: Int
    ) -> Fault? {
        guard let base = piece.baseAddress, !piece.isEmpty else { return nil }
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: base.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(piece.count)
        repeat {
            // One byte over the limit is enough to know.
            let isSound = inflateStep(to: &output, room: min(Self.step, limit - output.count) + 1)
            guard output.count <= limit else {
                output.removeLast(output.count - limit)
                return .tooLong
            }
            guard isSound else { return .malformed }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
        return nil
    }

    /// Ends a message; `output` and `limit` are as above.
    ///
    /// - Returns: A fault when the message is cut off.
    mutating func endMessage(to output: inout [UInt8], limit: Int) -> Fault? {
        // Section 7.2.1 leaves the message within the header of an empty block, which the tail
        // completes. A sender that ended with a final block or left the tail in its place has
        // already come to an end; the tail would begin a block that is none.
        guard !isBetweenBlocks else { return nil }
        let end = output.count
        let fault = Self.tail.withUnsafeBytes { inflate($0, to: &output, limit: limit) }
        guard fault == nil, isBetweenBlocks, output.count == end else {
            // The tail was taken for the rest of a block.
            output.removeLast(output.count - end)
            return .malformed
        }
        return nil
    }

    /// Inflates at most `room` bytes; returns whether the input is sound so far.
    private mutating func inflateStep(to output: inout [UInt8], room: Int) -> Bool {
        let status = output.appendOutput(of: stream, room: room) { CZlib.inflate($0, Z_SYNC_FLUSH) }
        switch status {
        case Z_OK:
            // zlib.h: bits of the last byte that are left, and 128 right after a block's end.
            isBetweenBlocks = stream.pointee.data_type & 0xFF == 128
        case Z_STREAM_END:
            // Section 7.2.3.4: a sender may use final blocks, and what follows one is a stream
            // of its own.
            inflateReset(stream)
            isBetweenBlocks = true
        case Z_BUF_ERROR:
            break  // Nothing was left to do.
        default:
            return false
        }
        return true
    }
}

extension [UInt8] {
    /// Lends zlib `room` bytes behind the last one, and keeps what it wrote.
    mutating func appendOutput(
        of stream: UnsafeMutablePointer<z_stream>,
        room: Int,
        _ body: (UnsafeMutablePointer<z_stream>) -> CInt
    ) -> CInt {
        var status = Z_OK
        append(addingCapacity: room) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                stream.pointee.next_out = buffer.baseAddress
                stream.pointee.avail_out = UInt32(room)
                status = body(stream)
                count = room - Int(stream.pointee.avail_out)
            }
        }
        return status
    }
}
