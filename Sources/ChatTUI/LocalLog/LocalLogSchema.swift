import Store

extension Schema {
    /// The local log: what was said in rooms of plain servers, which keep nothing themselves.
    ///
    /// - `room`: `url` is that of its socket; `oldest...top` are the numbers of its messages, without
    ///   holes, `bytes` what they take. `owner` is the ``ProcessIdentity`` that writes it, empty if
    ///   none does, and `connected` whether that has a connection. The log knows of all that was said
    ///   up to `until`, but for what a `gap` tells (``LogGap``, JSON): the one in `room` stands behind
    ///   `top`, the one in `block` before its first message.
    /// - `block`: `count` messages from number `first` on, a line of JSON each (``LogBlock``). What
    ///   is said within a second is one block, so that a flood is few rows.
    static let localLog = Schema(
        // "ctL1"
        applicationID: 0x6374_4C31,
        steps: [
            """
            CREATE TABLE room (
                id INTEGER PRIMARY KEY,
                url TEXT NOT NULL UNIQUE,
                oldest INTEGER NOT NULL,
                top INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                owner TEXT NOT NULL,
                connected INTEGER NOT NULL,
                until INTEGER NOT NULL,
                gap TEXT
            ) STRICT;

            CREATE TABLE block (
                id INTEGER PRIMARY KEY,
                room INTEGER NOT NULL,
                first INTEGER NOT NULL,
                count INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                gap TEXT,
                lines BLOB NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX block_of_room ON block (room, first);
            """
        ]
    )
}
