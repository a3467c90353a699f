import CNcurses
import Glibc

/// Makes frames for terminals outside of xterm's family, and for character sets other than UTF-8:
/// ncurses knows from their descriptions what they take, and composes the frames in memory.
///
/// ncurses has no locks and one current screen: there is one of these, on one thread. It reads
/// no keys, sets no line settings and handles no signals here; all that is ours.
struct NcursesScreen: ~Copyable {
    private let frame: FrameBuffer
    private let screen: OpaquePointer
    /// By ``TextRole/index``.
    private var inks: [NcursesInk] = []

    /// Starts ncurses.
    ///
    /// - Throws: When the terminal cannot be drawn on.
    init(_ description: TerminalDescription) throws(TerminalError) {
        guard let frame = FrameBuffer() else {
            throw TerminalError(reason: "the system has no file descriptors left")
        }
        let handlers = SignalActions([SIGINT, SIGTERM, SIGTSTP, SIGWINCH])
        defer { handlers.restore() }
        guard let screen = newterm(description.name, frame.stream, frame.stream) else {
            throw TerminalDescription.noDescription(of: description.name)
        }
        self.frame = frame
        self.screen = screen
        if has_colors() {
            start_color()
            use_default_colors()
        }
        typeahead(-1)
        nonl()
        idlok(nc_stdscr(), true)
        // What ncurses wrote so far enters the alternate screen, which is done by hand, and has it scroll
        // 24 rows whatever its size. It lies in a buffer of ncurses that showing the cursor empties.
        curs_set(1)
        var dropped: [UInt8] = []
        self.frame.take(into: &dropped)
    }

    deinit {
        set_term(screen)
        delscreen(screen)
    }

    /// Lets roles look like this from the next frame on, which is drawn from nothing.
    mutating func use(_ palette: Palette) {
        inks = TextRole.all.map { NcursesInk(palette.style($0.index)) }
    }

    /// Adds what makes the terminal show a screen.
    ///
    /// - Parameters:
    ///   - shown: What it shows; `nil` if that is not known, or of another size.
    ///   - next: What it is to show.
    ///   - bytes: Where the frame is added; nothing if both look the same.
    func append(from shown: Screen?, to next: Screen, to bytes: inout [UInt8]) {
        if shown == nil {
            resizeterm(CInt(next.size.rows), CInt(next.size.columns))
            clearok(nc_curscr(), true)
        }
        for change in RowChange.all(from: shown, to: next) {
            write(next[change.row][change.columns], row: change.row)
        }
        place(next.cursor)
        wnoutrefresh(nc_stdscr())
        doupdate()
        frame.take(into: &bytes)
    }

    /// Gives ncurses cells of a row; the first is in the column of its index.
    private func write(_ cells: ArraySlice<Cell>, row: Int) {
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: cells.count) { characters in
            var count = 0
            for cell in cells where cell.width > 0 {
                characters.initializeElement(at: count, to: inks[cell.roleIndex].character(cell))
                count += 1
            }
            let column = CInt(cells.startIndex)
            mvwadd_wchnstr(nc_stdscr(), CInt(row), column, characters.baseAddress, CInt(count))
        }
    }

    private func place(_ cursor: Screen.Cursor?) {
        curs_set(cursor == nil ? 0 : 1)
        guard let cursor else { return }
        wmove(nc_stdscr(), CInt(cursor.row), CInt(cursor.column))
    }
}

/// A look as ncurses has it: attributes and a pair of colours.
private struct NcursesInk {
    private let attributes: attr_t
    private let pair: Int16
    /// A blank that looks so.
    private let blank: cchar_t

    init(_ style: Style) {
        var attributes = attr_t(0)
        if style.attributes.contains(.bold) { attributes |= nc_A_BOLD }
        if style.attributes.contains(.dim) { attributes |= nc_A_DIM }
        if style.attributes.contains(.reverse) { attributes |= nc_A_REVERSE }
        if style.attributes.contains(.underline) { attributes |= nc_A_UNDERLINE }
        self.attributes = attributes
        pair = Self.pair(of: style)
        blank = Self.character([" "], attributes, pair)
    }

    /// ncurses finds the pair of these colours, or makes it.
    private static func pair(of style: Style) -> Int16 {
        guard style.color != nil || style.background != nil else { return 0 }
        let pair = alloc_pair(
            style.color.map { CInt($0) } ?? -1,
            style.background.map { CInt($0) } ?? -1
        )
        return Int16(clamping: max(pair, 0))
    }

    /// A cell that is not a continuation, as ncurses wants it.
    func character(_ cell: Cell) -> cchar_t {
        guard cell.hasMarks else {
            // What setcchar would do with one scalar, without its ceremony: a frame may be thousands.
            var character = blank
            character.chars.0 = wchar_t(bitPattern: cell.base.value)
            return character
        }
        return Self.character(cell.scalars, attributes, pair)
    }

    private static func character(
        _ scalars: [Unicode.Scalar],
        _ attributes: attr_t,
        _ pair: Int16
    ) -> cchar_t {
        var character = cchar_t()
        let text = scalars.map { wchar_t(bitPattern: $0.value) } + [0]
        setcchar(&character, text, attributes, pair, nil)
        return character
    }
}
