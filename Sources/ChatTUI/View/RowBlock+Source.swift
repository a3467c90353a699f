import Wire

/// Makes rows of a line.
///
/// A function of its arguments alone: see ``RowSource``.
extension RowBlock {
    /// The rows of a line.
    init(_ source: RowSource, _ style: RowStyle) {
        switch source.line {
        case .log(let line): self.init(line, source, style)
        case .own(let line, let mark): self.init(line, mark, source, style)
        }
    }

    private init(_ line: LogLine, _ source: RowSource, _ style: RowStyle) {
        switch line.kind {
        case .gap, .missing: self.init()
        case .notice:
            var text = CellText()
            text.append("-- ", .notice)
            text.append(line.text, .notice)
            self.init(text.cells, source, style)
        case .message(_, let isMention):
            var text = style.speakerCells(line, isMention: isMention)
            source.found?.mark(&text)
            self.init(text, source, style)
        }
        if let label = source.pastLabel {
            rules.append(RuleRow.cells([label], columns: style.columns, isNew: false))
        }
        if style.showsRules, let rule = style.rule(above: source) { rules.append(rule) }
        switch line.kind {
        case .gap, .missing:
            rules.append(RuleRow.cells([line.text], columns: style.columns, isNew: true))
        case .message, .notice: break
        }
    }

    private init(_ line: OwnLine, _ mark: Cell, _ source: RowSource, _ style: RowStyle) {
        var text = CellText()
        text.append(line.display, .pending)
        if case .refused(let reason) = line.state {
            text.append("\nnot taken: \(reason)", .warning)
        }
        // The mark stands at the right edge of the last row, which the words leave free.
        let hasMark = style.columns >= 10
        self.init(text.cells, source, style, free: hasMark ? 2 : 0)
        if hasMark { self.mark = (mark, style.columns - 1) }
    }

    private init(_ cells: [Cell], _ source: RowSource, _ style: RowStyle, free: Int = 0) {
        let width = max(style.columns - style.textColumn - free, 1)
        self.init()
        self.cells = cells
        ranges = TextWrap.rows(cells, width: width, indent: style.hangingIndent)
        lead = style.timeColumn(source)
        indent = style.textColumn + style.hangingIndent
        links = CellLink.links(in: cells)
    }
}

extension RowStyle {
    /// The time, left out when it equals the line above.
    fileprivate func timeColumn(_ source: RowSource) -> [Cell] {
        guard showsTime else { return [] }
        let time = LocalTime(source.time)
        if let previous = source.previous, LocalTime(previous) == time {
            return Array(repeating: .blank(.text), count: textColumn)
        }
        let clock = CellText.cells(time.clock(clock), .faint)
        let blanks = Array(repeating: Cell.blank(.faint), count: textColumn - 1 - clock.count)
        return blanks + clock + [.blank(.faint)]
    }

    fileprivate func speakerCells(_ line: LogLine, isMention: Bool) -> [Cell] {
        var cells = CellText.cells(line.text, isMention ? .mention : .text)
        guard let name = name(in: line) else { return cells }
        let isOwn = name.utf8.elementsEqual(nick.utf8)
        let role: TextRole =
            isMention ? .mentionSpeaker : isOwn ? .ownSpeaker : .speaker(hue: speakerHue(name))
        for index in 0..<min(name.unicodeScalars.count, cells.count) { cells[index].role = role }
        return cells
    }

    /// Where the server tells who speaks, what somebody writes at the start of a message does not
    /// count.
    private func name(in line: LogLine) -> Substring? {
        guard let name = line.from?.description else {
            return readsSpeakers ? speaker(of: line.text) : nil
        }
        guard line.text.string.utf8.starts(with: "\(name): ".utf8) else { return nil }
        return name[...]
    }

    /// A new day, what is new since we looked away, and, without a time column, the time now and
    /// then.
    fileprivate func rule(above source: RowSource) -> [Cell]? {
        var labels: [DisplayText] = []
        let time = LocalTime(source.time)
        let before = source.previous.map { LocalTime($0) }
        if time.day != before?.day {
            labels.append(columns >= 30 ? time.longDate : time.shortDate)
        }
        if !showsTime, before.map({ time.minutes - $0.minutes >= 5 }) ?? true {
            labels.append(time.clock(clock))
        }
        if let unread = source.unreadLabel { labels.append(unread) }
        guard !labels.isEmpty else { return nil }
        return RuleRow.cells(labels, columns: columns, isNew: source.unreadLabel != nil)
    }
}

/// One of ``TextRole/hues``, the same on every day and machine (FNV-1a).
func speakerHue(_ name: some StringProtocol) -> UInt8 {
    var hash: UInt32 = 2_166_136_261
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return UInt8((hash ^ hash >> 16) % UInt32(TextRole.hues))
}
