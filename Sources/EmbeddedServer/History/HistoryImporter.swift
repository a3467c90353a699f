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
        var room = try database.openRoom(name)
        if room.top > 0 {
            if message.seq < room.oldest { return .success(false) }
            if message.seq <= room.top {
                return try isStored(message, in: room) ? .success(false) : .failure(.otherMessage)
            }
            guard message.seq == room.top + 1 else { return .failure(.hole(first: room.top + 1)) }
        }
        guard message.at >= room.lastAt else { return .failure(.older) }
        guard try database.insert(message, into: room) else { return .failure(.sameOrigin) }
        if room.top == 0 { room.oldest = message.seq }
        (room.top, room.lastAt) = (message.seq, message.at)
        try database.save(room)
        return .success(true)
    }

    private func isStored(
        _ message: StoredMessage,
        in room: HistoryRoom
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
}
