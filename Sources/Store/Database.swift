import CSQLite
import Glibc

/// A connection to one SQLite file; what `run` and `transaction` wrote is on disk when they return.
///
/// Every call may wait for the disk (an fsync) or for another process (up to the busy timeout), so
/// no event loop and no screen calls it: its owner keeps one dedicated thread per file and hands it
/// the work. There is no thread and no lock in here. A database may be made on one thread and given
/// to another; it cannot be shared.
package final class Database {
    /// What may be done to the file.
    package enum Access: Sendable {
        /// Reads and writes; what is missing of the file and its directories is made.
        case readWrite
        /// Reads a file that is there; a missing one is `StoreError.missing`.
        case readOnly
    }

    private let handle: OpaquePointer

    /// Keyed by the address of the SQL, which lives as long as the program and bounds their number.
    private(set) var statements: [UnsafePointer<UInt8>: Statement] = [:]

    /// Opens the file at `path` and brings it up to `schema`.
    ///
    /// The file must be a regular one of this user with no permission bits for others, in a
    /// directory in which others cannot write; otherwise `StoreError.notOurs`, as for a file that
    /// holds something else than `schema`. `busyTimeout` bounds each wait for another process.
    package init(
        path: String,
        schema: Schema,
        access: Access = .readWrite,
        busyTimeout: Duration = .seconds(5)
    ) throws(StoreError) {
        handle = try Self.open(DatabaseFile.prepare(path, for: access), access)
        // From here on `deinit` closes it when something throws.
        sqlite3_busy_timeout(handle, busyTimeout.wholeMilliseconds)
        try harden()
        let version = try version(accordingTo: schema)
        switch access {
        case .readOnly where version < schema.steps.count:
            throw version == 0 ? .missing : .readOnly
        case .readOnly:
            break
        case .readWrite:
            // SQLite falls back to reading, without a word, when it may not write.
            guard !isReadOnly else { throw .readOnly }
            try makeDurable(by: .now + busyTimeout)
            try migrate(to: schema)
        }
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Runs one statement for its effect.
    ///
    /// `sql` is a literal by its type: values reach it only by way of `?`. Returns how many rows an
    /// `INSERT`, `UPDATE` or `DELETE` changed; after anything else the number means nothing.
    @discardableResult
    package func run(_ sql: StaticString, _ values: Value...) throws(StoreError) -> Int {
        try use(sql, values) { statement throws(StoreError) in
            while try statement.step() != nil {}
        }
        return Int(sqlite3_changes64(handle))
    }

    /// Runs one statement and makes an element of each row.
    ///
    /// All elements are held in memory: `LIMIT` bounds them. What writes and returns rows
    /// (`RETURNING`) belongs in a `transaction`: outside, it stays written when `element` throws.
    package func query<Element>(
        _ sql: StaticString,
        _ values: Value...,
        row element: (borrowing Row) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        try use(sql, values) { statement throws(StoreError) in
            var elements: [Element] = []
            while let row = try statement.step() { elements.append(try element(row)) }
            return elements
        }
    }

    /// Runs one statement and hands over its rows one by one, until `row` returns `false`.
    package func scan(
        _ sql: StaticString,
        _ values: Value...,
        row: (borrowing Row) throws(StoreError) -> Bool
    ) throws(StoreError) {
        try use(sql, values) { statement throws(StoreError) in
            while let next = try statement.step(), try row(next) {}
        }
    }

    /// Runs `body` so that all it wrote is on disk when this returns, and nothing when it throws.
    ///
    /// Takes the write lock at the start (`BEGIN IMMEDIATE`), so nothing read in `body` is outdated
    /// when it writes; read-only, `body` sees one state of the file throughout. Transactions do not
    /// nest. `body` lets errors out: some have ended the transaction already.
    package func transaction<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        precondition(!isInTransaction, "transactions do not nest")
        try run(isReadOnly ? "BEGIN" : "BEGIN IMMEDIATE")
        do throws(StoreError) {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // A full disk or a failed one has rolled back by itself. If ROLLBACK fails, SQLite
            // keeps the changes out all the same, and `error` is what the caller must know.
            if isInTransaction { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    /// Reads the whole file and lists what is wrong with it: nothing, or about ten things at most.
    ///
    /// `isQuick` leaves out whether the indices match their tables, which costs most of the time.
    /// The findings may quote the file's content and are untrusted text.
    package func integrityCheck(isQuick: Bool = false) throws(StoreError) -> [String] {
        let sql: StaticString = isQuick ? "PRAGMA quick_check(10)" : "PRAGMA integrity_check(10)"
        var findings: [String] = []
        do throws(StoreError) {
            _ = try query(sql) { row throws(StoreError) in
                let finding = try row.text(0)
                if !finding.utf8.elementsEqual("ok".utf8) { findings.append(finding) }
            }
        } catch {
            // Some damage ends the check itself.
            guard error == .corrupt else { throw error }
            findings.append(error.description)
        }
        return findings
    }

    /// Runs any number of statements that take no values and whose rows do not matter.
    func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw StoreError(code, of: handle) }
    }

    private var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }
    private var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private func use<Result>(
        _ sql: StaticString,
        _ values: [Value],
        _ body: (Statement) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        // Out of the cache while in use: the same SQL in a row's closure gets its own statement.
        let cached = statements.removeValue(forKey: sql.utf8Start)
        let statement = if let cached { cached } else { try Statement(sql, in: handle) }
        defer {
            statement.reset()
            statements[sql.utf8Start] = statement
        }
        try statement.bind(values)
        return try body(statement)
    }
}

@available(*, unavailable)
extension Database: Sendable {}

// MARK: Opening

extension Database {
    private static func open(_ path: String, _ access: Access) throws(StoreError) -> OpaquePointer {
        let mode = access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let flags = mode | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            defer { sqlite3_close_v2(opened) }
            throw StoreError(code, of: opened)
        }
        return opened
    }

    /// A file may have been made to attack whoever opens it (sqlite.org/security.html).
    private func harden() throws(StoreError) {
        let options: [(Int32, on: Int32)] = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1),
            (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
            // "x" is a column, never a string by accident.
            (SQLITE_DBCONFIG_DQS_DDL, 0),
            (SQLITE_DBCONFIG_DQS_DML, 0),
        ]
        for (option, on) in options {
            let code = cs_db_config(handle, option, on)
            guard code == SQLITE_OK else { throw StoreError(code, of: handle) }
        }
        try execute("PRAGMA cell_size_check = ON")
    }

    private func makeDurable(by deadline: ContinuousClock.Instant) throws(StoreError) {
        // The answer is the mode that the file has now, which need not be the one asked for.
        let mode = try retrying(until: deadline) { () throws(StoreError) in
            try query("PRAGMA journal_mode = WAL") { row throws(StoreError) in try row.text(0) }
        }
        guard mode == ["wal"] else {
            throw .other(code: SQLITE_CANTOPEN, message: "no write-ahead log on this file system")
        }
        try execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304")
    }

    /// Repeats `body` while another connection is in its way.
    ///
    /// Several that open a new file at once all read it and want to change it. They would wait for
    /// each other, so SQLite fails at once, busy timeout or not: let go, then come back.
    private func retrying<Result>(
        until deadline: ContinuousClock.Instant,
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                guard error == .busy, ContinuousClock.now < deadline else { throw error }
                usleep(2000)
            }
        }
    }
}

extension Duration {
    /// Milliseconds as C takes them.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
