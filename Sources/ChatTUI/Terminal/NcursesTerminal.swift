import CNcurses
import Glibc
import Wire

/// The terminal that shows a ``Screen``: ncurses composes each frame in memory, and it goes out
/// in one write.
///
/// ncurses has no locks and one current screen: there is one of these, on one thread. It reads
/// no keys, sets no line settings and handles no signals here; all that is ours.
struct NcursesTerminal: ~Copyable {
    /// The device, for polling and reading.
    let device: TerminalDevice
    private let frame: FrameBuffer
    private let screen: OpaquePointer
    private let colors: ColorTerminal
    private var appearance = Appearance(theme: .automatic, colour: .auto)
    private var palette: Palette
    /// Whether the terminal shows UTF-8.
    private let isUTF8: Bool
    private let kind: TerminalKind
    /// Whether clicks and the wheel are reported to us.
    private(set) var reportsMouse = true
    /// What the terminal shows, as far as it was told; `nil` when that is not known.
    private var shown: Screen?
    private var settings: termios?
    /// Takes the cursor where ncurses left it.
    private var cursorOfNcurses: [UInt8] = []
    /// Whether a ``DirectFrame`` has moved it since.
    private var isCursorElsewhere = false
    private var outgoing: [UInt8] = []
    private var sent = 0

    /// Prepares drawing; nothing is written before ``enter()``.
    ///
    /// - Throws: When there is no description of this terminal, or it cannot place the cursor.
    init(
        device: consuming TerminalDevice,
        term: String?,
        isUTF8: Bool,
        usesColor: Bool,
        kind: TerminalKind? = nil
    )
        throws(TerminalError)
    {
        guard let term, !term.isEmpty else {
            throw TerminalError(reason: "TERM is not set, so it is not known how to draw here")
        }
        guard let frame = FrameBuffer() else {
            throw TerminalError(reason: "the system has no file descriptors left")
        }
        screen = try Self.newScreen(term: term, stream: frame.stream)
        colors = ColorTerminal(term: term, isColorWanted: usesColor)
        palette = Palette(appearance, on: colors)
        typeahead(-1)
        nonl()
        idlok(nc_stdscr(), true)
        // What ncurses wrote so far enters the alternate screen, which is done by hand, and has it scroll
        // 24 rows whatever its size. It lies in a buffer of ncurses that showing the cursor empties.
        curs_set(1)
        var dropped: [UInt8] = []
        frame.take(into: &dropped)
        self.device = device
        self.frame = frame
        self.isUTF8 = isUTF8
        self.kind = kind ?? TerminalKind(term: term)
    }

    deinit {
        set_term(screen)
        delscreen(screen)
    }

    /// Whether bytes wait for the terminal: then no frame is composed.
    var wantsWrite: Bool { sent < outgoing.count }

    /// Takes the terminal: line settings, alternate screen, reports of paste, focus and mouse.
    ///
    /// Called again when somebody else may have had it, it sets everything anew.
    mutating func enter() {
        let isFirst = settings == nil
        guard let original = settings ?? device.settings else { return }
        settings = original
        TerminalRestore.arm(input: device.input, output: device.output, settings: original)
        device.applyScreenSettings(over: original)
        outgoing = (isFirst ? TerminalSequences.enter : TerminalSequences.reenter).bytes
        if reportsMouse { outgoing += TerminalSequences.mouseOn.bytes }
        sent = 0
        invalidate()
    }

    /// Gives the terminal back as it was.
    ///
    /// What is not out yet is dropped; a terminal that takes nothing for a second is left.
    mutating func leave() {
        guard let original = settings else { return }
        outgoing = TerminalSequences.leave.bytes
        sent = 0
        while flush(), wantsWrite, device.waitForRoom(milliseconds: 1000) {}
        outgoing = []
        sent = 0
        device.apply(original)
        settings = nil
        TerminalRestore.disarm()
    }

    /// Forgets what the terminal shows, so that the next frame draws everything.
    mutating func invalidate() {
        shown = nil
    }

    /// Lets roles look like this from the next frame on.
    mutating func use(_ appearance: Appearance) {
        guard appearance != self.appearance else { return }
        self.appearance = appearance
        palette = Palette(appearance, on: colors)
        invalidate()
    }

    /// Rings the bell; once for all the times that it could not be written.
    mutating func ring() {
        if outgoing.last != bell { ask([bell]) }
    }

    /// Tells the person something, if the terminal understands how.
    mutating func notify(_ notification: Notification, with choice: Settings.NotifyWith) {
        ask(
            NotificationSequence.bytes(for: notification, with: choice, on: kind, isUTF8: isUTF8)
        )
    }

    /// Puts text into the clipboard of the terminal's machine, if it lets programs do that.
    mutating func copy(_ text: String) {
        guard kind.takesCommands else { return }
        let sequence = OperatingSystemCommand.clipboard(text)
        ask(sequence)
        // tmux takes it itself with `set-clipboard on`, and passes it on with `allow-passthrough`.
        if kind.isInTmux { ask(OperatingSystemCommand.throughTmux(sequence)) }
    }

    /// Has clicks and the wheel reported from now on, or not.
    mutating func reportMouse(_ isWanted: Bool) {
        guard reportsMouse != isWanted else { return }
        reportsMouse = isWanted
        ask((isWanted ? TerminalSequences.mouseOn : TerminalSequences.mouseOff).bytes)
    }

    /// Adds bytes to what waits, unless the terminal is not ours or has taken nothing for long.
    private mutating func ask(_ bytes: [UInt8]) {
        guard settings != nil, outgoing.count < Self.maximumOutgoing else { return }
        outgoing += bytes
    }

    /// Composes the frame that turns what is shown into `next`, and begins to write it.
    ///
    /// - Returns: `false` if the terminal is gone.
    mutating func draw(_ next: Screen) -> Bool {
        isUTF8 ? show(next) : show(next.inASCII())
    }

    private mutating func show(_ next: Screen) -> Bool {
        guard next.size.columns > 0, next.size.rows > 0 else { return flush() }
        if next.title != shown?.title { outgoing += title(next.title) }
        let before = next.size == shown?.size ? shown : nil
        if before == nil { resizeterm(CInt(next.size.rows), CInt(next.size.columns)) }
        let changes = RowChange.all(from: before, to: next)
        let links = LinkChange(from: before?.links, to: next.links, in: changes)
        if let before, links.isEmpty, canWritePastNcurses,
            let frame = DirectFrame(from: before.cursor, to: next, changes, style: palette.style)
        {
            write(frame)
            shown = next
            defer { changes.forEach { tellNcurses(next[$0.row][$0.columns], of: $0.row) } }
            return flush()
        }
        compose(next, changes, links)
        shown = next
        return flush()
    }

    private mutating func write(_ frame: DirectFrame) {
        guard !frame.bytes.isEmpty else { return }
        outgoing.append(TerminalSequences.beginFrame)
        outgoing += frame.bytes
        outgoing.append(TerminalSequences.endFrame)
        isCursorElsewhere = true
    }

    /// Whether the terminal is known to take what ``CellSequence`` writes.
    private var canWritePastNcurses: Bool { isUTF8 && kind.takesCommands }

    private func title(_ title: DisplayText) -> [UInt8] {
        guard kind.takesCommands, !title.isEmpty else { return [] }
        return OperatingSystemCommand.title(title, isUTF8: isUTF8)
    }

    /// Adds what turns the screen that is shown into `next`: ncurses' part, and the links on top.
    private mutating func compose(_ next: Screen, _ changes: [RowChange], _ links: LinkChange) {
        if shown == nil { clearok(nc_curscr(), true) }
        for change in changes {
            write(next[change.row][change.columns], row: change.row, to: nc_stdscr())
        }
        for row in links.staleRows { wredrawln(nc_stdscr(), CInt(row), 1) }
        let start = outgoing.count
        outgoing.append(TerminalSequences.beginFrame)
        let body = outgoing.count
        if isCursorElsewhere { outgoing += cursorOfNcurses }
        place(next.cursor)
        wnoutrefresh(nc_stdscr())
        doupdate()
        frame.take(into: &outgoing)
        cursorOfNcurses = CellSequence.cursor(
            row: Int(getcury(nc_stdscr())),
            column: Int(getcurx(nc_stdscr()))
        )
        if canWritePastNcurses, !links.fresh.isEmpty {
            // doupdate ends with the default look and the cursor in its place.
            outgoing += HyperlinkSequence.bytes(for: links.fresh, on: next, style: palette.style)
            outgoing += cursorOfNcurses
        }
        guard outgoing.count > body else { return outgoing.removeSubrange(start...) }
        isCursorElsewhere = false
        outgoing.append(TerminalSequences.endFrame)
    }

    /// Writes as much of what waits as the terminal takes; `false` if it is gone.
    mutating func flush() -> Bool {
        while wantsWrite {
            switch device.write(outgoing[sent...]) {
            case .bytes(let count): sent += count
            case .later: return true
            case .closed: return false
            }
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
        return true
    }

    /// Lets ncurses know that the terminal shows these cells of a row already.
    private func tellNcurses(_ cells: ArraySlice<Cell>, of row: Int) {
        write(cells, row: row, to: nc_stdscr())
        write(cells, row: row, to: nc_curscr())
    }

    /// Gives a window of ncurses cells of a row; the first is in the column of its index.
    private func write(_ cells: ArraySlice<Cell>, row: Int, to window: UnsafeMutablePointer<WINDOW>)
    {
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: cells.count) { characters in
            var count = 0
            for cell in cells where cell.width > 0 {
                characters.initializeElement(at: count, to: palette.character(cell))
                count += 1
            }
            let column = CInt(cells.startIndex)
            mvwadd_wchnstr(window, CInt(row), column, characters.baseAddress, CInt(count))
        }
    }

    private func place(_ cursor: Screen.Cursor?) {
        curs_set(cursor == nil ? 0 : 1)
        guard let cursor else { return }
        wmove(nc_stdscr(), CInt(cursor.row), CInt(cursor.column))
    }

    private static func newScreen(
        term: String,
        stream: UnsafeMutablePointer<FILE>
    ) throws(TerminalError) -> OpaquePointer {
        let handlers = SignalActions([SIGINT, SIGTERM, SIGTSTP, SIGWINCH])
        defer { handlers.restore() }
        for name in TerminalType.candidates(for: term) {
            guard let screen = newterm(name, stream, stream) else { continue }
            guard let move = tigetstr("cup"), Int(bitPattern: move) != -1 else {
                delscreen(screen)
                break
            }
            return screen
        }
        let name = DisplayText(cleaning: term)
        throw TerminalError(
            reason: "there is no terminal description for TERM=\(name) that can place the cursor"
        )
    }
}

extension NcursesTerminal {
    /// More bytes than this wait for no bell, no notification and no clipboard.
    fileprivate static let maximumOutgoing = 1 << 20
}

private let bell: UInt8 = 0x07
