import Store

/// Reads a history on a thread of its own, for event loops that must not wait for the disk.
///
/// Readings are done one after the other, each in one snapshot: a room's extent and a page that are
/// read together belong together.
package final class HistoryReader: Sendable {
    /// The most readings that may wait: everybody at once, after a restart.
    package static let maximumWaiting = 20_000

    private typealias Reading = @Sendable (Result<HistoryLog, StoreError>) -> StoreError?

    private let queue: DiskQueue<Reading>
    private let thread: DiskThread

    /// Starts the reader; the history is kept open until ``stop()``.
    package init(file: HistoryFile) throws(StoreError) {
        let queue = DiskQueue<Reading>(maximumCount: Self.maximumWaiting, maximumBytes: .max)
        self.queue = queue
        thread = try DiskThread { Self.work(on: queue, file) }
    }

    /// Runs `body` in a snapshot of the history and hands its result to `completion`.
    ///
    /// Both run on the reader's thread, in the order of the calls; `completion` is always called and
    /// must not hold the thread up. Returns `false` when too much waits or the reader was stopped;
    /// then neither is called.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (HistoryLog) throws(StoreError) -> Value,
        completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) -> Bool {
        queue.add(
            { opened in
                do throws(StoreError) {
                    let log = try opened.get()
                    let value = try log.snapshot { () throws(StoreError) in try body(log) }
                    completion(.success(value))
                    return nil
                } catch {
                    completion(.failure(error))
                    return error
                }
            },
            bytes: 0
        )
    }

    /// Does what was asked for and ends the thread.
    ///
    /// Waits for the disk: not for an event loop. Doing it twice is harmless.
    package func stop() {
        if queue.close() { thread.join() }
    }

    private static func work(on queue: DiskQueue<Reading>, _ file: HistoryFile) {
        var open: HistoryLog?
        while true {
            switch queue.take(until: .now + .seconds(3_600)) {
            case .elements(let readings):
                for reading in readings {
                    let log = Result { () throws(StoreError) in
                        if let open { return open }
                        return try HistoryLog(path: file.path)
                    }
                    // A connection that has failed is replaced.
                    open = reading(log) == nil ? try? log.get() : nil
                    queue.release(count: 1, bytes: 0)
                }
            case .nothing: continue
            case .end: return
            }
        }
    }
}
