import Wire

/// Keys in sentences, as they are bound.
extension KeyMap {
    /// The first of the keys that do this, `Ctrl+C`; if there is none, what else does it.
    func name(_ action: KeyAction, or other: DisplayText) -> DisplayText {
        chord(of: action).map { DisplayText(cleaning: $0.description) } ?? other
    }

    /// That key with what it does behind it, for a row that has little room: `↑ older`, `Esc: edit`.
    ///
    /// - Returns: `nil` if no key does it.
    func hint(_ action: KeyAction, _ what: DisplayText = "") -> DisplayText? {
        chord(of: action).map { chord in
            switch chord {
            case KeyChord(.plain(.up)): "↑\(what)"
            case KeyChord(.plain(.down)): "↓\(what)"
            default: "\(DisplayText(cleaning: chord.description))\(what)"
            }
        }
    }

    private func chord(of action: KeyAction) -> KeyChord? { chords(of: .action(action)).first }
}
