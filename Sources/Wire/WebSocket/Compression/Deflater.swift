import CZlib

/// Compresses whole messages to raw deflate (RFC 1951), as RFC 7692 section 7.2.1 uses it.
///
/// Owns zlib's memory: up to 260 KiB, of which short messages touch a third.
struct Deflater: ~Copyable {
    /// The smallest window that zlib compresses with.
    static let minimumWindowBits: UInt8 = 9
    /// On chat messages level 6 takes two to four times as long, for a fifth less.
    private static let level: CInt = 1

    private let stream: UnsafeMutablePointer<z_stream>

    /// A compressor with a window of 2^`windowBits` bytes, ``minimumWindowBits`` to 15; `nil` when
    /// memory is short.
    init?(windowBits: UInt8) {
        // zlib keeps a pointer to its z_stream: it must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard cz_deflateInit2(stream, Self.level, -CInt(windowBits), 8) == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Appends the compressed message to `output`, without the four bytes that end every message.
    ///
    /// - Parameters:
    ///   - message: All of it, below 4 GiB.
    ///   - keepsWindow: Whether the next message may refer to this one.
    ///   - output: Where it goes.
    mutating func compress(
        _ message: UnsafeRawBufferPointer,
        keepsWindow: Bool,
        to output: inout [UInt8]
    ) {
        guard let base = message.baseAddress, !message.isEmpty else {
            // Section 7.2.3.6. zlib writes nothing when it is flushed twice with nothing between.
            output.append(0x00)
            return
        }
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: base.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(message.count)
        var room = Int(deflateBound(stream, UInt(message.count))) + 16
        repeat {
            _ = output.appendOutput(of: stream, room: room) { deflate($0, Z_SYNC_FLUSH) }
            room = 4_096
            // zlib.h: the flush is complete when there is room left.
        } while stream.pointee.avail_out == 0
        output.removeLast(4)
        if !keepsWindow { deflateReset(stream) }
    }
}
