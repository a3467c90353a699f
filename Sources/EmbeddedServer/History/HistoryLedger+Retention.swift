import Store
import Wire

/// What is too much or too old goes in small steps: with each commit from the rooms that it is
/// about, and once a minute from all others, a step between two commits.
extension HistoryLedger {
    /// The most messages that one step deletes from a room.
    static let retentionStep: Int64 = 256

    /// Deletes at most one step of the room's oldest messages; the caller saves the room.
    ///
    /// Returns whether there is more to delete.
    @discardableResult
    func deleteOldest(
        of room: inout HistoryRoom,
        in database: Database,
        at now: Int64
    ) throws(StoreError) -> Bool {
        let end = min(room.top + 1, room.oldest + Self.retentionStep)
        var oldest = max(room.oldest, min(end, room.top + 1 - retention.messages))
        if let age = retention.age, oldest < end {
            // Times never go back in a room: the first that is young enough ends it.
            let (bound, isOver) = now.subtractingReportingOverflow(age)
            let young = try database.query(
                """
                SELECT seq FROM message
                    WHERE room = ? AND seq >= ? AND seq < ? AND at > ? ORDER BY seq LIMIT 1
                """,
                .integer(room.id),
                .integer(oldest),
                .integer(end),
                .integer(isOver ? .min : bound)
            ) { row throws(StoreError) in try row.integer(0) }
            oldest = young.first ?? end
        }
        guard oldest > room.oldest else { return false }
        try database.run(
            "DELETE FROM message WHERE room = ? AND seq < ?",
            .integer(room.id),
            .integer(oldest)
        )
        room.oldest = oldest
        return oldest == end && oldest <= room.top
    }

    /// Takes one step in the next room that needs one, in a transaction of its own.
    ///
    /// ``isBehind`` says whether to come back at once. Errors wait for the next sweep.
    func sweep(at now: Int64) {
        isBehind = false
        do throws(StoreError) {
            try write { database throws(StoreError) in
                try self.sweep(database, at: now)
            }
        } catch {
            isBehind = false
        }
    }

    private func sweep(_ database: Database, at now: Int64) throws(StoreError) {
        let bound =
            retention.age.map { now.subtractingReportingOverflow($0) }
            .map { $0.overflow ? .min : $0.partialValue } ?? .min
        let due = try database.query(
            """
            SELECT room.id, name, room.oldest, top, last_at FROM room
                JOIN message ON message.room = room.id AND message.seq = room.oldest
                WHERE room.id >= ? AND (top - oldest >= ? OR message.at <= ?)
                ORDER BY room.id LIMIT 1
            """,
            .integer(sweptRoom),
            .integer(retention.messages),
            .integer(bound)
        ) { row throws(StoreError) in
            guard let name = try RoomName(row.text(1)) else { throw .corrupt }
            return try (
                name: name,
                room: HistoryRoom(
                    id: row.integer(0),
                    oldest: row.integer(2),
                    top: row.integer(3),
                    lastAt: row.integer(4)
                )
            )
        }
        guard case (let name, var room)? = due.first else {
            sweptRoom = 0
            return
        }
        let hasMore = try deleteOldest(of: &room, in: database, at: now)
        try database.run(
            "UPDATE room SET oldest = ? WHERE id = ?",
            .integer(room.oldest),
            .integer(room.id)
        )
        forget(name)
        sweptRoom = hasMore ? room.id : room.id + 1
        isBehind = true
    }
}
