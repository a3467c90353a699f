import TestSupport
import Testing

@testable import Store

@Suite("A schema")
struct SchemaTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private static let steps: [StaticString] = [
        "CREATE TABLE line (body TEXT) STRICT; INSERT INTO line VALUES ('one')",
        "ALTER TABLE line ADD COLUMN at INTEGER; INSERT INTO line VALUES ('two', 2)",
        "INSERT INTO line VALUES ('three', 3)",
    ]

    private func open(
        _ steps: some Sequence<StaticString>,
        _ access: Database.Access = .readWrite,
        applicationID: Int32 = 7
    ) throws(StoreError) -> Database {
        let schema = Schema(applicationID: applicationID, steps: Array(steps))
        return try Database(path: directory.file("room.db"), schema: schema, access: access)
    }

    private func bodies(in database: Database) throws(StoreError) -> [String] {
        try database.query("SELECT body FROM line") { row throws(StoreError) in try row.text(0) }
    }

    @Test("takes a file forward from any version, each step once", arguments: 0...3)
    func forward(version: Int) throws {
        _ = try open(Self.steps.prefix(version))
        for _ in 1...2 {
            #expect(try bodies(in: open(Self.steps)) == ["one", "two", "three"])
        }
    }

    @Test(
        "refuses a file of a newer version",
        arguments: [.readWrite, .readOnly] as [Database.Access]
    )
    func newer(access: Database.Access) throws {
        _ = try open(Self.steps)
        let refusal = #expect(throws: StoreError.newerVersion(found: 3, known: 1)) {
            try open(Self.steps.prefix(1), access)
        }
        #expect(
            refusal?.description
                == "written by a newer chat-tui (format 3, this one knows 1): update chat-tui"
        )
        #expect(try bodies(in: open(Self.steps)) == ["one", "two", "three"])
    }

    @Test("leaves no file open that it refused")
    func refusedFileIsClosed() throws {
        _ = try open(Self.steps)
        #expect(throws: StoreError.self) { try open(Self.steps.prefix(1)) }
        #expect(directory.openDescriptors(of: "room.db") == 0)
        let database = try open(Self.steps)
        #expect(directory.openDescriptors(of: "room.db") == 1)
        withExtendedLifetime(database) {}
    }

    @Test("does all steps or none")
    func failingStep() throws {
        _ = try open(Self.steps.prefix(1))
        #expect(throws: StoreError.other(code: 1, message: "no such table: nowhere")) {
            try open(Self.steps.prefix(2) + ["INSERT INTO nowhere VALUES (1)"])
        }
        #expect(try bodies(in: open(Self.steps.prefix(1))) == ["one"])
    }

    @Test("cannot bring up to date what was opened for reading")
    func olderForReading() throws {
        _ = try open(Self.steps.prefix(1))
        #expect(throws: StoreError.readOnly) { try open(Self.steps, .readOnly) }
    }

    @Test("finds nothing in an empty file that was opened for reading")
    func emptyForReading() throws {
        try directory.write([], to: "room.db")
        #expect(throws: StoreError.missing) { try open(Self.steps, .readOnly) }
        #expect(try bodies(in: open(Self.steps)) == ["one", "two", "three"])
    }

    @Test(
        "refuses a database of another kind and leaves it as it is",
        arguments: [0, 8, -1] as [Int32]
    )
    func anotherKind(applicationID: Int32) throws {
        try open(Self.steps).execute(
            "PRAGMA application_id = \(applicationID); PRAGMA user_version = 0"
        )
        let before = try directory.read("room.db")
        let refusal = StoreError.notOurs(.otherContent(applicationID: Int(applicationID)))
        #expect(throws: refusal) { try open(Self.steps) }
        #expect(throws: refusal) { try open(Self.steps, .readOnly) }
        #expect(try directory.read("room.db") == before)
    }

    @Test("takes a version that it cannot have written for damage", arguments: [0, -1])
    func impossibleVersion(version: Int) throws {
        try open(Self.steps).execute("PRAGMA user_version = \(version)")
        #expect(throws: StoreError.corrupt) { try open(Self.steps) }
    }
}
