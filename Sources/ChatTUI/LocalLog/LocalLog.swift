import Store
import Wire

/// Logs what is said in rooms of plain servers, and gives it back.
///
/// All methods return at once; one thread does the work in their order, and whatever has arrived
/// meanwhile is one transaction, one fsync. The file is opened with the first work. When it cannot be
/// written the chat goes on, and that is told once.
final class LocalLog: Sendable {
    /// What is wanted.
    enum Job: Sendable {
        case connected(String, at: Int64)
        case lost(String, at: Int64)
        case leave(String, at: Int64)
        case append(LogBlock, room: String, connectedAt: Int64)
        case latest(String, until: Int64, isOffline: Bool, then: @Sendable (LogPage) -> Void)
        case page(String, before: Int64, limit: Int, then: @Sendable (LogPage) -> Void)
        case stop(then: @Sendable () -> Void)

        var size: Int {
            if case .append(let block, _, _) = self { block.lines.count + 256 } else { 256 }
        }
    }

    private static let maximumJobs = 4_096
    private static let maximumBytes = 8 << 20

    private let queue = DiskQueue<Job>(maximumCount: maximumJobs, maximumBytes: maximumBytes)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limits: How much is kept in it.
    ///   - onTrouble: Called on the thread, once, with a sentence: nothing is logged.
    /// - Throws: When the system has no thread left.
    init(
        path: String,
        limits: LocalLogFile.Limits = LocalLogFile.Limits(),
        onTrouble: @escaping @Sendable (DisplayText) -> Void
    ) throws(StoreError) {
        let queue = self.queue
        _ = try DiskThread {
            var desk = LocalLogDesk(path: path, limits: limits, onTrouble: onTrouble)
            while true {
                switch queue.take(until: .now + .seconds(3_600)) {
                case .elements(let jobs):
                    desk.work(on: jobs)
                    queue.release(count: jobs.count, bytes: jobs.reduce(0) { $0 + $1.size })
                case .nothing: break
                case .end: return
                }
            }
        }
    }

    deinit {
        _ = queue.close()
    }

    /// A connection to the room stands since this time.
    func connected(to room: String, at time: Int64) {
        add(.connected(room, at: time))
    }

    /// The room's connection was lost at this time.
    func lost(_ room: String, at time: Int64) {
        add(.lost(room, at: time))
    }

    /// The room was left: another process may write it.
    func leave(_ room: String, at time: Int64) {
        add(.leave(room, at: time))
    }

    /// Writes messages that came over a connection that stands since `connectedAt`.
    ///
    /// - Returns: Whether there is room: otherwise nothing happens.
    func append(_ block: LogBlock, to room: String, connectedAt: Int64) -> Bool {
        add(.append(block, room: room, connectedAt: connectedAt))
    }

    /// Reads the latest messages that came before `until`; without a connection the file is not made
    /// for it.
    func latest(
        of room: String,
        until: Int64,
        isOffline: Bool,
        then: @escaping @Sendable (LogPage) -> Void
    ) {
        add(.latest(room, until: until, isOffline: isOffline, then: then))
    }

    /// Reads messages below a number; `then` is called in every case.
    func page(
        of room: String,
        before: Int64,
        limit: Int,
        then: @escaping @Sendable (LogPage) -> Void
    ) {
        guard !add(.page(room, before: before, limit: limit, then: then)) else { return }
        var page = LogPage(before: before)
        page.isUnreadable = true
        then(page)
    }

    /// Ends the thread when all is done; `then` is called on it, or at once if it has ended before.
    func stop(then: @escaping @Sendable () -> Void) {
        guard add(.stop(then: then)) else { return then() }
        _ = queue.close()
    }

    @discardableResult
    private func add(_ job: Job) -> Bool {
        queue.add(job, bytes: job.size)
    }
}
