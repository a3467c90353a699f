import Wire

/// A command that is entered as `/name argument`.
struct SlashCommand: Sendable {
    /// The name without the slash.
    let name: String
    /// Other names that do the same.
    var aliases: [String] = []
    /// How it is written, as the help shows it: `/join ROOM…`.
    let usage: String
    let summary: String
    /// The action that does the same, if there is one.
    var sameAs: KeyAction?
    /// Does it; what it throws is told, and the line stays.
    ///
    /// The argument has no blanks around it.
    let run: @Sendable (inout Model, _ argument: String) throws(CommandError) -> [Effect]
    /// What the next word of the argument may be, behind these: Tab offers what begins as typed.
    private(set) var candidates: @Sendable (Model, _ words: [String]) -> [String] = { _, _ in [] }

    /// What it does, after the key that does the same: `as Ctrl+S: search`.
    func summary(with keys: KeyMap) -> String {
        guard let sameAs, let key = keys.hint(sameAs) else { return summary }
        return "as \(key): \(summary)"
    }

    /// The same command, whose argument Tab completes.
    func completing(
        _ candidates: @escaping @Sendable (Model, _ words: [String]) -> [String]
    ) -> SlashCommand {
        var command = self
        command.candidates = candidates
        return command
    }

    /// What an entered line calls.
    struct Call {
        /// The name as entered, without the slash.
        var name: String
        /// `nil` if there is no command of this name.
        var command: SlashCommand?
        var argument: String
    }

    /// Splits a line into command and argument.
    ///
    /// - Returns: `nil` if the line is no command: it starts without `/`, or with `//`, which sends
    ///   the rest.
    static func parse(_ line: String) -> Call? {
        let bytes = line.utf8
        guard bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/") else {
            return nil
        }
        let name = bytes.dropFirst().prefix { !isBlank($0) }
        let rest = bytes[name.endIndex...].drop(while: isBlank)
        let end = rest.reversed().drop(while: isBlank).startIndex.base
        let nameText = String(Substring(name))
        return Call(
            name: nameText,
            command: named(nameText),
            argument: String(Substring(rest[..<end]))
        )
    }

    private static func named(_ name: String) -> SlashCommand? {
        guard name.utf8.count <= maximumNameBytes else { return nil }
        return all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The command whose name is at most two changed letters away from `name`, if any.
    static func nearest(to name: String) -> SlashCommand? {
        nearestName(to: name, among: all.map(\.name)).flatMap(named)
    }

    private static let maximumNameBytes = 20
}

/// Why a command did nothing, as one sentence for people.
struct CommandError: Error, Equatable {
    let sentence: DisplayText

    init(_ sentence: DisplayText) {
        self.sentence = sentence
    }

    /// There is no command of this name.
    static func unknown(_ name: String) -> CommandError {
        let shown = DisplayText(cleaning: name.utf8.prefix(400)).oneLine.prefix(characters: 40)
        let nearest = SlashCommand.nearest(to: name).map { DisplayText(cleaning: $0.name) }
        let offer: DisplayText = nearest.map { ": did you mean /\($0)?" } ?? ";"
        return CommandError("no command /\(shown)\(offer) // at the start sends a line with /")
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
}
