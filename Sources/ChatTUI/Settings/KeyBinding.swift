import Wire

/// Keys and what they do, as `[bind]` and `/bind` write it.
struct KeyBinding: Equatable, Sendable {
    var chord: KeyChord
    /// `nil` for nothing.
    var binding: KeyMap.Binding?

    /// The word for nothing.
    private static let none = "none"
    /// A longer command is no key's.
    private static let maximumCommandBytes = 1_000

    /// Reads keys such as `Ctrl+X Ctrl+E`.
    ///
    /// - Throws: That they are none.
    static func chord(_ name: String) throws(SettingProblem) -> KeyChord {
        guard let chord = KeyChord(name) else {
            let shown = DisplayText(cleaning: name.utf8.prefix(400)).oneLine.prefix(characters: 40)
            throw SettingProblem(
                clause: "takes keys such as Ctrl+A, Alt+Enter, F5, Ctrl+X Ctrl+E, not \(shown)"
            )
        }
        return chord
    }

    /// Reads what keys do: the name of an action, a `/command`, or `none`.
    ///
    /// - Throws: That it is none of these.
    static func binding(_ text: String) throws(SettingProblem) -> KeyMap.Binding? {
        if text.utf8.elementsEqual(none.utf8) { return nil }
        if let row = KeyActionRow.named(text) { return .action(row.action) }
        let shown = DisplayText(cleaning: text.utf8.prefix(400)).oneLine.prefix(characters: 40)
        guard text.utf8.first == UInt8(ascii: "/") else {
            let nearest = nearestName(to: text, among: KeyActionRow.all.map(\.name) + [none])
            let offer: DisplayText =
                nearest.map { ": did you mean \(DisplayText(cleaning: $0))?" }
                ?? "; a command begins with /"
            throw SettingProblem(clause: "knows no action \(shown)\(offer)")
        }
        guard text.utf8.count <= maximumCommandBytes, SlashCommand.parse(text)?.command != nil
        else {
            throw SettingProblem(clause: "knows no command \(shown)")
        }
        return .command(text)
    }

    /// What keys do, as it is written.
    static func text(_ binding: KeyMap.Binding?) -> String {
        switch binding {
        case .action(let action): KeyActionRow.of(action)?.name ?? none
        case .command(let line): line
        case nil: none
        }
    }

    /// The place in a new file; see ``TOMLDocument/spelling(of:)`` for another.
    var change: SettingChange {
        SettingChange(
            path: ["bind", chord.description],
            value: .string(Self.text(binding))
        )
    }
}

extension KeyMap {
    /// Binds keys as it is configured.
    ///
    /// - Throws: Why not.
    mutating func take(_ binding: KeyBinding) throws(SettingProblem) {
        do throws(BindingProblem) {
            try bind(binding.chord, to: binding.binding)
        } catch {
            throw error.problem
        }
    }
}

extension KeyMap {
    /// Sees to it that the program can be used and left.
    ///
    /// - Throws: That no key is left for it.
    func checkNeeded() throws(SettingProblem) {
        guard let name = lacking.flatMap(KeyActionRow.of)?.name else { return }
        throw SettingProblem(clause: "leaves no key for \(DisplayText(cleaning: name))")
    }
}

extension TOMLDocument {
    /// The path of a key as this file spells it: `"ctrl+a"` and `"Ctrl+A"` are the same.
    func spelling(of path: [String]) -> [String] {
        guard path.count == 2, path[0] == "bind", let chord = KeyChord(path[1]) else { return path }
        let entry = entries.first { entry in
            entry.path.count == 2 && entry.path[0] == "bind" && KeyChord(entry.path[1]) == chord
        }
        return entry?.path ?? path
    }
}

extension BindingProblem {
    /// The clause that follows `bind`.
    fileprivate var problem: SettingProblem {
        switch self {
        case .types(let key):
            SettingProblem(
                clause:
                    "cannot take \(DisplayText(cleaning: key.description)): it types a character"
            )
        case .isInTheWay(let other, let chord):
            SettingProblem(
                clause:
                    "cannot take \(DisplayText(cleaning: chord.description)) while \(DisplayText(cleaning: other.description)) is bound: unbind that first, with none"
            )
        }
    }
}
