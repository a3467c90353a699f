import Glibc
import Store
import Wire

/// The local log as its thread has it: the file is opened at the first work, and given up when it
/// fails for good.
struct LocalLogDesk {
    private let path: String
    private let limits: LocalLogFile.Limits
    private let onTrouble: (DisplayText) -> Void
    private var file: LocalLogFile?
    private var hasTold = false
    private var isGivenUp = false
    /// Messages of each room that a full disk did not take, until that is written.
    private var unwritten: [String: Int64] = [:]

    /// Nothing is opened yet.
    init(
        path: String,
        limits: LocalLogFile.Limits,
        onTrouble: @escaping (DisplayText) -> Void
    ) {
        self.path = path
        self.limits = limits
        self.onTrouble = onTrouble
    }

    /// Does all of it in one transaction, or if that is not possible says so.
    mutating func work(on jobs: [LocalLog.Job]) {
        var answers: [() -> Void] = []
        if !isGivenUp, isNeeded(for: jobs) {
            do throws(StoreError) {
                let file =
                    if let file { file } else { try LocalLogFile(path: path, limits: limits) }
                self.file = file
                answers = try file.transaction { () throws(StoreError) in
                    try Self.perform(jobs, in: file, unwritten)
                }
                for case .append(_, let room, _) in jobs { unwritten[room] = nil }
            } catch {
                failed(error)
                answers = Self.excuses(for: jobs)
                note(jobs)
            }
        } else {
            answers = Self.excuses(for: jobs)
        }
        for answer in answers { answer() }
    }

    /// Whether the file is worth being made: it is not for a look into it.
    private func isNeeded(for jobs: [LocalLog.Job]) -> Bool {
        let isLookOnly = jobs.allSatisfy { job in
            switch job {
            case .latest(_, _, let isOffline, _): isOffline
            case .page, .stop, .lost, .leave: true
            case .connected, .append: false
            }
        }
        return file != nil || !isLookOnly || access(path, F_OK) == 0
    }

    private static func perform(
        _ jobs: [LocalLog.Job],
        in file: LocalLogFile,
        _ unwritten: [String: Int64]
    ) throws(StoreError) -> [() -> Void] {
        var answers: [() -> Void] = []
        var unwritten = unwritten
        for job in jobs {
            switch job {
            case .connected(let room, let time): try file.connected(to: room, at: time)
            case .lost(let room, let time): try file.lost(room, at: time)
            case .leave(let room, let time): try file.leave(room, at: time)
            case .append(var block, let room, let connectedAt):
                block.unwritten += unwritten.removeValue(forKey: room) ?? 0
                try file.append(block, to: room, connectedAt: connectedAt)
            case .latest(let room, let until, let isOffline, let then):
                let page = try file.page(
                    of: room,
                    limit: LogPage.maximumCount,
                    until: until,
                    now: isOffline ? until : nil
                )
                answers.append { then(page) }
            case .page(let room, let before, let limit, let then):
                let page = try file.page(of: room, before: before, limit: limit)
                answers.append { then(page) }
            case .stop(let then): answers.append(then)
            }
        }
        return answers
    }

    /// The answers of a log that cannot be read.
    private static func excuses(for jobs: [LocalLog.Job]) -> [() -> Void] {
        jobs.compactMap { job in
            switch job {
            case .latest(_, _, _, let then): { then(LogPage()) }
            case .page(_, let before, _, let then):
                {
                    var page = LogPage(before: before)
                    page.isUnreadable = true
                    then(page)
                }
            case .stop(let then): then
            case .connected, .lost, .leave, .append: nil
            }
        }
    }

    private mutating func note(_ jobs: [LocalLog.Job]) {
        for case .append(let block, let room, _) in jobs {
            unwritten[room, default: 0] += block.count + block.unwritten
        }
    }

    private mutating func failed(_ error: StoreError) {
        switch error {
        case .full, .busy: break
        default:
            // What else fails will fail again, or must not be touched.
            file = nil
            isGivenUp = true
        }
        guard !hasTold else { return }
        hasTold = true
        let (path, reason) = (DisplayText(cleaning: path), DisplayText(cleaning: error.description))
        onTrouble("what is said is not logged: \(path): \(reason)")
    }
}
