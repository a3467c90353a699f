import Dispatch
import Synchronization

/// What waits for one thread that works with the disk: bounded in bytes and in count.
///
/// Any thread adds, with a lock held for an append only; one takes.
package final class DiskQueue<Element: Sendable>: Sendable {
    /// What a taker finds.
    package enum Taken {
        /// All that waited, in order.
        case elements([Element])
        /// Nothing came in time.
        case nothing
        /// The queue was closed, and all that was in it has been taken.
        case end
    }

    private struct State {
        var elements: [Element] = []
        var count = 0
        var bytes = 0
        var isClosed = false
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    /// An empty queue.
    ///
    /// What was taken counts until it is released.
    package init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    /// Adds an element of about `bytes` bytes; `false` if there is no room or the queue is closed.
    package func add(_ element: Element, bytes: Int) -> Bool {
        let (isAdded, isFirst) = state.withLock { state in
            guard !state.isClosed, state.count < maximumCount,
                state.bytes + bytes <= maximumBytes || state.count == 0
            else { return (false, false) }
            state.elements.append(element)
            state.count += 1
            state.bytes += bytes
            return (true, state.elements.count == 1)
        }
        if isFirst { arrivals.signal() }
        return isAdded
    }

    /// Adds elements together, whatever the bounds: the caller has looked at ``load``.
    ///
    /// Returns `false` if the queue is closed.
    package func add(_ elements: [Element], bytes: Int) -> Bool {
        let (isAdded, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            let isFirst = state.elements.isEmpty
            state.elements += elements
            state.count += elements.count
            state.bytes += bytes
            return (true, isFirst)
        }
        if isFirst { arrivals.signal() }
        return isAdded
    }

    /// Waits for what to do, up to `deadline`.
    package func take(until deadline: ContinuousClock.Instant) -> Taken {
        let wait = max(.zero, deadline - .now).wholeMilliseconds
        let deadline = DispatchTime.now() + .milliseconds(Int(wait))
        while true {
            let taken = state.withLock { state -> Taken? in
                guard state.elements.isEmpty else {
                    defer { state.elements = [] }
                    return .elements(state.elements)
                }
                return state.isClosed ? .end : nil
            }
            if let taken { return taken }
            if arrivals.wait(timeout: deadline) == .timedOut { return .nothing }
        }
    }

    /// Makes room: so many elements and bytes that were taken are done.
    package func release(count: Int, bytes: Int) {
        state.withLock { state in
            state.count -= count
            state.bytes -= bytes
        }
    }

    /// Takes no more elements.
    ///
    /// Returns `false` if it was closed before.
    package func close() -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        arrivals.signal()
        return isFirst
    }

    /// How many elements and bytes wait or are being worked on.
    package var load: (count: Int, bytes: Int) {
        state.withLock { ($0.count, $0.bytes) }
    }
}
