import EmbeddedServer
import Store
import Wire

/// Prints a room's log from a history file, which a server may be writing.
func printLog(
    _ query: LogQuery,
    of room: RoomName,
    file: String,
    format: LogFormat
) -> ProcessEnd {
    do throws(StoreError) {
        let log = try HistoryLog(path: file)
        return try log.snapshot { () throws(StoreError) in
            try printLog(query, of: room, log, format)
        }
    } catch {
        complainAbout(file: file, error)
        return .exit(.failure)
    }
}

/// Says what is wrong with a history file.
func complainAbout(file: String, _ error: StoreError) {
    complain(DisplayText(cleaning: "\(file): \(error)"))
}

/// The most bytes of a page, as on the wire.
private let maximumPageBytes = Subprotocol.maximumHistoryBytes

private func printLog(
    _ query: LogQuery,
    of room: RoomName,
    _ log: HistoryLog,
    _ format: LogFormat
) throws(StoreError) -> ProcessEnd {
    let extent = try log.extent(of: room)
    let title = DisplayText(cleaning: room.description)
    guard extent.top > 0 else {
        complain("nothing was said in \(title)")
        return .exit(.done)
    }
    var output = BatchedOutput()
    var reader = LogReader(query)
    do throws(BatchedOutput.Failed) {
        let notes = reader.opened(epoch: extent.epoch, oldest: extent.oldest, top: extent.top)
        try tell(notes, title, format, &output)
    } catch {
        return error.end
    }
    while case .fetch(let before, let limit) = reader.next() {
        let page = try log.page(
            of: room,
            before: before,
            limit: Int(limit),
            maximumBytes: maximumPageBytes
        )
        let told = reader.take(page: page.map(ServerFrame.Message.init), before: before)
        do throws(BatchedOutput.Failed) {
            try tell(told, title, format, &output)
        } catch {
            return error.end
        }
    }
    do throws(BatchedOutput.Failed) {
        try output.flush()
        return .exit(.done)
    } catch {
        return error.end
    }
}

private func tell(
    _ outputs: [LogReader.Output],
    _ title: DisplayText,
    _ format: LogFormat,
    _ output: inout BatchedOutput
) throws(BatchedOutput.Failed) {
    for item in outputs {
        switch item {
        case .message(let message): try output.append(format.lines(message))
        case .missing, .otherLog, .notYet:
            try output.flush()
            if let sentence = item.sentence { complain("\(title): \(sentence)") }
        }
    }
}

extension ServerFrame.Message {
    /// A message out of a history.
    init(_ stored: StoredMessage) {
        var frame: [UInt8] = []
        stored.value.withUnsafeBytes { ChatFrame.append(value: $0, to: &frame) }
        let parsed = ChatFrame(parsing: frame)
        self.init(
            text: parsed?.message ?? String(decoding: stored.value, as: UTF8.self),
            isString: parsed?.isString ?? true,
            seq: stored.seq,
            at: stored.at,
            from: stored.nick
        )
    }
}
