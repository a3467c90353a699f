import EmbeddedServer
import Store
import Wire

/// Prints the rooms of a history as ``HistoryLine``s.
///
/// Of a damaged file it prints what can be read, and names what cannot.
struct HistoryExporter {
    private static let page = 500
    private static let pageBytes = 1 << 20

    /// The history.
    let log: HistoryLog
    private var output = BatchedOutput()
    private var isDamaged = false

    /// An exporter that has printed nothing.
    init(log: HistoryLog) {
        self.log = log
    }

    /// Prints a room, as it is at one moment; returns how the command ends if the output takes no more.
    mutating func export(_ room: RoomName) throws(StoreError) -> ProcessEnd? {
        try log.snapshot { () throws(StoreError) in try exportAll(of: room) }
    }

    /// Prints what is left; returns how the command ends.
    mutating func finish() -> ProcessEnd {
        do throws(BatchedOutput.Failed) {
            try output.flush()
            return .exit(isDamaged ? .failure : .done)
        } catch {
            return error.end
        }
    }

    private mutating func exportAll(of room: RoomName) throws(StoreError) -> ProcessEnd? {
        let extent = try log.extent(of: room)
        var last = extent.oldest - 1
        while last < extent.top {
            let messages = try page(of: room, after: last)
            // One that cannot be read has been told.
            last = max(messages.last?.seq ?? 0, last + 1)
            do throws(BatchedOutput.Failed) {
                for message in messages {
                    try output.append(HistoryLine(message, room: room, epoch: extent.epoch).encoded)
                }
            } catch {
                return error.end
            }
        }
        return nil
    }

    private mutating func page(
        of room: RoomName,
        after seq: Int64
    ) throws(StoreError) -> [StoredMessage] {
        for limit in [Self.page, 1] {
            do throws(StoreError) {
                return try log.page(
                    of: room,
                    after: seq,
                    limit: limit,
                    maximumBytes: Self.pageBytes
                )
            } catch {
                guard error == .corrupt else { throw error }
            }
        }
        isDamaged = true
        complain("message \(seq + 1) of \(DisplayText(cleaning: room.description)) cannot be read")
        return []
    }
}

extension HistoryLine {
    /// The line of a message in a history.
    init(_ message: StoredMessage, room: RoomName, epoch: Epoch) {
        self.init(
            room: room.description,
            epoch: epoch,
            seq: message.seq,
            at: message.at,
            from: message.nick,
            device: message.origin?.device,
            nonce: message.origin?.nonce,
            value: message.value
        )
    }
}
