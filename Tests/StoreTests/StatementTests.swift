import TestSupport
import Testing

@testable import Store

@Suite("Values")
struct StatementTests {
    let directory: TemporaryDirectory
    let database: Database

    init() throws {
        directory = try TemporaryDirectory()
        database = try Database(
            path: directory.file("values.db"),
            schema: Schema(applicationID: 1, steps: ["CREATE TABLE value (x ANY) STRICT"])
        )
    }

    private static let texts = [
        "", "hi", "a\u{0}b", "\u{0}", "caf\u{e9}", "cafe\u{301}", "👩🏽‍🚀🏴‍☠️", "\u{feff}bom", "\u{10ffff}",
        String(repeating: "long ", count: 2_000),
    ]

    @Test("of text come back byte for byte", arguments: texts)
    func text(_ text: String) throws {
        try database.run("INSERT INTO value VALUES (?)", .text(text))
        let stored = try database.query("SELECT x FROM value") {
            row throws(StoreError) in try Array(row.text(0).utf8)
        }
        #expect(stored == [Array(text.utf8)])
    }

    @Test("of text are told apart by their bytes")
    func normalisation() throws {
        try database.run(
            "INSERT INTO value VALUES (?), (?)",
            .text("caf\u{e9}"),
            .text("cafe\u{301}")
        )
        let found = try database.query("SELECT x FROM value WHERE x = ?", .text("cafe\u{301}")) {
            row throws(StoreError) in try Array(row.text(0).utf8)
        }
        #expect(found == [Array("cafe\u{301}".utf8)])
    }

    @Test(
        "of bytes come back, empty ones too",
        arguments: [[], [0], [0xff, 0, 0x80]] as [[UInt8]]
    )
    func blob(_ blob: [UInt8]) throws {
        try database.run("INSERT INTO value VALUES (?)", .blob(blob))
        let stored = try database.query("SELECT x FROM value") { row throws(StoreError) in
            try row.blob(0)
        }
        #expect(stored == [blob])
    }

    @Test("of integers come back", arguments: [.min, -1, 0, 1 << 53 + 1, .max] as [Int64])
    func integer(_ integer: Int64) throws {
        try database.run("INSERT INTO value VALUES (?)", .integer(integer))
        let stored = try database.query("SELECT x FROM value") { row throws(StoreError) in
            try row.integer(0)
        }
        #expect(stored == [integer])
    }

    @Test(
        "of floating point numbers come back",
        arguments: [0.1, -.infinity, .leastNonzeroMagnitude]
    )
    func real(_ real: Double) throws {
        try database.run("INSERT INTO value VALUES (?)", .real(real))
        let stored = try database.query("SELECT x FROM value") { row throws(StoreError) in
            try row.real(0)
        }
        #expect(stored == [real])
    }

    @Test("that are NULL are nothing else")
    func null() throws {
        try database.run("INSERT INTO value VALUES (?)", .null)
        let isNull = try database.query("SELECT x FROM value") { row throws(StoreError) in
            row.isNull(0)
        }
        #expect(isNull == [true])
    }

    @Test("are not converted")
    func mismatch() throws {
        expectCorrupt { row throws(StoreError) in _ = try row.integer(0) }
        expectCorrupt { row throws(StoreError) in _ = try row.text(0) }
        expectCorrupt { row throws(StoreError) in _ = try row.integer(1) }
        expectCorrupt { row throws(StoreError) in _ = try row.text(2) }
        expectCorrupt { row throws(StoreError) in _ = try row.real(2) }
        expectCorrupt { row throws(StoreError) in _ = try row.integer(3) }
        expectCorrupt { row throws(StoreError) in _ = try row.blob(1) }
        expectCorrupt { row throws(StoreError) in _ = try row.text(4) }
    }

    private func expectCorrupt(
        at location: SourceLocation = #_sourceLocation,
        _ read: (borrowing Row) throws(StoreError) -> Void
    ) {
        #expect(throws: StoreError.corrupt, sourceLocation: location) {
            try database.query("SELECT NULL, '12', 12, 1.5, x'31'", row: read)
        }
    }

    @Test(
        "of text that is not UTF-8 are corrupt",
        arguments: ["SELECT CAST(x'6869ff' AS TEXT)", "SELECT CAST(x'eda080' AS TEXT)"]
            as [StaticString]
    )
    func invalidText(sql: StaticString) throws {
        #expect(throws: StoreError.corrupt) {
            try database.query(sql) { row throws(StoreError) in try row.text(0) }
        }
    }
}
