import Store
import Wire

/// The writing end of a history: the connection and what it knows of the rooms.
///
/// Owned by the writer's thread.
final class HistoryLedger {
    /// What the writer is asked to do.
    enum Entry: Sendable {
        case draft(Draft)
        case newEpoch(RoomName)
        /// Nothing for the disk: somebody waits for its turn.
        case mark(@Sendable () -> Void)

        var size: Int {
            if case .draft(let draft) = self { draft.size } else { 256 }
        }

        var isMark: Bool {
            if case .mark = self { true } else { false }
        }
    }

    /// More rooms than this are not remembered.
    private static let maximumOpenRooms = 10_000

    private let file: HistoryFile
    let retention: HistoryRetention
    private var connection: Database?
    private var openRooms: [RoomName: HistoryRoom] = [:]
    private var changedRooms: Set<RoomName> = []

    /// Where the sweep stands: the last room that it has done.
    var sweptRoom: Int64 = 0
    /// Whether the sweep has more to do at once.
    var isBehind = false

    /// Opens the file when it is needed.
    init(file: HistoryFile, retention: HistoryRetention) {
        self.file = file
        self.retention = retention
    }

    /// Stores a batch in one transaction; the outcomes are for its drafts, in order.
    ///
    /// `now` is in milliseconds since 1970.
    func commit(_ batch: ArraySlice<Entry>, at now: Int64) -> [SettledDraft] {
        var settled: [SettledDraft] = []
        settled.reserveCapacity(batch.count)
        do throws(StoreError) {
            try write { database throws(StoreError) in
                for entry in batch {
                    switch entry {
                    case .draft(let draft):
                        let outcome = try self.store(draft, in: database)
                        settled.append(SettledDraft(draft: draft, outcome: outcome))
                    case .newEpoch(let room): try self.renewEpoch(of: room, in: database)
                    case .mark: break
                    }
                }
                try self.saveChangedRooms(in: database, at: now)
            }
            return settled
        } catch {
            return batch.compactMap { entry -> SettledDraft? in
                guard case .draft(let draft) = entry else { return nil }
                return SettledDraft(draft: draft, outcome: .refused(error))
            }
        }
    }

    /// Runs `body` in a transaction; what it throws leaves neither the file nor the ledger changed.
    func write(
        _ body: (Database) throws(StoreError) -> Void
    ) throws(StoreError) {
        do throws(StoreError) {
            let database: Database
            if let connection {
                database = connection
            } else {
                database = try Database(path: file.path, schema: .history)
                connection = database
            }
            try database.transaction { () throws(StoreError) in try body(database) }
            if openRooms.count > Self.maximumOpenRooms { openRooms = [:] }
        } catch {
            openRooms = [:]
            changedRooms = []
            // The connection stays: its next commit overwrites what a failed one left in the
            // write-ahead log. A new connection would take that for committed, and the kernel has
            // marked it clean after the failed fsync, so that it would never reach the disk.
            throw error
        }
    }

    /// Reads the room's row again when it is next needed.
    func forget(_ room: RoomName) {
        openRooms[room] = nil
    }

    /// Moves the write-ahead log into the file and closes it.
    func close() {
        // What cannot be moved now is at the next opening.
        _ = try? connection?.run("PRAGMA wal_checkpoint(TRUNCATE)")
        connection = nil
    }
}

// MARK: - One message

extension HistoryLedger {
    private func store(_ draft: Draft, in database: Database) throws(StoreError) -> DraftOutcome {
        var room = try open(draft.room, in: database)
        let seq = room.top + 1
        let at = max(draft.at, room.lastAt)
        let message = StoredMessage(
            seq: seq,
            at: at,
            nick: draft.nick,
            origin: draft.origin,
            value: draft.value
        )
        guard try database.insert(message, into: room) else {
            guard let origin = draft.origin,
                let original = try self.seq(of: origin, in: room, database)
            else { throw .corrupt }
            return .duplicate(of: original)
        }
        room.top = seq
        room.lastAt = at
        openRooms[draft.room] = room
        changedRooms.insert(draft.room)
        return .stored(seq: seq, at: at)
    }

    private func seq(
        of origin: MessageOrigin,
        in room: HistoryRoom,
        _ database: Database
    ) throws(StoreError) -> Int64? {
        try database.query(
            "SELECT seq FROM message WHERE room = ? AND device = ? AND nonce = ?",
            .integer(room.id),
            .text(origin.device.description),
            .text(origin.nonce.description)
        ) { row throws(StoreError) in try row.integer(0) }.first
    }

    /// The room's row, made if there is none.
    private func open(_ name: RoomName, in database: Database) throws(StoreError) -> HistoryRoom {
        if let room = openRooms[name] { return room }
        let room = try database.openRoom(name)
        openRooms[name] = room
        return room
    }

    private func renewEpoch(of name: RoomName, in database: Database) throws(StoreError) {
        let room = try open(name, in: database)
        try database.run("UPDATE room SET epoch = random() WHERE id = ?", .integer(room.id))
    }

    private func saveChangedRooms(in database: Database, at now: Int64) throws(StoreError) {
        for name in changedRooms {
            guard var room = openRooms[name] else { continue }
            try deleteOldest(of: &room, in: database, at: now)
            try database.save(room)
            openRooms[name] = room
        }
        changedRooms.removeAll(keepingCapacity: true)
    }
}
