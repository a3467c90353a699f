import Store
import Wire

/// Keeps own lines on disk from before they are sent until their fate is known, so that neither a
/// crash nor a power cut loses one.
///
/// All methods return at once; one thread does the work in their order, and whatever has arrived
/// meanwhile is one transaction, one fsync. Without a file, or when it fails, everything goes on in
/// memory, and that is told once.
final class Outbox: Sendable {
    /// What is wanted.
    private enum Job: Sendable {
        case enter(room: String, adopts: Bool, then: @Sendable (StoredRoom) -> Void)
        case keep(StoredLine, room: String, then: @Sendable () -> Void)
        case settle(Nonce)
        case read(room: String, LogPosition)
        case release(room: String)
        case stop(then: @Sendable () -> Void)

        var size: Int {
            if case .keep(let line, _, _) = self { line.size } else { 256 }
        }
    }

    private static let maximumJobs = 100_000
    private static let maximumBytes = 64 << 20

    private let queue = DiskQueue<Job>(maximumCount: maximumJobs, maximumBytes: maximumBytes)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - path: The file; `nil` for none.
    ///   - onTrouble: Called on the thread, once, with a sentence: lines are not kept on disk.
    /// - Throws: When the system has no thread left.
    init(path: String?, onTrouble: @escaping @Sendable (DisplayText) -> Void) throws(StoreError) {
        let queue = self.queue
        _ = try DiskThread {
            var desk = OutboxDesk(path: path, onTrouble: onTrouble)
            while true {
                switch queue.take(until: .now + .seconds(3_600)) {
                case .elements(let jobs):
                    Self.work(on: jobs, &desk)
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

    /// Hands out what a room begins with; with `adopts`, lines that other runs have left behind.
    func enter(_ room: String, adopts: Bool, then: @escaping @Sendable (StoredRoom) -> Void) {
        add(.enter(room: room, adopts: adopts, then: then))
    }

    /// Keeps a line; it may be sent when `then` is called.
    ///
    /// - Returns: Whether there is room: otherwise nothing happens.
    func keep(_ line: StoredLine, for room: String, then: @escaping @Sendable () -> Void) -> Bool {
        add(.keep(line, room: room, then: then))
    }

    /// Forgets a line: it was accepted, refused or given up.
    func settle(_ nonce: Nonce) {
        add(.settle(nonce))
    }

    /// Notes how far a room was read.
    func read(_ room: String, to position: LogPosition) {
        add(.read(room: room, position))
    }

    /// Leaves a room's lines to whoever joins it next.
    func release(_ room: String) {
        add(.release(room: room))
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

    private static func work(on jobs: [Job], _ desk: inout OutboxDesk) {
        var answers: [@Sendable () -> Void] = []
        let fresh = desk.fresh
        desk.transaction { file throws(StoreError) in
            answers = []
            for job in jobs {
                switch job {
                case .enter(let room, let adopts, let then):
                    let stored = try StoredRoom(room, adopts: adopts, in: file, fresh)
                    answers.append { then(stored) }
                case .keep(let line, let room, let then):
                    try file.keep(line, for: room)
                    answers.append(then)
                case .settle(let nonce): try file.settle(nonce)
                case .read(let room, let position): try file.read(room, to: position)
                case .release(let room): try file.release(room)
                case .stop(let then): answers.append(then)
                }
            }
        } orElse: { device in
            answers = jobs.compactMap { job in
                switch job {
                case .enter(_, _, let then): { then(StoredRoom(device: device)) }
                case .keep(_, _, let then), .stop(let then): then
                case .settle, .read, .release: nil
                }
            }
        }
        for answer in answers { answer() }
    }
}

extension StoredRoom {
    /// What the file says of a room; in a transaction.
    fileprivate init(
        _ room: String,
        adopts: Bool,
        in file: OutboxFile,
        _ fresh: Device
    ) throws(StoreError) {
        device = try file.device(orElse: fresh)
        position = try file.position(in: room)
        lines = adopts ? try file.adopt(room) : []
    }
}
