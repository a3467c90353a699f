import WSClient
import Wire

/// What the local log has of rooms whose servers keep nothing.
extension Model {
    /// Takes the latest messages of the log, or older ones that were asked for.
    mutating func take(_ page: LogPage, of id: RoomID) {
        guard let index = index(of: id), !rooms[index].isNumbered, !rooms[index].past.isHidden
        else { return }
        guard let before = page.before else { return takeLatest(page, in: index) }
        guard rooms[index].past.isLocal, rooms[index].past.asked == before else { return }
        rooms[index].past.asked = nil
        guard !page.isUnreadable else {
            return say("the log here cannot be read just now: scroll up to ask again")
        }
        // The line below may have gone meanwhile.
        guard rooms[index].log.firstSeq == before else { return }
        rooms[index].past.oldest = page.messages.isEmpty ? before : page.oldest
        rooms[index].replaceLines(0..<0, with: lines(of: page, in: index))
        if !page.messages.isEmpty { wishForOlder() }
    }

    /// The log stands above everything else, with a rule between it and what is said now.
    private mutating func takeLatest(_ page: LogPage, in index: Int) {
        guard !rooms[index].past.isLocal, !page.messages.isEmpty else { return }
        rooms[index].log.forgetSeqs()
        rooms[index].past = RoomModel.Past()
        rooms[index].past.isLocal = true
        (rooms[index].past.oldest, rooms[index].past.top) = (page.oldest, page.top)
        var older = lines(of: page, in: index)
        let source: DisplayText = "above from the log here"
        let rule = page.gap.map { $0.sentence + "; " + source } ?? source
        older.append(LogLine(kind: .gap, text: rule, time: now.wallTime))
        rooms[index].replaceLines(0..<0, with: older)
        if index == current { wishForOlder() }
    }

    /// The server has become one that numbers messages: numbers of the local log mean nothing.
    mutating func forgetLocalLog(in index: Int) {
        guard rooms[index].past.isLocal else { return }
        rooms[index].log.forgetSeqs()
        rooms[index].past = RoomModel.Past()
    }

    private func lines(of page: LogPage, in index: Int) -> [LogLine] {
        var lines: [LogLine] = []
        for logged in page.messages {
            var message = RoomMessage(text: logged.text)
            (message.isString, message.isOwn) = (logged.isString, logged.isOwn)
            (message.seq, message.at) = (logged.number, logged.at)
            let line = logLine(message, in: index)
            if let gap = logged.gap {
                var rule = line
                (rule.kind, rule.text) = (.gap, gap.sentence)
                lines.append(rule)
            }
            lines.append(line)
        }
        return lines
    }
}
