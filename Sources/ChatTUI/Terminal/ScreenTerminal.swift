import Glibc
import Wire

/// The terminal that shows a ``Screen``: each frame is composed in memory and goes out in one write.
struct ScreenTerminal: ~Copyable {
    /// The device, for polling and reading.
    let device: TerminalDevice
    /// Makes the frames where a ``FrameSequence`` cannot.
    private var ncurses: NcursesScreen?
    private let colors: ColorTerminal
    private var appearance: Appearance
    private var palette: Palette
    /// Whether the terminal shows UTF-8.
    private let isUTF8: Bool
    private let kind: TerminalKind
    /// Whether clicks and the wheel are reported to us.
    private(set) var reportsMouse = true
    /// What the terminal shows, as far as it was told; `nil` when that is not known.
    private(set) var shown: Screen?
    private var settings: termios?
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
        let description = try TerminalDescription(term: term)
        let kind = kind ?? TerminalKind(term: term ?? "")
        let isLinux = (term ?? "").utf8.starts(with: "linux".utf8)
        let colors = ColorTerminal(
            colors: description.colors,
            isColorWanted: usesColor,
            hasDim: !isLinux
        )
        let appearance = Appearance(theme: .automatic, colour: .auto)
        let palette = Palette(appearance, on: colors)
        ncurses = try Self.ncurses(isUTF8 && kind.takesCommands ? nil : description, palette)
        self.device = device
        self.isUTF8 = isUTF8
        self.kind = kind
        self.colors = colors
        self.appearance = appearance
        self.palette = palette
    }

    private static func ncurses(
        _ description: TerminalDescription?,
        _ palette: Palette
    ) throws(TerminalError) -> NcursesScreen? {
        guard let description else { return nil }
        var ncurses = try NcursesScreen(description)
        ncurses.use(palette)
        return ncurses
    }

    /// Whether bytes wait for the terminal: then no frame is composed.
    var wantsWrite: Bool { sent < outgoing.count }

    /// Whether a small frame costs next to nothing, and would go out at once.
    var isQuick: Bool { ncurses == nil && !wantsWrite }

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
        if ncurses == nil { outgoing.append(TerminalSequences.noWrap) }
        if reportsMouse { outgoing.append(TerminalSequences.mouseOn) }
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
        ncurses?.use(palette)
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
        let start = outgoing.count
        outgoing.append(TerminalSequences.beginFrame)
        let body = outgoing.count
        let before = next.size == shown?.size ? shown : nil
        if ncurses == nil {
            outgoing += FrameSequence(from: before, to: next, palette).bytes
        } else {
            ncurses?.append(from: before, to: next, to: &outgoing)
        }
        if outgoing.count > body {
            outgoing.append(TerminalSequences.endFrame)
        } else {
            outgoing.removeSubrange(start...)
        }
        shown = next
        return flush()
    }

    private func title(_ title: DisplayText) -> [UInt8] {
        guard kind.takesCommands, !title.isEmpty else { return [] }
        return OperatingSystemCommand.title(title, isUTF8: isUTF8)
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
}

extension ScreenTerminal {
    /// More bytes than this wait for no bell, no notification and no clipboard.
    fileprivate static let maximumOutgoing = 1 << 20
}

private let bell: UInt8 = 0x07
