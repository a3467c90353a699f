import Glibc
import TestSupport
import Testing

@testable import Store

@Suite("A database")
struct DatabaseTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(
        _ access: Database.Access = .readWrite,
        busyTimeout: Duration = .seconds(5)
    ) throws(StoreError) -> Database {
        try Database(
            path: directory.file("room.db"),
            schema: .lines,
            access: access,
            busyTimeout: busyTimeout
        )
    }

    // MARK: Opening

    @Test(
        "is opened durable and hardened",
        arguments: [
            ("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA trusted_schema", 0),
            ("PRAGMA cell_size_check", 1), ("PRAGMA busy_timeout", 1500),
            ("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'", 1),
        ] as [(StaticString, Int64)]
    )
    func settings(sql: StaticString, expected: Int64) throws {
        let database = try open(busyTimeout: .milliseconds(1500))
        let values = try database.query(sql) { row throws(StoreError) in try row.integer(0) }
        #expect(values == [expected])
    }

    @Test("does not let SQL rewrite its schema")
    func defensive() throws {
        let database = try open()
        try database.run("PRAGMA writable_schema = ON")
        #expect(throws: StoreError.self) { try database.run("DELETE FROM sqlite_schema") }
        #expect(try database.lines() == [])
    }

    @Test("has what was written when it is opened again")
    func reopening() throws {
        try open().say("hi")
        #expect(try open().lines() == ["hi"])
        #expect(try open(.readOnly).lines() == ["hi"])
    }

    @Test("can be opened for the first time by many at once")
    func openedByMany() async throws {
        let path = directory.file("room.db")
        let errors = await withTaskGroup(of: StoreError?.self) { group in
            for number in 0..<16 {
                group.addTask {
                    do throws(StoreError) {
                        try Database(path: path, schema: .lines).say("\(number)")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var errors: [StoreError] = []
            for await error in group { if let error { errors.append(error) } }
            return errors
        }
        #expect(errors == [])
        #expect(try open().lines().count == 16)
    }

    // MARK: Statements

    @Test("says how many rows a statement changed")
    func changes() throws {
        let database = try open()
        #expect(try database.run("INSERT INTO line (body) VALUES ('a'), ('b')") == 2)
        #expect(try database.run("INSERT OR IGNORE INTO line (body) VALUES ('a')") == 0)
        #expect(try database.run("DELETE FROM line") == 2)
    }

    @Test("prepares a statement once")
    func statementCache() throws {
        let database = try open()
        let before = database.statements.count
        for number in 0..<100 { try database.say("\(number)") }
        #expect(database.statements.count == before + 1)
        #expect(try database.lines().count == 100)
    }

    @Test("runs the same query inside its own row")
    func nestedQuery() throws {
        let database = try open()
        for body in ["a", "b", "c"] { try database.say(body) }
        func pairs(from seq: Int64, depth: Int) throws(StoreError) -> [String] {
            try database.query("SELECT body FROM line WHERE seq >= ?", .integer(seq)) {
                row throws(StoreError) in
                let inner = depth == 0 ? [] : try pairs(from: 2, depth: depth - 1)
                return try row.text(0) + inner.joined()
            }
        }
        #expect(try pairs(from: 1, depth: 1) == ["abc", "bbc", "cbc"])
    }

    @Test("can use a statement again after it failed")
    func statementAfterError() throws {
        let database = try open()
        try database.say("a")
        let refusal = #expect(throws: StoreError.self) { try database.say("a") }
        guard case .other(2067, "UNIQUE constraint failed: line.body") = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        try database.say("b")
        #expect(try database.lines() == ["a", "b"])
    }

    @Test("lets go of a query that its row stopped")
    func queryAfterError() throws {
        let database = try open()
        for body in ["a", "b"] { try database.say(body) }
        #expect(throws: StoreError.corrupt) {
            try database.query("SELECT seq FROM line") { row throws(StoreError) in try row.text(0) }
        }
        // A query that still stood on a row would keep the log from being emptied.
        let isBlocked = try open(busyTimeout: .zero).query("PRAGMA wal_checkpoint(TRUNCATE)") {
            row throws(StoreError) in try row.integer(0)
        }
        #expect(isBlocked == [0])
    }

    // MARK: Transactions

    @Test("keeps nothing of a transaction that throws")
    func rollback() throws {
        let database = try open()
        try database.say("before")
        #expect(throws: StoreError.busy) {
            try database.transaction { () throws(StoreError) in
                try database.say("lost")
                throw .busy
            }
        }
        try database.transaction { () throws(StoreError) in try database.say("after") }
        #expect(try open().lines() == ["before", "after"])
    }

    @Test("keeps nothing of a transaction whose commit fails")
    func failedCommit() throws {
        let database = try open()
        try database.execute(
            "CREATE TABLE reply (seq INTEGER REFERENCES line DEFERRABLE INITIALLY DEFERRED)"
        )
        #expect(throws: StoreError.other(code: 787, message: "FOREIGN KEY constraint failed")) {
            try database.transaction { () throws(StoreError) in
                try database.say("lost")
                try database.run("INSERT INTO reply VALUES (99)")
            }
        }
        try database.transaction { () throws(StoreError) in try database.say("kept") }
        #expect(try database.lines() == ["kept"])
    }

    @Test("is busy for a second writer until the first one is done")
    func secondWriter() throws {
        let first = try open()
        let second = try open(busyTimeout: .zero)
        try first.transaction { () throws(StoreError) in
            try first.say("first")
            #expect(throws: StoreError.busy) { try second.say("second") }
            #expect(throws: StoreError.busy) { try second.transaction {} }
            #expect(try second.lines() == [])
        }
        try second.say("second")
        #expect(try first.lines() == ["first", "second"])
    }

    @Test("shows one state to a reader's transaction")
    func readersTransaction() throws {
        let writer = try open()
        let reader = try open(.readOnly)
        try writer.say("a")
        try reader.transaction { () throws(StoreError) in
            #expect(try reader.lines() == ["a"])
            try writer.say("b")
            #expect(try reader.lines() == ["a"])
        }
        #expect(try reader.lines() == ["a", "b"])
    }

    // MARK: What goes wrong

    @Test("refuses to write what was opened for reading")
    func readOnly() throws {
        try open().say("hi")
        let database = try open(.readOnly)
        #expect(throws: StoreError.readOnly) { try database.say("no") }
        #expect(throws: StoreError.readOnly) {
            try database.transaction { () throws(StoreError) in try database.say("no") }
        }
        #expect(try database.lines() == ["hi"])
    }

    @Test("is full when SQLite has no page left, and goes on when it has")
    func full() throws {
        let database = try open()
        try database.say("before")
        try database.execute("PRAGMA max_page_count = 8")
        #expect(throws: StoreError.full) {
            try database.transaction { () throws(StoreError) in
                try database.say("lost")
                try database.say(String(repeating: "x", count: 65536))
            }
        }
        #expect(try database.lines() == ["before"])
        try database.execute("PRAGMA max_page_count = 1000")
        try database.say("after")
        #expect(try database.lines() == ["before", "after"])
    }

    @Test("is full when the system lets a file grow no further, and goes on when it does")
    func fileSizeLimit() async {
        // The limit belongs to the process, so a process of its own.
        await #expect(processExitsWith: .success) {
            try withExtendedLifetime(TemporaryDirectory()) { directory in
                signal(SIGXFSZ, SIG_IGN)
                let database = try Database(path: directory.file("room.db"), schema: .lines)
                try database.say("before")
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                var small = limit
                small.rlim_cur = 65536
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &small)
                #expect(throws: StoreError.full) {
                    try database.transaction { () throws(StoreError) in
                        try database.say("lost")
                        try database.say(String(repeating: "x", count: 1 << 20))
                    }
                }
                #expect(try database.lines() == ["before"])
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                try database.say("after")
                #expect(try database.lines() == ["before", "after"])
                #expect(try database.integrityCheck() == [])
            }
        }
    }

    @Test("is corrupt when the file is no database, which stays as it is")
    func noDatabase() throws {
        let bytes = [UInt8](repeating: 0x2e, count: 8192)
        try directory.write(bytes, to: "room.db")
        #expect(throws: StoreError.corrupt) { try open() }
        #expect(throws: StoreError.corrupt) { try open(.readOnly) }
        #expect(try directory.read("room.db") == bytes)
    }

    @Test("is corrupt where its pages are damaged")
    func damagedPages() throws {
        try fill()
        try directory.damage("room.db", at: 4096, with: [UInt8](repeating: 0xff, count: 8192))
        let database = try open()
        #expect(throws: StoreError.corrupt) { try database.lines() }
    }

    @Test("finds nothing wrong with a sound file")
    func soundFile() throws {
        try fill()
        #expect(try open().integrityCheck() == [])
        #expect(try open(.readOnly).integrityCheck() == [])
    }

    @Test("lists what is wrong with a damaged file")
    func damagedFile() throws {
        try fill()
        try directory.damage("room.db", at: 4 * 4096, with: [UInt8](repeating: 0xff, count: 4096))
        let findings = try open(.readOnly).integrityCheck()
        #expect((1...10).contains(findings.count))
    }

    private func fill() throws(StoreError) {
        let database = try open()
        try database.transaction { () throws(StoreError) in
            for number in 0..<500 {
                try database.say("\(number) " + String(repeating: "x", count: 100))
            }
        }
    }
}
