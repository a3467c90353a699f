import Store
import Wire

/// Puts messages with numbers into a history that no server has, and keeps their numbers.
///
/// What is there already is left as it is, so the same messages can be imported again, and an import
/// that was broken off can be repeated. Every call waits for the disk; it stays on one thread.
package final class HistoryImporter {
    /// A message of another history.
    package struct Message: Sendable {
        /// Where it was said.
        package var room: RoomName
        /// What was said; its number goes on from the room's last one.
        package var message: StoredMessage

        /// A message.
        package init(room: RoomName, message: StoredMessage) {
            self.room = room
            self.message = message
        }
    }

    /// Why a message cannot be put in.
    package enum Conflict: Error, Equatable, Sendable {
        /// Messages from `first` to the one before it are missing.
        case hole(first: Int64)
        /// There is another message of its number.
        case otherMessage
        /// It is older than the one before it.
        case older
        /// Another message has its device and nonce.
        case sameOrigin
    }

    /// What stopped an import.
    package enum Failure: Error, Equatable, Sendable {
        /// The message at this index of the batch.
        case conflict(Conflict, at: Int)
        /// The file or the disk.
        case store(StoreError)
    }

    private let file: HistoryFile
    private let database: Database

    /// Opens the history at `path`, which is made if there is none; a server that has it keeps it.
    package init(path: String) throws(HistoryError) {
        file = try HistoryFile(path: path)
        do throws(StoreError) {
            database = try Database(path: path, schema: .history)
        } catch {
            throw HistoryError(path: path, reason: error)
        }
    }

    /// Puts a batch in, all of it or, when it throws, nothing of it; returns how many were new.
    package func add(_ batch: [Message]) throws(Failure) -> Int {
        var conflict: Failure?
        do throws(StoreError) {
            return try database.transaction { () throws(StoreError) in
                var added = 0
                for (index, message) in batch.enumerated() {
                    switch try add(message.message, to: message.room) {
                    case .success(let isNew): added += isNew ? 1 : 0
                    case .failure(let reason):
                        conflict = .conflict(reason, at: index)
                        // Any error undoes the transaction.
                        throw .busy
                    }
                }
                return added
            }
        } catch {
            throw conflict ?? .store(error)
        }
    }

    private func add(
        _ message: StoredMessage,
        to name: RoomName
    ) throws(StoreError) -> Result<Bool, Conflict> {
        let room = try open(name)
        if room.top > 0 {
            if message.seq < room.oldest { return .success(false) }
            if message.seq <= room.top {
                return try isStored(message, in: room) ? .success(false) : .failure(.otherMessage)
            }
            guard message.seq == room.top + 1 else { return .failure(.hole(first: room.top + 1)) }
        }
        guard message.at >= room.lastAt else { return .failure(.older) }
        guard try insert(message, in: room) else { return .failure(.sameOrigin) }
        try database.run(
            "UPDATE room SET oldest = ?, top = ?, last_at = ? WHERE id = ?",
            .integer(room.top == 0 ? message.seq : room.oldest),
            .integer(message.seq),
            .integer(message.at),
            .integer(room.id)
        )
        return .success(true)
    }
}

// MARK: - Rows

extension HistoryImporter {
    private struct OpenRoom {
        let id, oldest, top, lastAt: Int64
    }

    private func open(_ name: RoomName) throws(StoreError) -> OpenRoom {
        try database.run(
            """
            INSERT INTO room (name, epoch, oldest, top, last_at)
                SELECT ?, epoch, 1, 0, 0 FROM file WHERE true ON CONFLICT (name) DO NOTHING
            """,
            .text(name.description)
        )
        let rooms = try database.query(
            "SELECT id, oldest, top, last_at FROM room WHERE name = ?",
            .text(name.description)
        ) { row throws(StoreError) in
            try OpenRoom(
                id: row.integer(0),
                oldest: row.integer(1),
                top: row.integer(2),
                lastAt: row.integer(3)
            )
        }
        guard let room = rooms.first else { throw .corrupt }
        return room
    }

    private func isStored(
        _ message: StoredMessage,
        in room: OpenRoom
    ) throws(StoreError) -> Bool {
        let found = try database.query(
            "SELECT at, nick, value FROM message WHERE room = ? AND seq = ?",
            .integer(room.id),
            .integer(message.seq)
        ) { row throws(StoreError) in
            try (
                at: row.integer(0), nick: row.isNull(1) ? nil : row.text(1), value: row.blob(2)
            )
        }
        guard let stored = found.first else { return false }
        let nick = message.nick?.description
        return stored.at == message.at
            && stored.nick.map { Array($0.utf8) } == nick.map { Array($0.utf8) }
            && Self.oneLine(stored.value) == Self.oneLine(message.value)
    }

    /// Values are compared as an export writes them.
    private static func oneLine(_ value: [UInt8]) -> [UInt8] {
        var line: [UInt8] = []
        JSONText.appendOneLine(value, to: &line)
        return line
    }

    private func insert(
        _ message: StoredMessage,
        in room: OpenRoom
    ) throws(StoreError) -> Bool {
        let text = { (text: String?) -> Value in text.map { .text($0) } ?? .null }
        return try database.run(
            """
            INSERT INTO message (room, seq, at, nick, device, nonce, value)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (room, device, nonce) WHERE nonce IS NOT NULL DO NOTHING
            """,
            .integer(room.id),
            .integer(message.seq),
            .integer(message.at),
            text(message.nick?.description),
            text(message.origin?.device.description),
            text(message.origin?.nonce.description),
            .blob(message.value)
        ) == 1
    }
}
