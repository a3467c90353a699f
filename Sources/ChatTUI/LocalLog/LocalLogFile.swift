import Store

/// The file of the local log; used on one thread, in a transaction.
///
/// Several processes may have the same room open, and all of them hear the same: the first one writes
/// it, the others read, and one of them goes on when the writer has left or is gone.
final class LocalLogFile {
    /// How much is kept; the oldest goes first.
    struct Limits: Sendable {
        /// Messages, and bytes, of a room.
        var roomCount: Int64 = 100_000
        var roomBytes: Int64 = 64 << 20
        /// Bytes of all rooms.
        var bytes: Int64 = 512 << 20
        /// Days after which a message goes; 0 for never.
        var days: Int64 = 0
    }

    private let database: Database
    private let owner: String
    private let limits: Limits
    /// Up to when another process has written a room that is ours now, until something later is.
    private var written: [String: Int64] = [:]

    /// Opens the file at `path` for writing, which makes it, or for reading.
    init(
        path: String,
        access: Database.Access = .readWrite,
        owner: ProcessIdentity? = .current,
        limits: Limits = Limits()
    ) throws(StoreError) {
        database = try Database(
            path: path,
            schema: .localLog,
            access: access,
            busyTimeout: .seconds(2)
        )
        self.owner = owner?.description ?? "-"
        self.limits = limits
    }

    /// Does all of `body`, or nothing; on disk when it returns.
    func transaction<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try database.transaction(body)
    }
}

// MARK: - Writing

extension LocalLogFile {
    /// A connection to the room stands since this time, in milliseconds since 1970.
    ///
    /// Whoever writes the room from now on, the time between is a gap unless another one had it.
    ///
    /// - Returns: Whether this process writes it.
    @discardableResult
    func connected(to url: String, at time: Int64) throws(StoreError) -> Bool {
        var room = try madeRoom(url, at: time)
        let isOurs = mayWrite(room)
        if isOurs {
            // This may be told late, and another one have written on meanwhile.
            written[url] = room.until > time ? room.until : nil
            room.noteGap(until: time)
            (room.owner, room.isConnected) = (owner, true)
        }
        if room.isConnected { room.until = max(room.until, time) }
        try save(room)
        return isOurs
    }

    /// The connection was lost at this time.
    func lost(_ url: String, at time: Int64) throws(StoreError) {
        guard var room = try room(url), room.owner.utf8.elementsEqual(owner.utf8),
            room.isConnected
        else { return }
        room.isConnected = false
        room.until = max(room.until, time)
        try save(room)
    }

    /// The room is left, to be written by another process.
    func leave(_ url: String, at time: Int64) throws(StoreError) {
        try lost(url, at: time)
        guard var room = try room(url), room.owner.utf8.elementsEqual(owner.utf8) else { return }
        room.owner = ""
        try save(room)
    }

    /// Writes messages that came over a connection that stands since `connectedAt`, unless another
    /// process does.
    func append(_ block: LogBlock, to url: String, connectedAt: Int64) throws(StoreError) {
        var room = try madeRoom(url, at: connectedAt)
        guard mayWrite(room) else { return }
        var block = block
        if !room.owner.utf8.elementsEqual(owner.utf8) {
            // Another one had it up to then, and what came before is written.
            room.noteGap(until: connectedAt)
            written[url] = room.until
            (room.owner, room.isConnected) = (owner, true)
        }
        if let until = written[url] {
            block = block.after(until)
            if !block.isEmpty { written[url] = nil }
        }
        if block.unwritten > 0 { room.gap.unwritten += block.unwritten }
        if !block.isEmpty {
            try insert(block, in: &room)
            try trim(&room)
        }
        room.until = max(room.until, block.lastAt)
        try save(room)
        try database.dropLogBlocks(beyond: limits.bytes)
        if limits.days > 0 {
            try database.dropLogBlocks(olderThan: block.lastAt - limits.days * 86_400_000)
        }
    }

    private func insert(_ block: LogBlock, in room: inout Room) throws(StoreError) {
        let bytes = Int64(block.lines.count) + Self.blockBytes
        try database.run(
            "INSERT INTO block (room, first, count, bytes, gap, lines) VALUES (?, ?, ?, ?, ?, ?)",
            .integer(room.id),
            .integer(room.top + 1),
            .integer(block.count),
            .integer(bytes),
            room.gap.isEmpty ? .null : .text(room.gap.encoded),
            .blob(block.lines)
        )
        room.top += block.count
        room.bytes += bytes
        room.gap = LogGap()
    }

    /// What a block takes besides its lines, about.
    private static let blockBytes: Int64 = 64
}

// MARK: - Bounds

extension LocalLogFile {
    private func trim(_ room: inout Room) throws(StoreError) {
        while room.bytes > limits.roomBytes || room.top - room.oldest >= limits.roomCount {
            let oldest = try database.query(
                "SELECT id, first, count, bytes FROM block WHERE room = ? ORDER BY first LIMIT 1",
                .integer(room.id)
            ) { row throws(StoreError) in
                try (
                    id: row.integer(0), end: row.integer(1) + row.integer(2), bytes: row.integer(3)
                )
            }
            guard let block = oldest.first, block.end <= room.top else { return }
            try database.run("DELETE FROM block WHERE id = ?", .integer(block.id))
            room.oldest = block.end
            room.bytes -= block.bytes
        }
    }
}

// MARK: - Reading

extension LocalLogFile {
    /// The messages below `before` that are closest to it, or the latest; at most `limit`, and no
    /// more after they have ``LogPage/maximumBytes`` of text, so that the newest is always there.
    ///
    /// With `until` only what came before this time, in milliseconds since 1970. With `now` there is
    /// no connection, and the page's gap goes up to this time.
    func page(
        of url: String,
        before: Int64? = nil,
        limit: Int,
        until: Int64 = .max,
        now: Int64? = nil
    ) throws(StoreError) -> LogPage {
        var page = LogPage(before: before)
        guard var room = try room(url) else { return page }
        if let now, mayWrite(room) { room.noteGap(until: now) }
        (page.oldest, page.top) = (room.oldest, room.top)
        if before == nil, !room.gap.isEmpty { page.gap = room.gap }
        var bytes = 0
        try database.scan(
            """
            SELECT first, gap, lines FROM block WHERE room = ? AND first < ?
                ORDER BY first DESC
            """,
            .integer(room.id),
            .integer(before ?? .max)
        ) { row throws(StoreError) in
            for message in try Self.messages(in: row).reversed()
            where message.number < before ?? .max && message.at < until {
                bytes += message.text.utf8.count
                let isFull = page.messages.count >= limit || bytes > LogPage.maximumBytes
                if isFull, !page.messages.isEmpty { return false }
                page.messages.append(message)
            }
            return true
        }
        page.messages.reverse()
        return page
    }

    private static func messages(in row: borrowing Row) throws(StoreError) -> [LoggedMessage] {
        guard var messages = LogBlock.messages(in: try row.blob(2), from: try row.integer(0)),
            !messages.isEmpty
        else { throw .corrupt }
        messages[0].gap = try gap(row, 1)
        return messages
    }
}

// MARK: - Rooms

extension LocalLogFile {
    private struct Room {
        var id: Int64
        var url: String
        var oldest: Int64
        var top: Int64
        var bytes: Int64
        var owner: String
        var isConnected: Bool
        var until: Int64
        var gap: LogGap

        /// Nobody heard the room from ``until`` up to this time.
        mutating func noteGap(until time: Int64) {
            guard top > 0, until < time else { return }
            gap.add(since: until, until: time)
        }
    }

    /// Whether no other process writes the room.
    private func mayWrite(_ room: Room) -> Bool {
        room.owner.utf8.elementsEqual(owner.utf8) || !ProcessIdentity.isRunning(room.owner)
    }

    private func room(_ url: String) throws(StoreError) -> Room? {
        try database.query(
            """
            SELECT id, oldest, top, bytes, owner, connected, until, gap FROM room WHERE url = ?
            """,
            .text(url)
        ) { row throws(StoreError) in
            try Room(
                id: row.integer(0),
                url: url,
                oldest: row.integer(1),
                top: row.integer(2),
                bytes: row.integer(3),
                owner: row.text(4),
                isConnected: row.integer(5) != 0,
                until: row.integer(6),
                gap: Self.gap(row, 7) ?? LogGap()
            )
        }.first
    }

    private static func gap(_ row: borrowing Row, _ column: Int) throws(StoreError) -> LogGap? {
        guard !row.isNull(column) else { return nil }
        guard let gap = LogGap(parsing: try row.text(column)) else { throw .corrupt }
        return gap
    }

    /// The room; a new one is ours from this time on.
    private func madeRoom(_ url: String, at time: Int64) throws(StoreError) -> Room {
        if let room = try room(url) { return room }
        try database.run(
            """
            INSERT INTO room (url, oldest, top, bytes, owner, connected, until)
                VALUES (?, 1, 0, 0, ?, 1, ?)
            """,
            .text(url),
            .text(owner),
            .integer(time)
        )
        guard let room = try room(url) else { throw .corrupt }
        return room
    }

    private func save(_ room: Room) throws(StoreError) {
        try database.run(
            """
            UPDATE room SET oldest = ?, top = ?, bytes = ?, owner = ?, connected = ?, until = ?,
                gap = ? WHERE id = ?
            """,
            .integer(room.oldest),
            .integer(room.top),
            .integer(room.bytes),
            .text(room.owner),
            .integer(room.isConnected ? 1 : 0),
            .integer(room.until),
            room.gap.isEmpty ? .null : .text(room.gap.encoded),
            .integer(room.id)
        )
    }
}
