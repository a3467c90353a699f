/// What is said about an action: the one table behind the keyboard, `/bind`, the help, the
/// completion, the manual page and `docs/topics/keys.md`.
struct KeyActionRow: Sendable {
    /// The headings of the help, in their order.
    enum Group: String, CaseIterable, Sendable {
        case talk = "Talk"
        case rooms = "Rooms"
        case scroll = "Scroll and find"
        case edit = "Edit"
        case program = "Program"
    }

    let group: Group
    let action: KeyAction
    /// As `/bind` calls it.
    let name: String
    let summary: String
    /// The keys without configuration.
    let keys: [KeyChord]

    /// The row of the action with this name.
    static func named(_ name: String) -> KeyActionRow? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The row of an action.
    static func of(_ action: KeyAction) -> KeyActionRow? {
        all.first { $0.action == action }
    }

    /// All rows, in the order of the help.
    static let all = talk + rooms + scroll + edit + program

    private init(
        _ group: Group,
        _ action: KeyAction,
        _ name: String,
        _ summary: String,
        _ keys: String...
    ) {
        self.group = group
        self.action = action
        self.name = name
        self.summary = summary
        self.keys = keys.compactMap(KeyChord.init)
    }
}

extension KeyActionRow {
    private static let talk = [
        KeyActionRow(.talk, .send, "send", "send, or run the /command", "Enter", "Ctrl+J"),
        KeyActionRow(
            .talk,
            .newLine,
            "new-line",
            "start a new line in the message",
            "Alt+Enter",
            "Shift+Enter"
        ),
        KeyActionRow(
            .talk,
            .complete,
            "complete",
            "complete a command, a room, who spoke lately, @who is there, :emoji",
            "Tab"
        ),
        KeyActionRow(
            .talk,
            .completeBackward,
            "complete-backward",
            "back to the completion before",
            "Shift+Tab"
        ),
        KeyActionRow(
            .talk,
            .sendAgain,
            "send-again",
            "send unconfirmed lines again; without a connection: connect now",
            "Alt+R"
        ),
        KeyActionRow(
            .talk,
            .editInEditor,
            "edit-in-editor",
            "edit the line in $VISUAL or $EDITOR",
            "Ctrl+X Ctrl+E"
        ),
    ]

    private static let rooms =
        (1...10).map { number in
            KeyActionRow(
                .rooms,
                .showRoom(number),
                "show-room-\(number)",
                "show room \(number)",
                "Alt+\(number % 10)"
            )
        } + [
            KeyActionRow(.rooms, .nextRoom, "next-room", "the next room", "Ctrl+N"),
            KeyActionRow(.rooms, .previousRoom, "previous-room", "the previous room", "Ctrl+P"),
            KeyActionRow(
                .rooms,
                .nextActiveRoom,
                "next-active-room",
                "the next room that needs you",
                "Alt+A"
            ),
            KeyActionRow(.rooms, .jumpToRoom, "jump-to-room", "to a room by its name", "Alt+J"),
            KeyActionRow(.rooms, .lastRoom, "last-room", "the room before this one", "Alt+`"),
            KeyActionRow(
                .rooms,
                .toggleRoomList,
                "toggle-room-list",
                "show or hide the room list",
                "F2"
            ),
            KeyActionRow(
                .rooms,
                .toggleMembers,
                "toggle-members",
                "show or hide who is in the room",
                "F3"
            ),
        ]

    private static let scroll = [
        KeyActionRow(.scroll, .pageUp, "page-up", "one page up", "PgUp"),
        KeyActionRow(.scroll, .pageDown, "page-down", "one page down", "PgDn"),
        KeyActionRow(.scroll, .rowUp, "row-up", "one row up (the wheel: three)", "Alt+Up"),
        KeyActionRow(.scroll, .rowDown, "row-down", "one row down (the wheel: three)", "Alt+Down"),
        KeyActionRow(.scroll, .oldest, "oldest", "to the oldest line", "Alt+Home"),
        KeyActionRow(.scroll, .newest, "newest", "to the newest line", "Alt+End"),
        KeyActionRow(.scroll, .newRule, "new-rule", "to the first line that is new", "Alt+U"),
        KeyActionRow(.scroll, .search, "search", "search", "Ctrl+S"),
        KeyActionRow(
            .scroll,
            .pickLink,
            "pick-link",
            "the links of the room: open or copy one",
            "Alt+O"
        ),
        KeyActionRow(.scroll, .copyMessage, "copy-message", "copy the message", "Alt+W"),
    ]

    private static let edit = [
        KeyActionRow(.edit, .left, "character-left", "one character back", "Ctrl+B", "Left"),
        KeyActionRow(.edit, .right, "character-right", "one character on", "Ctrl+F", "Right"),
        KeyActionRow(.edit, .wordLeft, "word-left", "one word back", "Alt+B", "Ctrl+Left"),
        KeyActionRow(.edit, .wordRight, "word-right", "one word on", "Alt+F", "Ctrl+Right"),
        KeyActionRow(.edit, .lineStart, "line-start", "to the start of the line", "Ctrl+A", "Home"),
        KeyActionRow(.edit, .lineEnd, "line-end", "to the end of the line", "Ctrl+E", "End"),
        KeyActionRow(
            .edit,
            .up,
            "line-up",
            "the line above; then what was entered before",
            "Up"
        ),
        KeyActionRow(.edit, .down, "line-down", "the line below; then what came after it", "Down"),
        KeyActionRow(
            .edit,
            .searchHistory,
            "search-history",
            "what was entered before with this text in it",
            "Ctrl+R"
        ),
        KeyActionRow(
            .edit,
            .deleteBackward,
            "delete-backward",
            "delete the character before the cursor",
            "Backspace",
            "Ctrl+H"
        ),
        KeyActionRow(
            .edit,
            .deleteForward,
            "delete-forward",
            "delete the character after the cursor",
            "Delete"
        ),
        KeyActionRow(
            .edit,
            .killToLineEnd,
            "kill-to-line-end",
            "kill to the end of the line",
            "Ctrl+K"
        ),
        KeyActionRow(
            .edit,
            .killToLineStart,
            "kill-to-line-start",
            "kill to the start of the line",
            "Ctrl+U"
        ),
        KeyActionRow(
            .edit,
            .killBlankWord,
            "kill-blank-word",
            "kill back to the blank",
            "Ctrl+W"
        ),
        KeyActionRow(
            .edit,
            .killWordBackward,
            "kill-word-backward",
            "kill the word before the cursor",
            "Alt+Backspace"
        ),
        KeyActionRow(
            .edit,
            .killWordForward,
            "kill-word-forward",
            "kill the word after the cursor",
            "Alt+D"
        ),
        KeyActionRow(.edit, .yank, "yank", "put in what was killed", "Ctrl+Y"),
        KeyActionRow(
            .edit,
            .yankOlder,
            "yank-older",
            "after that: what was killed before it",
            "Alt+Y"
        ),
        KeyActionRow(.edit, .undo, "undo", "undo", "Ctrl+_"),
        KeyActionRow(.edit, .redo, "redo", "redo", "Alt+_"),
        KeyActionRow(.edit, .transpose, "transpose", "exchange two characters", "Ctrl+T"),
    ]

    private static let program = [
        KeyActionRow(.program, .help, "help", "this help", "F1"),
        KeyActionRow(
            .program,
            .back,
            "back",
            "close what is open; back to the newest line",
            "Esc"
        ),
        KeyActionRow(
            .program,
            .clearOrLeave,
            "clear-or-leave",
            "clear the line; twice on an empty line: leave",
            "Ctrl+C"
        ),
        KeyActionRow(
            .program,
            .deleteForwardOrLeave,
            "delete-forward-or-leave",
            "on an empty line: leave; else delete forward",
            "Ctrl+D"
        ),
        KeyActionRow(.program, .toggleMouse, "toggle-mouse", "mouse on or off", "Alt+M"),
        KeyActionRow(.program, .redraw, "redraw", "draw the screen anew", "Ctrl+L"),
        KeyActionRow(
            .program,
            .suspend,
            "suspend",
            "suspend the program (fg brings it back)",
            "Ctrl+Z"
        ),
    ]
}
