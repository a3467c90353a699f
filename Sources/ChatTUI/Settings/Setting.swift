import Wire

/// One key of the configuration: how it is called, read, written and explained.
///
/// ``all`` is the one table behind the file, the environment, `/set`, `chat-tui config`, the
/// completion, the manual page and `docs/topics/configuration.md`.
struct Setting: Sendable {
    let key: String
    /// What may be written: `mention|all|off`.
    let syntax: String
    /// All values, where there are few.
    let choices: [String]
    /// What it does, one clause without a full stop.
    let summary: String
    /// Takes a value over.
    let read: @Sendable (inout Settings, TOMLValue) throws(SettingProblem) -> Void
    /// The value as the file has it.
    let value: @Sendable (Settings) -> TOMLValue

    /// The setting of this name.
    static func named(_ key: String) -> Setting? {
        all.first { $0.key.utf8.elementsEqual(key.utf8) }
    }

    /// Whether a change counts from the next start on: the local log is opened, or not, with the rooms.
    var waitsForStart: Bool { key == "log" || key == "log_days" }

    /// What follows the new value where it is told that it does not change what is there already.
    var scope: DisplayText { key == "emoji" ? " for what comes from now on" : "" }

    /// The variable of the environment that sets it: `CHAT_TUI_NOTIFY_WITH`.
    var variable: String {
        let name = key.utf8.map { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & ~0x20 : byte
        }
        return "CHAT_TUI_" + String(decoding: name, as: UTF8.self)
    }
}

extension Setting {
    /// All settings, in the order in which they are shown.
    static let all: [Setting] = [
        Setting("server", \.server, "where rooms are that are named without a server"),
        Setting(
            key: "nick",
            syntax: "NAME",
            choices: [],
            summary: "the name to speak under; empty for none",
            read: { (settings, value) throws(SettingProblem) in
                settings.nick = try nick(value)
            },
            value: { .string($0.nick) }
        ),
        Setting("rooms", \.rooms, "what chat-tui join joins when no room is named"),
        Setting("mentions", \.mentions, "words that count as a mention, besides your nick"),
        Setting(
            "notify",
            \.notify,
            "of which messages you are told while the terminal has not the focus"
        ),
        Setting(
            "notify_with",
            \.notifyWith,
            "by which sequence of the terminal, besides the bell"
        ),
        Setting(
            "speakers",
            \.speakers,
            "take \"name: \" at the start of a message for its speaker where servers know no names"
        ),
        Setting("mouse", \.mouse, "have clicks and the wheel come to the program"),
        Setting(
            "colour",
            \.colour,
            "how many colours: as many as the terminal has, and none with NO_COLOR; or so many"
        ),
        Setting(
            key: "theme",
            syntax: "auto|dark|light|mono|NAME",
            choices: ["auto", "dark", "light", "mono"],
            summary: "what things look like: a built-in theme or one of [themes.NAME]",
            read: { (settings, value) throws(SettingProblem) in
                guard case .string(let name) = value, !name.utf8.isEmpty else {
                    throw SettingProblem(clause: "takes the name of a theme")
                }
                settings.theme = name
            },
            value: { .string($0.theme) }
        ),
        Setting("log", \.log, "keep on disk what is said on servers that keep no history"),
        Setting(
            key: "log_days",
            syntax: "DAYS",
            choices: [],
            summary: "for how many days what is logged is kept; 0 for no limit but its size",
            read: { (settings, value) throws(SettingProblem) in
                settings.logDays = try days(value)
            },
            value: { .integer($0.logDays) }
        ),
        Setting(
            key: "scrollback",
            syntax: "SIZE",
            choices: [],
            summary: "how much is held of each room, as in \"8 MiB\"; 0 for no limit",
            read: { (settings, value) throws(SettingProblem) in
                settings.scrollback = try scrollback(value)
            },
            value: { .string(ByteSize.text($0.scrollback)) }
        ),
        Setting(
            "room_order",
            \.roomOrder,
            "the room list as rooms were joined, or those first that need you"
        ),
        Setting("time", \.time, "the clock of 12 or of 24 hours"),
        Setting(
            "emoji",
            \.emoji,
            "emoji in messages as one character each, or as :names: where a terminal draws them too wide"
        ),
    ]

    private init<Value: SettingValue>(
        _ key: String,
        _ field: any WritableKeyPath<Settings, Value> & Sendable,
        _ summary: String
    ) {
        self.init(
            key: key,
            syntax: Value.syntax,
            choices: Value.choices,
            summary: summary,
            read: { (settings, value) throws(SettingProblem) in
                settings[keyPath: field] = try Value(setting: value)
            },
            value: { $0[keyPath: field].setting }
        )
    }

    /// A nick, or the empty string.
    static func nick(_ value: TOMLValue) throws(SettingProblem) -> String {
        guard case .string(let nick) = value, nick.utf8.isEmpty || isNick(nick) else {
            throw SettingProblem(clause: "has 1 to 24 letters, digits, _ . or -")
        }
        return nick
    }

    /// A hundred years.
    private static let mostDays = 36_500

    private static func days(_ value: TOMLValue) throws(SettingProblem) -> Int {
        let days: Int? =
            switch value {
            case .string(let text): Int(text)
            case .integer(let number): number
            case .boolean, .array: nil
            }
        guard let days, (0...mostDays).contains(days) else {
            throw SettingProblem(
                clause: "takes a number of days up to \(mostDays), or 0 for no limit"
            )
        }
        return days
    }

    /// Less would not hold a single screen.
    private static let leastScrollback = 64 << 10

    private static func scrollback(_ value: TOMLValue) throws(SettingProblem) -> Int {
        let bytes: Int? =
            switch value {
            case .string(let text): ByteSize.parse(text)
            case .integer(let number): number
            case .boolean, .array: nil
            }
        guard let bytes, bytes == 0 || (leastScrollback...ByteSize.maximum).contains(bytes) else {
            throw SettingProblem(
                clause:
                    "takes a size such as \"8 MiB\", at least \"64 KiB\" and at most \"1024 GiB\", or 0 for no limit"
            )
        }
        return bytes
    }
}
