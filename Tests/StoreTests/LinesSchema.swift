import Store

extension Schema {
    /// The kind of file that the tests use.
    static let lines = Schema(
        applicationID: 0x6374_7431,
        steps: ["CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT"]
    )
}

extension Database {
    func say(_ body: String) throws(StoreError) {
        try run("INSERT INTO line (body) VALUES (?)", .text(body))
    }

    func lines() throws(StoreError) -> [String] {
        try query("SELECT body FROM line ORDER BY seq") { row throws(StoreError) in try row.text(0)
        }
    }
}
