import Store
import Wire

/// Puts chat messages into the history: one thread, one writing connection, group commit.
///
/// Event loops ``submit(_:)`` drafts and go on. Whatever has arrived while the disk was busy is the
/// next transaction: no timer, the fsync is the window. When it is committed, and not before, its
/// outcomes go to `onSettled` in the order in which the drafts were submitted, one call per
/// commit. Only then may anybody be told of a message. Numbers, deduplication and times are
/// settled in the same transaction as the insert.
///
/// **Errors.** No room, a failed disk, a file that can only be read: all drafts of the transaction
/// are refused, and the next ones are tried anew, so it goes on by itself when the cause is gone.
///
/// **Repetitions** are known as long as the original is kept (``HistoryRetention``).
package final class HistoryWriter: Sendable {
    /// The most drafts that may wait.
    package static let maximumWaiting = 50_000
    /// The most bytes of drafts that may wait.
    package static let maximumWaitingBytes = 32 << 20
    /// The most drafts in one transaction: bounds how long the first waits for the last.
    static let maximumBatch = 1_000
    /// How often the writer looks in all rooms for messages that have become too old.
    private static let sweepInterval = Duration.seconds(60)

    private let queue: DiskQueue<HistoryLedger.Entry>
    private let thread: DiskThread

    /// Starts the writer.
    ///
    /// - Parameters:
    ///   - file: The history; kept open until ``stop()``.
    ///   - retention: What is kept.
    ///   - clock: Milliseconds since 1970, for the age of messages; called on the writer's thread.
    ///   - onSettled: Called on the writer's thread, which it must not hold up: post the batch to
    ///     an event loop.
    /// - Throws: When the system has no thread left.
    package init(
        file: HistoryFile,
        retention: HistoryRetention = HistoryRetention(),
        clock: @escaping @Sendable () -> Int64,
        onSettled: @escaping @Sendable ([SettledDraft]) -> Void
    ) throws(StoreError) {
        let queue = DiskQueue<HistoryLedger.Entry>(
            maximumCount: Self.maximumWaiting,
            maximumBytes: Self.maximumWaitingBytes
        )
        self.queue = queue
        thread = try DiskThread {
            let ledger = HistoryLedger(file: file, retention: retention)
            Self.work(on: queue, ledger, clock, onSettled)
        }
    }

    /// Hands over a draft; never waits for the disk.
    ///
    /// Returns `false` when too much waits (the protocol's code `full`) or the writer was stopped:
    /// then the draft is refused and has no outcome.
    package func submit(_ draft: Draft) -> Bool {
        queue.add(.draft(draft), bytes: draft.size)
    }

    /// Hands over drafts together, so that one commit takes them; the caller keeps to the bounds.
    ///
    /// Returns `false` when the writer was stopped: then they have no outcome.
    func submit(_ drafts: [Draft]) -> Bool {
        queue.add(drafts.map { .draft($0) }, bytes: drafts.reduce(0) { $0 + $1.size })
    }

    /// Gives the room a new epoch, in order with the drafts: for when a client has proof of messages
    /// above `top`, which a file put back from a copy has lost.
    ///
    /// Anybody can claim such proof, so do it once per room and run of the server at most. Returns
    /// `false` as ``submit(_:)`` does. An error of the disk leaves the epoch as it was.
    package func renewEpoch(of room: RoomName) -> Bool {
        queue.add(.newEpoch(room), bytes: 256)
    }

    /// Calls `body` on the writer's thread when the outcomes of all that was submitted before are
    /// handed out.
    ///
    /// Returns `false` as ``submit(_:)`` does; then it is not called.
    package func whenSettled(_ body: @escaping @Sendable () -> Void) -> Bool {
        // Beyond the bounds: whoever reads bounds how many there are, and must not starve.
        queue.add([.mark(body)], bytes: 256)
    }

    /// How many drafts, and about how many bytes of them, have no outcome yet.
    package var load: (count: Int, bytes: Int) { queue.load }

    /// Commits what was submitted, hands out its outcomes, tidies the file up and ends the thread.
    ///
    /// Waits for the disk: not for an event loop. Doing it twice is harmless.
    package func stop() {
        if queue.close() { thread.join() }
    }

    private static func work(
        on queue: DiskQueue<HistoryLedger.Entry>,
        _ ledger: HistoryLedger,
        _ clock: () -> Int64,
        _ onSettled: ([SettledDraft]) -> Void
    ) {
        var nextSweep = ContinuousClock.now
        while true {
            if nextSweep <= .now {
                ledger.sweep(at: clock())
                if !ledger.isBehind { nextSweep = .now + sweepInterval }
            }
            switch queue.take(until: nextSweep) {
            case .elements(let entries):
                for start in stride(from: 0, to: entries.count, by: maximumBatch) {
                    let batch = entries[start..<min(start + maximumBatch, entries.count)]
                    if !batch.allSatisfy(\.isMark) {
                        let settled = ledger.commit(batch, at: clock())
                        if !settled.isEmpty { onSettled(settled) }
                    }
                    for case .mark(let body) in batch { body() }
                    queue.release(
                        count: batch.count,
                        bytes: batch.reduce(0) { $0 + $1.size }
                    )
                }
            case .nothing: continue
            case .end:
                ledger.close()
                return
            }
        }
    }
}
