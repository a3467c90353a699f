import Dispatch
import Glibc
import NIOCore
import Store
import Wire

/// The event loop's end of the history: drafts go to the writer's thread, questions to the reader's,
/// and what they lead to comes back to the loop.
///
/// An answer comes behind all messages that were committed before it was read: nobody is later sent
/// one as new that the answer holds.
final class LoopHistory {
    /// A piece of a room's log.
    struct Page: Sendable {
        /// Where the log began and ended at that moment.
        var extent: RoomExtent
        /// Whether the log goes on from the position that was asked for.
        var resumed = false
        /// Oldest first, without a hole.
        var messages: [StoredMessage] = []
    }

    /// The most bytes of values in a page: what a member may owe us at a time.
    static let maximumPageBytes = 192 << 10
    /// How many pages may wait for their turn behind commits; the reader waits for it.
    private static let maximumParked = 64
    /// How many rooms may get a new epoch in one run.
    private static let maximumRenewed = 10_000

    /// Everybody who comes back after a restart asks for the same page.
    private struct PageKey: Hashable {
        var room: RoomName
        var past: ClientFrame.Hello.Past
        var since: UInt64
    }

    private let eventLoop: any EventLoop
    private let writer: HistoryWriter
    private let reader: HistoryReader
    /// What was said in this turn of the loop, in order.
    private var drafts: [Draft] = []
    private var draftBytes = 0
    private var isStopped = false
    private var pageWaiters: [PageKey: [(Result<Page, StoreError>) -> Void]] = [:]
    private var renewed: Set<RoomName> = []
    private let parking = DispatchSemaphore(value: LoopHistory.maximumParked)

    /// Starts the threads of the history in `file`.
    ///
    /// - Parameters:
    ///   - file: The history.
    ///   - retention: How much is kept.
    ///   - eventLoop: Where everything is called.
    ///   - onSettled: Called on the loop with the outcomes of each commit, in order.
    /// - Throws: When the system has no thread left.
    init(
        file: HistoryFile,
        retention: HistoryRetention,
        eventLoop: any EventLoop,
        onSettled: @escaping @Sendable ([SettledDraft]) -> Void
    ) throws(StoreError) {
        self.eventLoop = eventLoop
        reader = try HistoryReader(file: file)
        writer = try HistoryWriter(file: file, retention: retention, clock: wallClock) { settled in
            eventLoop.execute { onSettled(settled) }
        }
    }

    /// Whether more waits for the disk than should: senders are then slowed down.
    var isCongested: Bool {
        let load = writer.load
        return load.count > HistoryWriter.maximumWaiting / 8
            || load.bytes > HistoryWriter.maximumWaitingBytes / 8
    }

    /// Takes a message for the writer; `false` if there is no room for it.
    ///
    /// The writer gets it at the end of the loop's turn. Handed over one by one, the first message of
    /// a turn would be committed, and written to everybody, by itself.
    func submit(_ draft: Draft) -> Bool {
        let load = writer.load
        guard !isStopped, load.count + drafts.count < HistoryWriter.maximumWaiting,
            load.bytes + draftBytes + draft.size <= HistoryWriter.maximumWaitingBytes
        else { return false }
        if drafts.isEmpty {
            let bound = NIOLoopBound(self, eventLoop: eventLoop)
            eventLoop.execute { bound.value.handOver() }
        }
        drafts.append(draft)
        draftBytes += draft.size
        return true
    }

    private func handOver() {
        guard !drafts.isEmpty else { return }
        var handed: [Draft] = []
        swap(&handed, &drafts)
        draftBytes = 0
        // Nobody but ``stop(completion:)`` stops the writer, and that hands over first.
        _ = writer.submit(handed)
    }

    /// Takes nothing any more, commits what was submitted, and closes the file.
    ///
    /// - Parameters:
    ///   - onSettled: Called on the loop behind the last outcomes.
    ///   - completion: Called on the loop when the file is closed.
    func stop(
        onSettled: @escaping @Sendable () -> Void,
        completion: @escaping @Sendable () -> Void
    ) {
        handOver()
        isStopped = true
        let isTaken = writer.whenSettled { [eventLoop] in eventLoop.execute(onSettled) }
        if !isTaken { onSettled() }
        DispatchQueue.global().async { [eventLoop, writer, reader] in
            writer.stop()
            reader.stop()
            eventLoop.execute(completion)
        }
    }
}

// MARK: - Reading

extension LoopHistory {
    /// Reads what follows `past`, as far as it fits into a page.
    ///
    /// - Parameters:
    ///   - room: Where.
    ///   - past: After a position, or the latest so many.
    ///   - since: Who asks gets a page that somebody else asked for with the same value. What was
    ///     published in between must not be lost to them: a new value whenever the room begins
    ///     to keep its recent frames.
    ///   - completion: Called on the loop.
    func readPage(
        of room: RoomName,
        _ past: ClientFrame.Hello.Past,
        sharedSince since: UInt64,
        completion: @escaping (Result<Page, StoreError>) -> Void
    ) {
        let key = PageKey(room: room, past: past, since: since)
        pageWaiters[key, default: []].append(completion)
        if pageWaiters[key]?.count == 1 { readPage(key) }
    }

    private func readPage(_ key: PageKey) {
        read { log throws(StoreError) in
            try Self.page(of: key.room, key.past, in: log)
        } completion: { [weak self] page in
            guard let self, !renewsEpoch(for: key, page) else { return }
            for waiter in pageWaiters.removeValue(forKey: key) ?? [] { waiter(page) }
        }
    }

    /// A client that knows more of the log than there is has read one that was replaced by a copy:
    /// its numbers must not be given again.
    ///
    /// Anybody can claim to know more, so it is done once for each room.
    ///
    /// - Returns: Whether the log gets a new epoch, and the page will be read again.
    private func renewsEpoch(for key: PageKey, _ page: Result<Page, StoreError>) -> Bool {
        guard case .resume(let position) = key.past, case .success(let page) = page,
            position.epoch == page.extent.epoch, position.seq > page.extent.top,
            renewed.count < Self.maximumRenewed, !renewed.contains(key.room),
            writer.renewEpoch(of: key.room)
        else { return false }
        renewed.insert(key.room)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isTaken = writer.whenSettled { [eventLoop] in
            eventLoop.execute { bound.value.readPage(key) }
        }
        return isTaken
    }

    /// Reads at most `limit` messages below number `before`, as many of the latest as fit into a
    /// page.
    func readPage(
        of room: RoomName,
        before: Int64,
        limit: Int64,
        completion: @escaping (Result<Page, StoreError>) -> Void
    ) {
        read(
            { log throws(StoreError) in
                let messages = try log.page(
                    of: room,
                    before: before,
                    limit: Int(clamping: limit),
                    maximumBytes: Self.maximumPageBytes
                )
                return Page(extent: try log.extent(of: room), messages: messages)
            },
            completion: completion
        )
    }

    /// Lists the rooms in which something was said, the latest first.
    func readRooms(completion: @escaping (Result<[RoomSummary], StoreError>) -> Void) {
        read({ log throws(StoreError) in try log.rooms() }, completion: completion)
    }

    private static func page(
        of room: RoomName,
        _ past: ClientFrame.Hello.Past,
        in log: HistoryLog
    ) throws(StoreError) -> Page {
        let extent = try log.extent(of: room)
        var after: Int64
        var resumed = true
        switch past {
        case .resume(let position):
            resumed = extent.continues(position)
            after = resumed ? position.seq : extent.top
        case .last(let count):
            after = max(extent.oldest - 1, extent.top - count)
        }
        after = min(after, extent.top)
        let messages = try log.page(
            of: room,
            after: after,
            limit: Int(Subprotocol.maximumHistory),
            maximumBytes: maximumPageBytes
        )
        return Page(extent: extent, resumed: resumed, messages: messages)
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (HistoryLog) throws(StoreError) -> Value,
        completion: @escaping (Result<Value, StoreError>) -> Void
    ) {
        let bound = NIOLoopBound(completion, eventLoop: eventLoop)
        let isTaken = reader.read(body) { [eventLoop, writer, parking] result in
            // What was committed before the reading has its turn first.
            parking.wait()
            let isTaken = writer.whenSettled {
                parking.signal()
                eventLoop.execute { bound.value(result) }
            }
            guard !isTaken else { return }
            parking.signal()
            eventLoop.execute { bound.value(.failure(.busy)) }
        }
        if !isTaken { completion(.failure(.busy)) }
    }
}

/// Milliseconds since 1970 by the machine's clock.
func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
