import Store

extension Schema {
    /// The server's history.
    ///
    /// - `file`: one row. `epoch` is the epoch of rooms in which nothing was said, `lineage` tells
    ///   whether this is the file that was served last (``HistoryFile``).
    /// - `room`: `oldest...top` are the numbers in `message`, without holes.
    /// - `message`: in the order in which it is read. `value` is the JSON value as it was sent.
    ///   The index makes what devices named unique; what plain clients said is not in it.
    static let history = Schema(
        // "ctH1"
        applicationID: 0x6374_4831,
        steps: [
            """
            CREATE TABLE file (
                id INTEGER PRIMARY KEY CHECK (id = 0),
                epoch INTEGER NOT NULL,
                lineage INTEGER NOT NULL
            ) STRICT;
            INSERT INTO file VALUES (0, random(), 0);

            CREATE TABLE room (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                epoch INTEGER NOT NULL,
                oldest INTEGER NOT NULL,
                top INTEGER NOT NULL,
                last_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE message (
                room INTEGER NOT NULL,
                seq INTEGER NOT NULL,
                at INTEGER NOT NULL,
                nick TEXT,
                device TEXT,
                nonce TEXT,
                value BLOB NOT NULL,
                PRIMARY KEY (room, seq)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX message_origin ON message (room, device, nonce)
                WHERE nonce IS NOT NULL;
            """
        ]
    )
}
