import NIOCore
import WSClient
import Wire

/// What a room of a plain server is still to tell the local log.
struct RoomLog {
    /// Since when there is a connection to a plain server, in milliseconds since 1970.
    var connectedAt: Int64?
    /// What was said and is not handed over yet.
    var block = LogBlock()
    /// When it will be.
    var commit: Scheduled<Void>?
    /// Whether the log's latest messages were asked for.
    var hasLooked = false

    /// How long messages wait for each other: so much is lost when the process is killed.
    static let commitInterval = TimeAmount.seconds(1)
    /// So many bytes do not wait.
    static let largeBlock = 256 << 10
}

// MARK: - The local log

/// Rooms whose server keeps nothing are logged here.
extension RoomSessions {
    /// A plain server is there.
    func openLog(of id: RoomID) {
        guard let key = rooms[id]?.chat?.key, let log = startedLog() else { return }
        let now = Moment.wallMilliseconds()
        rooms[id]?.chat?.logged.connectedAt = now
        log.connected(to: key, at: now)
        look(into: log, id, key, until: now, isOffline: false)
    }

    /// There is no connection: what was said before can be read all the same.
    func lookIntoLog(of id: RoomID) {
        guard let room = rooms[id]?.chat, room.epoch == nil, let log = startedLog() else { return }
        look(into: log, id, room.key, until: Moment.wallMilliseconds(), isOffline: true)
    }

    private func look(
        into log: LocalLog,
        _ id: RoomID,
        _ key: String,
        until: Int64,
        isOffline: Bool
    ) {
        guard rooms[id]?.chat?.logged.hasLooked == false else { return }
        rooms[id]?.chat?.logged.hasLooked = true
        log.latest(of: key, until: until, isOffline: isOffline) { [mailbox] page in
            mailbox.post(.logged(id, page), bytes: page.size)
        }
    }

    /// Messages that were said long ago are wanted.
    func readLog(of id: RoomID, before: Int64, limit: Int64) {
        guard let key = rooms[id]?.chat?.key, let log = localLog else { return }
        let limit = Int(min(max(limit, 1), Int64(LogPage.maximumCount)))
        log.page(of: key, before: before, limit: limit) { [mailbox] page in
            mailbox.post(.logged(id, page), bytes: page.size)
        }
    }

    /// Something was said; numbered messages are in the log of their server.
    func log(_ message: RoomMessage, in id: RoomID) {
        guard message.seq == nil, rooms[id]?.chat?.logged.connectedAt != nil else { return }
        rooms[id]?.chat?.logged.block.append(message, at: Moment.wallMilliseconds())
        guard let logged = rooms[id]?.chat?.logged else { return }
        if logged.block.lines.count >= RoomLog.largeBlock { return commitLog(of: id) }
        guard logged.commit == nil else { return }
        rooms[id]?.chat?.logged.commit = loop.assumeIsolated()
            .scheduleTask(in: RoomLog.commitInterval) { self.commitLog(of: id) }
    }

    /// The connection is lost.
    func closeLog(of id: RoomID) {
        guard let room = rooms[id]?.chat, room.logged.connectedAt != nil else { return }
        commitLog(of: id)
        rooms[id]?.chat?.logged.connectedAt = nil
        localLog?.lost(room.key, at: Moment.wallMilliseconds())
    }

    /// The room is about to be forgotten.
    func leaveLog(of id: RoomID) {
        guard let room = rooms[id]?.chat, let log = localLog else { return }
        commitLog(of: id)
        log.leave(room.key, at: Moment.wallMilliseconds())
    }

    private func commitLog(of id: RoomID) {
        guard let room = rooms[id]?.chat, let log = localLog else { return }
        room.logged.commit?.cancel()
        rooms[id]?.chat?.logged.commit = nil
        guard let connectedAt = room.logged.connectedAt, !room.logged.block.isEmpty else { return }
        rooms[id]?.chat?.logged.block = LogBlock()
        guard !log.append(room.logged.block, to: room.key, connectedAt: connectedAt) else { return }
        // The disk does not follow: that they are missing is told where they would stand.
        let unwritten = room.logged.block.count + room.logged.block.unwritten
        rooms[id]?.chat?.logged.block.unwritten = unwritten
    }

    /// The log, whose file is opened when there is something to do; `nil` if nothing is to be logged.
    private func startedLog() -> LocalLog? {
        if let localLog { return localLog }
        guard let path = chat.logPath else { return nil }
        localLog = try? LocalLog(path: path, limits: chat.logLimits) { [mailbox] sentence in
            mailbox.post(.server(sentence.string))
        }
        return localLog
    }
}
