import CNcurses
import Glibc

/// Catches what ncurses writes, in memory: ncurses itself flushes at every few cursor moves, and
/// so a terminal would show half-drawn frames, and a terminal that stopped reading would stop
/// us.
struct FrameBuffer: ~Copyable {
    /// Where ncurses writes.
    let stream: UnsafeMutablePointer<FILE>
    private let descriptor: CInt

    /// Bytes for which the file keeps its memory, so that most frames find it there.
    private static let keptBytes = 64 << 10

    /// `nil` when the process is out of descriptors.
    init?() {
        descriptor = nc_memfd("chat-tui frame")
        guard descriptor >= 0 else { return nil }
        guard let stream = fdopen(descriptor, "w+") else {
            close(descriptor)
            return nil
        }
        self.stream = stream
    }

    deinit {
        fclose(stream)
    }

    /// Moves what was written since the last time to the end of `bytes`.
    func take(into bytes: inout [UInt8]) {
        fflush(stream)
        let count = Int(lseek(descriptor, 0, SEEK_CUR))
        guard count > 0 else { return }
        bytes += [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(pread(descriptor, buffer.baseAddress, count, 0), 0)
        }
        if count > Self.keptBytes { ftruncate(descriptor, 0) }
        lseek(descriptor, 0, SEEK_SET)
    }
}
