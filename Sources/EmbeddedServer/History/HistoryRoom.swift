import Store
import Wire

/// A room's row in a history, ahead of the file within a transaction.
struct HistoryRoom {
    let id: Int64
    /// The number of the first message that is kept.
    var oldest: Int64
    /// The number of the last message; 0 when nothing was said.
    var top: Int64
    /// When that came, in milliseconds since 1970.
    var lastAt: Int64
}

/// What writes to a history has in common; in a transaction.
extension Database {
    /// The room's row, made if there is none.
    func openRoom(_ name: RoomName) throws(StoreError) -> HistoryRoom {
        try run(
            """
            INSERT INTO room (name, epoch, oldest, top, last_at)
                SELECT ?, epoch, 1, 0, 0 FROM file WHERE true ON CONFLICT (name) DO NOTHING
            """,
            .text(name.description)
        )
        let rooms = try query(
            "SELECT id, oldest, top, last_at FROM room WHERE name = ?",
            .text(name.description)
        ) { row throws(StoreError) in
            try HistoryRoom(
                id: row.integer(0),
                oldest: row.integer(1),
                top: row.integer(2),
                lastAt: row.integer(3)
            )
        }
        guard let room = rooms.first else { throw .corrupt }
        return room
    }

    /// Writes the room's row.
    func save(_ room: HistoryRoom) throws(StoreError) {
        try run(
            "UPDATE room SET oldest = ?, top = ?, last_at = ? WHERE id = ?",
            .integer(room.oldest),
            .integer(room.top),
            .integer(room.lastAt),
            .integer(room.id)
        )
    }

    /// Puts a message in; its room's row is the caller's to save.
    ///
    /// - Returns: `false` if the room has a message of the same origin: then nothing is put in.
    func insert(_ message: StoredMessage, into room: HistoryRoom) throws(StoreError) -> Bool {
        try run(
            """
            INSERT INTO message (room, seq, at, nick, device, nonce, value)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (room, device, nonce) WHERE nonce IS NOT NULL DO NOTHING
            """,
            .integer(room.id),
            .integer(message.seq),
            .integer(message.at),
            .text(message.nick?.description),
            .text(message.origin?.device.description),
            .text(message.origin?.nonce.description),
            .blob(message.value)
        ) == 1
    }
}

extension Value {
    /// The text, or NULL for none.
    fileprivate static func text(_ text: String?) -> Value {
        if let text { .text(text) } else { .null }
    }
}
