/// Which key does what: the one table behind the keyboard, the help and the manual page.
struct KeyMap: Sendable {
    /// The headings of the help, in their order.
    enum Group: String, CaseIterable, Sendable {
        case talk = "Talk"
        case rooms = "Rooms"
        case scroll = "Scroll"
        case edit = "Edit"
        case program = "Program"
    }

    /// A line of the help: keys that do the same or belong together.
    struct Row: Sendable {
        let group: Group
        /// The keys as they are shown: `Enter, Ctrl+J`.
        let shown: String
        let summary: String
        let bindings: [(key: Key, action: KeyAction)]
    }

    /// The keys as they are without configuration.
    static let standard = KeyMap(rows: standardRows)

    /// All lines of the help.
    let rows: [Row]
    private let actions: [Key: KeyAction]

    /// A key map of these rows; of a key bound twice the first row counts.
    init(rows: [Row]) {
        self.rows = rows
        let bindings = rows.flatMap(\.bindings).map { ($0.key, $0.action) }
        actions = Dictionary(bindings) { first, _ in first }
    }

    /// What the key does, or `nil` if it is not bound.
    func action(for key: Key) -> KeyAction? {
        actions[key]
    }
}

private func row(
    _ group: KeyMap.Group,
    _ action: KeyAction,
    _ summary: String,
    _ keys: Key...
) -> KeyMap.Row {
    row(group, summary, keys.map { ($0, action) })
}

private func row(
    _ group: KeyMap.Group,
    shown: String? = nil,
    _ summary: String,
    _ bindings: [(key: Key, action: KeyAction)]
) -> KeyMap.Row {
    let names = bindings.map(\.key.description).joined(separator: ", ")
    return KeyMap.Row(group: group, shown: shown ?? names, summary: summary, bindings: bindings)
}

extension KeyMap {
    private static let standardRows = talkRows + roomRows + scrollRows + editRows + programRows

    private static let talkRows = [
        row(.talk, .send, "send, or run the /command", .plain(.enter), .control("j")),
        row(
            .talk,
            .newLine,
            "start a new line in the message",
            Key(code: .enter, modifiers: .alt),
            Key(code: .enter, modifiers: .shift)
        ),
        row(
            .talk,
            "complete a command, a room, who spoke lately, @who is there, :emoji; and back",
            [
                (.plain(.tab), .complete),
                (Key(code: .tab, modifiers: .shift), .completeBackward),
            ]
        ),
        row(
            .talk,
            .sendAgain,
            "send unconfirmed lines again; without a connection: connect now",
            .alt("r")
        ),
    ]

    private static let roomRows = [
        row(
            .rooms,
            shown: "Alt+1 … Alt+9, Alt+0",
            "show room 1 to 9, room 10",
            zip("1234567890".unicodeScalars, 1...10).map { (.alt($0), .showRoom($1)) }
        ),
        row(
            .rooms,
            "next room, previous room",
            [(.control("n"), .nextRoom), (.control("p"), .previousRoom)]
        ),
        row(.rooms, .nextActiveRoom, "next room that needs you", .alt("a")),
        row(.rooms, .jumpToRoom, "to a room by its name", .alt("j")),
        row(.rooms, .lastRoom, "the room before this one", .alt("`")),
        row(.rooms, .toggleRoomList, "show or hide the room list", .plain(.function(2))),
        row(.rooms, .toggleMembers, "show or hide who is in the room", .plain(.function(3))),
    ]

    private static let scrollRows = [
        row(
            .scroll,
            "one page up, down",
            [(.plain(.pageUp), .pageUp), (.plain(.pageDown), .pageDown)]
        ),
        row(
            .scroll,
            "one row up, down (the wheel: three)",
            [
                (Key(code: .up, modifiers: .alt), .rowUp),
                (Key(code: .down, modifiers: .alt), .rowDown),
            ]
        ),
        row(
            .scroll,
            "to the oldest, the newest line",
            [
                (Key(code: .home, modifiers: .alt), .oldest),
                (Key(code: .end, modifiers: .alt), .newest),
            ]
        ),
        row(.scroll, .newRule, "to the first line that is new", .alt("u")),
        row(.scroll, .search, "search", .control("s")),
        row(.scroll, .pickLink, "the links of the room: open or copy one", .alt("o")),
        row(.scroll, .copyMessage, "copy the message", .alt("w")),
    ]

    private static let editRows = [
        row(
            .edit,
            "to the start, the end of the line",
            [
                (.control("a"), .lineStart), (.plain(.home), .lineStart),
                (.control("e"), .lineEnd), (.plain(.end), .lineEnd),
            ]
        ),
        row(
            .edit,
            "one character back, forward",
            [
                (.control("b"), .left), (.plain(.left), .left),
                (.control("f"), .right), (.plain(.right), .right),
            ]
        ),
        row(
            .edit,
            "one word back, forward",
            [
                (.alt("b"), .wordLeft), (Key(code: .left, modifiers: .control), .wordLeft),
                (.alt("f"), .wordRight), (Key(code: .right, modifiers: .control), .wordRight),
            ]
        ),
        row(
            .edit,
            "the line above, below; then what was entered before",
            [(.plain(.up), .up), (.plain(.down), .down)]
        ),
        row(.edit, .searchHistory, "what was entered before with this text in it", .control("r")),
        row(
            .edit,
            .deleteBackward,
            "delete the character before the cursor",
            .plain(.backspace),
            .control("h")
        ),
        row(.edit, .deleteForward, "delete the character after the cursor", .plain(.delete)),
        row(
            .edit,
            "kill to the end, the start of the line",
            [(.control("k"), .killToLineEnd), (.control("u"), .killToLineStart)]
        ),
        row(.edit, .killBlankWord, "kill back to the blank", .control("w")),
        row(
            .edit,
            "kill the word before, after the cursor",
            [
                (Key(code: .backspace, modifiers: .alt), .killWordBackward),
                (.alt("d"), .killWordForward),
            ]
        ),
        row(
            .edit,
            "put in what was killed; what was killed before that",
            [(.control("y"), .yank), (.alt("y"), .yankOlder)]
        ),
        row(.edit, "undo, redo", [(.control("_"), .undo), (.alt("_"), .redo)]),
        row(.edit, .transpose, "exchange two characters", .control("t")),
    ]

    private static let programRows = [
        row(.program, .help, "this help", .plain(.function(1))),
        row(.program, .back, "close the help; back to the newest line", .plain(.escape)),
        row(
            .program,
            .clearOrLeave,
            "clear the line; twice on an empty line: leave",
            .control("c")
        ),
        row(
            .program,
            .deleteForwardOrLeave,
            "on an empty line: leave; else delete forward",
            .control("d")
        ),
        row(.program, .toggleMouse, "mouse on or off", .alt("m")),
        row(.program, .redraw, "draw the screen anew", .control("l")),
        row(.program, .suspend, "suspend the program (fg brings it back)", .control("z")),
    ]
}
