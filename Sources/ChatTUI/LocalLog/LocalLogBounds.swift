import Store

/// Keeps the local log as a whole within its bounds; in a transaction.
extension Database {
    /// The oldest blocks go until all have no more than so many bytes, of whatever room; its latest one
    /// stays.
    func dropLogBlocks(beyond limit: Int64) throws(StoreError) {
        let sums = try query("SELECT sum(bytes) FROM room") { row throws(StoreError) in
            try row.integer(0)
        }
        var bytes = sums.first ?? 0
        while bytes > limit {
            let oldest = try query(
                """
                SELECT block.id, block.room, first + count, block.bytes FROM block
                    JOIN room ON room.id = block.room
                    WHERE first + count <= room.top ORDER BY block.id LIMIT 1
                """
            ) { row throws(StoreError) in try OldestBlock(row) }
            guard let block = oldest.first else { return }
            try drop(block)
            bytes -= block.bytes
        }
    }

    /// Blocks go whose last message came before a time, in milliseconds since 1970, of whatever room, and
    /// its latest one too.
    func dropLogBlocks(olderThan time: Int64) throws(StoreError) {
        while true {
            let oldest = try query(
                "SELECT id, room, first + count, bytes, lines FROM block ORDER BY id LIMIT 1"
            ) { row throws(StoreError) in try (block: OldestBlock(row), lines: row.blob(4)) }
            guard let (block, lines) = oldest.first,
                let last = LogBlock.lastTime(in: lines), last < time
            else { return }
            try drop(block)
        }
    }

    private func drop(_ block: OldestBlock) throws(StoreError) {
        try run("DELETE FROM block WHERE id = ?", .integer(block.id))
        try run(
            "UPDATE room SET oldest = ?, bytes = bytes - ? WHERE id = ?",
            .integer(block.end),
            .integer(block.bytes),
            .integer(block.room)
        )
    }
}

/// The block that goes next.
private struct OldestBlock {
    let id: Int64
    let room: Int64
    /// The number behind its last message.
    let end: Int64
    let bytes: Int64

    init(_ row: borrowing Row) throws(StoreError) {
        id = try row.integer(0)
        room = try row.integer(1)
        end = try row.integer(2)
        bytes = try row.integer(3)
    }
}
