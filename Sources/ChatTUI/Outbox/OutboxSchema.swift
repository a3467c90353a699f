import Store

extension Schema {
    /// What the client keeps.
    ///
    /// - `device`: one row, made at the first start.
    /// - `line`: own chat messages whose fate is open, in the order in which they were entered.
    ///   `owner` is the ``ProcessIdentity`` that sends it; empty if none does.
    /// - `position`: how far each room was read.
    ///
    /// A `room` is the URL of its socket.
    static let outbox = Schema(
        // "ctO1"
        applicationID: 0x6374_4F31,
        steps: [
            """
            CREATE TABLE device (
                id INTEGER PRIMARY KEY CHECK (id = 0),
                device TEXT NOT NULL
            ) STRICT;

            CREATE TABLE line (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                room TEXT NOT NULL,
                nonce TEXT NOT NULL UNIQUE,
                text TEXT NOT NULL,
                prefix TEXT NOT NULL,
                at INTEGER NOT NULL,
                owner TEXT NOT NULL
            ) STRICT;
            CREATE INDEX line_of_room ON line (room, number);

            CREATE TABLE position (
                room TEXT PRIMARY KEY,
                epoch TEXT NOT NULL,
                seq INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
        ]
    )
}
