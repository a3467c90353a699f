import Store
import Wire

/// Reads a history: one connection that cannot write.
///
/// Reading never makes the writer wait (write-ahead log), nor the other way round. Every call waits
/// for the disk; it stays on one thread. On a server that is ``HistoryReader``'s; `chat-tui log
/// --file` uses it by itself, also while a server has the file.
package final class HistoryLog {
    private let database: Database

    /// Opens the history at `path` for reading; it must be there.
    package init(path: String) throws(StoreError) {
        database = try Database(path: path, schema: .history, access: .readOnly)
    }

    /// Runs `body` so that all it reads is of one moment.
    ///
    /// Snapshots do not nest.
    package func snapshot<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try database.transaction(body)
    }

    /// Where the room's log begins and ends.
    ///
    /// A room in which nothing was said has an empty one.
    package func extent(of room: RoomName) throws(StoreError) -> RoomExtent {
        if let found = try find(room) { return found.extent }
        let empty = try database.query("SELECT epoch FROM file") { row throws(StoreError) in
            try RoomExtent(epoch: Self.epoch(row, 0), oldest: 1, top: 0)
        }
        guard let extent = empty.first else { throw .corrupt }
        return extent
    }

    /// The messages after number `seq`, oldest first: at most `limit`, and no more after they have
    /// `maximumBytes` of values, so that the first is always there.
    package func page(
        of room: RoomName,
        after seq: Int64,
        limit: Int,
        maximumBytes: Int = .max
    ) throws(StoreError) -> [StoredMessage] {
        guard let id = try find(room)?.id else { return [] }
        var page = Page(maximumBytes: maximumBytes)
        try database.scan(
            """
            SELECT seq, at, nick, device, nonce, value FROM message
                WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?
            """,
            .integer(id),
            .integer(seq),
            .integer(Int64(max(limit, 0)))
        ) { row throws(StoreError) in try page.append(Self.message(row)) }
        return page.messages
    }

    /// The messages before number `seq` that are closest to it, oldest first; bounded as
    /// ``page(of:after:limit:maximumBytes:)`` is, from the newest.
    package func page(
        of room: RoomName,
        before seq: Int64,
        limit: Int,
        maximumBytes: Int = .max
    ) throws(StoreError) -> [StoredMessage] {
        guard let id = try find(room)?.id else { return [] }
        var page = Page(maximumBytes: maximumBytes)
        try database.scan(
            """
            SELECT seq, at, nick, device, nonce, value FROM message
                WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?
            """,
            .integer(id),
            .integer(seq),
            .integer(Int64(max(limit, 0)))
        ) { row throws(StoreError) in try page.append(Self.message(row)) }
        return page.messages.reversed()
    }

    /// The newest messages, oldest first; bounded as
    /// ``page(of:before:limit:maximumBytes:)`` is.
    package func last(
        _ limit: Int,
        of room: RoomName,
        maximumBytes: Int = .max
    ) throws(StoreError) -> [StoredMessage] {
        try page(of: room, before: .max, limit: limit, maximumBytes: maximumBytes)
    }

    /// The number of the first kept message that came at `time` (milliseconds since 1970) or later;
    /// `top + 1` when there is none.
    ///
    /// Times do not go back in a room, so halving finds it in some twenty steps.
    package func firstSeq(of room: RoomName, since time: Int64) throws(StoreError) -> Int64 {
        guard let (id, extent) = try find(room).map({ ($0.id, $0.extent) }) else { return 1 }
        var low = extent.oldest
        var high = extent.top + 1
        while low < high {
            let middle = low + (high - low) / 2
            let times = try database.query(
                "SELECT at FROM message WHERE room = ? AND seq = ?",
                .integer(id),
                .integer(middle)
            ) { row throws(StoreError) in try row.integer(0) }
            // Gone in between, when this is no snapshot: what is older has gone too.
            if let at = times.first, at >= time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The rooms in which something was said, the latest first; at most `limit`.
    package func rooms(limit: Int = 1_000) throws(StoreError) -> [RoomSummary] {
        try database.query(
            """
            SELECT id, epoch, oldest, top, name, last_at FROM room WHERE top > 0
                ORDER BY last_at DESC, name LIMIT ?
            """,
            .integer(Int64(max(limit, 0)))
        ) { row throws(StoreError) in
            guard let name = try RoomName(row.text(4)) else { throw .corrupt }
            return try RoomSummary(name: name, extent: Self.extent(row), lastAt: row.integer(5))
        }
    }

    /// Reads the whole file and lists what is wrong with it: nothing, or about ten things.
    ///
    /// Takes a second per few hundred megabytes, and the write-ahead log grows meanwhile: give it
    /// a connection of its own. The findings are untrusted text.
    package func check() throws(StoreError) -> [String] {
        try database.integrityCheck()
    }
}

// MARK: - Rows

extension HistoryLog {
    private struct Page {
        let maximumBytes: Int
        var messages: [StoredMessage] = []
        var bytes = 0

        /// Whether there is room for another one.
        mutating func append(_ message: StoredMessage) -> Bool {
            guard messages.isEmpty || bytes + message.value.count <= maximumBytes else {
                return false
            }
            messages.append(message)
            bytes += message.value.count
            return true
        }

        init(maximumBytes: Int) { self.maximumBytes = maximumBytes }
    }

    private func find(
        _ room: RoomName
    ) throws(StoreError) -> (id: Int64, extent: RoomExtent)? {
        try database.query(
            "SELECT id, epoch, oldest, top FROM room WHERE name = ?",
            .text(room.description)
        ) { row throws(StoreError) in
            try (id: row.integer(0), extent: Self.extent(row))
        }.first
    }

    private static func extent(_ row: borrowing Row) throws(StoreError) -> RoomExtent {
        try RoomExtent(epoch: epoch(row, 1), oldest: row.integer(2), top: row.integer(3))
    }

    private static func epoch(_ row: borrowing Row, _ column: Int) throws(StoreError) -> Epoch {
        Epoch(rawValue: UInt64(bitPattern: try row.integer(column)))
    }

    private static func message(_ row: borrowing Row) throws(StoreError) -> StoredMessage {
        var nick: Nick?
        if !row.isNull(2) {
            nick = Nick(try row.text(2))
            guard nick != nil else { throw .corrupt }
        }
        var origin: MessageOrigin?
        if !row.isNull(4) {
            guard let device = Device(try row.text(3).utf8), let nonce = Nonce(try row.text(4).utf8)
            else { throw .corrupt }
            origin = MessageOrigin(device: device, nonce: nonce)
        }
        return try StoredMessage(
            seq: row.integer(0),
            at: row.integer(1),
            nick: nick,
            origin: origin,
            value: row.blob(5)
        )
    }
}
