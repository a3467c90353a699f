import Store
import Wire

/// An own line on disk.
struct StoredLine: Equatable, Sendable {
    var nonce: Nonce
    var text: String
    /// Put before the text where the protocol has no names.
    var prefix: String
    /// When it was entered, in milliseconds since 1970.
    var at: Int64

    /// About how much it takes.
    var size: Int { text.utf8.count + prefix.utf8.count + 256 }
}

/// What a room begins with.
struct StoredRoom: Equatable, Sendable {
    /// Who we are.
    var device: Device
    /// How far it was read.
    var position: LogPosition?
    /// Lines that nobody sends any more; they are this process's now.
    var lines: [StoredLine] = []
}

/// The file with own lines, read positions and the device; used on one thread.
///
/// Several processes may use it at once: a line is sent by the one that owns it.
final class OutboxFile {
    /// The most lines that are kept, and that a room begins with.
    static let maximumLines: Int64 = 10_000
    static let maximumAdopted: Int64 = 500

    private let database: Database
    private let owner: ProcessIdentity?

    /// Opens the file at `path`; it and its directories are made where they are missing.
    init(path: String, owner: ProcessIdentity? = .current) throws(StoreError) {
        database = try Database(path: path, schema: .outbox, busyTimeout: .seconds(2))
        self.owner = owner
    }

    /// Does all of `body`, or nothing; on disk when it returns.
    func transaction(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        try database.transaction(body)
    }

    /// The device; `fresh` becomes it if there is none yet.
    func device(orElse fresh: Device) throws(StoreError) -> Device {
        try database.run(
            "INSERT INTO device VALUES (0, ?) ON CONFLICT DO NOTHING",
            .text(fresh.description)
        )
        let found = try database.query("SELECT device FROM device") { row throws(StoreError) in
            try row.text(0)
        }
        guard let device = found.first.flatMap({ Device($0.utf8) }) else { throw .corrupt }
        return device
    }

    /// How far a room was read.
    func position(in room: String) throws(StoreError) -> LogPosition? {
        let found = try database.query(
            "SELECT epoch, seq FROM position WHERE room = ?",
            .text(room)
        ) { row throws(StoreError) -> LogPosition in
            guard let epoch = Epoch(try row.text(0).utf8) else { throw .corrupt }
            return LogPosition(epoch: epoch, seq: try row.integer(1))
        }
        return found.first
    }

    /// Notes how far a room was read.
    func read(_ room: String, to position: LogPosition) throws(StoreError) {
        try database.run(
            "INSERT OR REPLACE INTO position VALUES (?, ?, ?)",
            .text(room),
            .text(position.epoch.description),
            .integer(position.seq)
        )
    }

    /// Keeps a line that this process is about to send; `.full` if there are too many.
    func keep(_ line: StoredLine, for room: String) throws(StoreError) {
        let counts = try database.query("SELECT count(*) FROM line") { row throws(StoreError) in
            try row.integer(0)
        }
        guard let count = counts.first, count < Self.maximumLines else { throw .full }
        try database.run(
            "INSERT INTO line (room, nonce, text, prefix, at, owner) VALUES (?, ?, ?, ?, ?, ?)",
            .text(room),
            .text(line.nonce.description),
            .text(line.text),
            .text(line.prefix),
            .integer(line.at),
            .text(owner?.description ?? "")
        )
    }

    /// Forgets a line whose fate is known.
    func settle(_ nonce: Nonce) throws(StoreError) {
        try database.run("DELETE FROM line WHERE nonce = ?", .text(nonce.description))
    }

    /// Leaves a room's lines of this process to whoever joins next.
    func release(_ room: String) throws(StoreError) {
        guard let owner else { return }
        try database.run(
            "UPDATE line SET owner = '' WHERE owner = ? AND room = ?",
            .text(owner.description),
            .text(room)
        )
    }

    /// Takes over a room's lines of processes that are gone; in a transaction.
    func adopt(_ room: String) throws(StoreError) -> [StoredLine] {
        let owners = try database.query(
            "SELECT DISTINCT owner FROM line WHERE room = ? LIMIT 1000",
            .text(room)
        ) { row throws(StoreError) in try row.text(0) }
        var lines: [(number: Int64, line: StoredLine)] = []
        for other in owners where !ProcessIdentity.isRunning(other) {
            lines += try database.query(
                """
                SELECT number, nonce, text, prefix, at FROM line
                WHERE room = ? AND owner = ? ORDER BY number LIMIT ?
                """,
                .text(room),
                .text(other),
                .integer(Self.maximumAdopted)
            ) { row throws(StoreError) -> (Int64, StoredLine) in
                guard let nonce = Nonce(try row.text(1).utf8) else { throw .corrupt }
                let (text, prefix) = (try row.text(2), try row.text(3))
                let line = StoredLine(
                    nonce: nonce,
                    text: text,
                    prefix: prefix,
                    at: try row.integer(4)
                )
                return (try row.integer(0), line)
            }
        }
        lines.sort { $0.number < $1.number }
        lines = Array(lines.prefix(Int(Self.maximumAdopted)))
        for (number, _) in lines {
            try database.run(
                "UPDATE line SET owner = ? WHERE number = ?",
                .text(owner?.description ?? ""),
                .integer(number)
            )
        }
        return lines.map(\.line)
    }
}
