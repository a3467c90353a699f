import Store
import WSClient
import Wire

/// Prints what the local log has of a room, which somebody may be writing.
///
/// With `now`, in milliseconds since 1970, what is missing up to then is told too: what is said from
/// then on follows.
func printLocalLog(
    _ query: LogQuery,
    of room: RoomAddress,
    file: String,
    format: LogFormat,
    now: Int64? = nil
) -> ProcessEnd {
    let title = DisplayText(cleaning: room.name).oneLine
    do throws(StoreError) {
        let log = try LocalLogFile(path: file, access: .readOnly)
        return try log.transaction { () throws(StoreError) in
            var printing = LocalLogPrinting(log: log, room: room.url.roomKey, title, format)
            return try printing.print(query, now: now)
        }
    } catch .missing {
        complain("nothing of \(title) is logged here")
        return .exit(.done)
    } catch {
        complainAbout(file: file, error)
        return .exit(.failure)
    }
}

/// Whether the local log has anything of a room.
func isLogged(_ room: RoomAddress, file: String) -> Bool {
    let latest = try? LocalLogFile(path: file, access: .readOnly)
        .page(of: room.url.roomKey, limit: 1)
    return latest?.messages.isEmpty == false
}

private struct LocalLogPrinting {
    private let log: LocalLogFile
    private let room: String
    private let title: DisplayText
    private let format: LogFormat
    private var output = BatchedOutput()

    init(log: LocalLogFile, room: String, _ title: DisplayText, _ format: LogFormat) {
        (self.log, self.room, self.title, self.format) = (log, room, title, format)
    }

    mutating func print(_ query: LogQuery, now: Int64?) throws(StoreError) -> ProcessEnd {
        let latest = try log.page(of: room, limit: 1, now: now)
        guard !latest.messages.isEmpty else {
            complain("nothing of \(title) is logged here")
            return .exit(.done)
        }
        var query = query
        query.follows = false
        var reader = LogReader(query)
        // There is one local log, and it never begins anew.
        let epoch = Epoch(rawValue: 0)
        _ = reader.opened(epoch: epoch, oldest: latest.oldest, top: latest.top)
        while case .fetch(let before, let limit) = reader.next() {
            let page = try log.page(of: room, before: before, limit: Int(limit))
            let told = reader.take(
                page: page.messages.map(ServerFrame.Message.init(logged:)),
                before: before
            )
            do throws(BatchedOutput.Failed) {
                try tell(told, of: page)
            } catch {
                return error.end
            }
        }
        do throws(BatchedOutput.Failed) {
            try output.flush()
        } catch {
            return error.end
        }
        if now != nil, let gap = latest.gap { complain("\(title): \(format.sentence(of: gap))") }
        return .exit(.done)
    }

    private mutating func tell(
        _ told: [LogReader.Output],
        of page: LogPage
    ) throws(BatchedOutput.Failed) {
        guard let first = page.messages.first?.number else { return }
        for case .message(let message) in told {
            let logged = page.messages[Int(message.seq - first)]
            if let gap = logged.gap {
                // What was said before it stands before it.
                try output.flush()
                complain("\(title): \(format.sentence(of: gap))")
            }
            try output.append(format.lines(logged))
        }
    }
}

extension LogFormat {
    /// A message of the local log, with a line feed at its end.
    ///
    /// As JSON it has the keys that `join` prints for a plain server: no number and no sender.
    func lines(_ logged: LoggedMessage) -> [UInt8] {
        let message = ServerFrame.Message(logged: logged)
        guard output == .json else { return lines(message) }
        var line = Array(#"{"room":"#.utf8)
        JSONText.appendString(room.utf8, to: &line)
        line += #","at":"\#(Timestamp.iso8601(logged.at))","message":"#.utf8
        let value = Array(logged.text.utf8)
        // A value may hold the bare words of Python, which are no JSON.
        if !logged.isString, JSONObject(parsing: Array(#"{"":"#.utf8) + value + [0x7D]) != nil {
            JSONText.appendOneLine(value, to: &line)
        } else {
            JSONText.appendString(value, to: &line)
        }
        line += ",\"own\":\(logged.isOwn)}\n".utf8
        return line
    }

    /// What is missing, and from when to when.
    fileprivate func sentence(of gap: LogGap) -> DisplayText {
        guard gap.times > 0 else { return gap.sentence }
        let (since, until) = (gap.since, gap.until)
        let start = Timestamp.local(since, utcOffset: utcOffset(since))
        let end = Timestamp.local(until, utcOffset: utcOffset(until))
        return "\(gap.sentence) (\(DisplayText(cleaning: "\(start) to \(end)")))"
    }
}

extension ServerFrame.Message {
    /// A message of the local log; its number is that of the log.
    init(logged: LoggedMessage) {
        self.init(
            text: logged.text,
            isString: logged.isString,
            seq: logged.number,
            at: logged.at,
            from: nil
        )
    }
}
