import Glibc
import Synchronization

/// Hands values from any thread to one thread that sleeps in `poll(2)`, in order.
///
/// The receiver polls ``descriptor`` and then calls ``drain()``. Producers are told when too much waits, and again
/// when it was drained, so that they stop reading from their sockets: the mailbox stays bounded without dropping.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var bytes = 0
        var isFull = false
    }

    /// More waiting than this and producers are asked to pause.
    private static var maximumBytes: Int { 1 << 20 }
    private static var maximumCount: Int { 20_000 }

    private let state = Mutex(State())
    private let readEnd: CInt
    private let writeEnd: CInt
    private let onFull: @Sendable (Bool) -> Void

    /// An empty mailbox; `nil` when the process is out of descriptors.
    ///
    /// `onFull` is called with `true` when producers should pause and with `false` when they may go on: on the thread that posts
    /// or drains, in this order, and under the mailbox's lock, so it must not call the mailbox.
    init?(onFull: @escaping @Sendable (Bool) -> Void) {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
        self.onFull = onFull
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Readable while something waits.
    var descriptor: CInt { readEnd }

    /// Adds an element of about `bytes` bytes.
    func post(_ element: Element, bytes: Int = 0) {
        let isFirst = state.withLock { state -> Bool in
            state.elements.append(element)
            state.bytes += bytes
            let isOver =
                state.bytes > Self.maximumBytes || state.elements.count > Self.maximumCount
            if isOver, !state.isFull {
                state.isFull = true
                onFull(true)
            }
            return state.elements.count == 1
        }
        if isFirst {
            var byte: UInt8 = 1
            // A full pipe is as good: the receiver will wake up.
            _ = write(writeEnd, &byte, 1)
        }
    }

    /// Takes all elements that wait.
    func drain() -> [Element] {
        var bytes: (UInt64, UInt64) = (0, 0)
        let size = MemoryLayout.size(ofValue: bytes)
        while read(readEnd, &bytes, size) == size {}
        return state.withLock { state in
            if state.isFull { onFull(false) }
            defer { state = State() }
            return state.elements
        }
    }
}
