/// Which key does what.
struct KeyMap: Equatable, Sendable {
    /// What a key is bound to.
    enum Binding: Hashable, Sendable {
        case action(KeyAction)
        /// A line as it could be entered: `/join dev`.
        case command(String)
    }

    private struct Bound: Equatable, Sendable {
        var chord: KeyChord
        var binding: Binding
    }

    /// The keys as they are without configuration.
    static let standard = KeyMap()

    /// In the order of the table, then as they were bound.
    private var bindings: [Bound]

    private init() {
        bindings = KeyActionRow.all.flatMap { row in
            row.keys.map { Bound(chord: $0, binding: .action(row.action)) }
        }
    }

    /// What the keys do, or `nil` if they are not bound.
    subscript(chord: KeyChord) -> Binding? {
        bindings.first { $0.chord == chord }?.binding
    }

    /// What the key does by itself, apart from commands.
    func action(for key: Key) -> KeyAction? {
        if case .action(let action) = self[KeyChord(key)] { action } else { nil }
    }

    /// Whether more keys may follow.
    func isPrefix(_ key: Key) -> Bool {
        bindings.contains { $0.chord.second != nil && $0.chord.first == key }
    }

    /// The keys that do this.
    func chords(of binding: Binding) -> [KeyChord] {
        bindings.filter { $0.binding == binding }.map(\.chord)
    }

    /// The commands that keys are bound to, with their keys.
    var commands: [(chord: KeyChord, command: String)] {
        bindings.compactMap { bound in
            if case .command(let line) = bound.binding { (bound.chord, line) } else { nil }
        }
    }

    /// What differs from ``standard``; `nil` stands for keys that do nothing any more.
    var changes: [(chord: KeyChord, binding: Binding?)] {
        let removed = Self.standard.bindings.map(\.chord).filter { self[$0] == nil }
        let changed = bindings.filter { Self.standard[$0.chord] != $0.binding }
        return removed.map { ($0, nil) } + changed.map { ($0.chord, $0.binding) }
    }

    /// Of each of these sets some key must do one: without them the program could not be used, or
    /// not be left.
    private static let needed: [[KeyAction]] = [[.send], [.clearOrLeave, .deleteForwardOrLeave]]

    /// An action that no key does any more though one must.
    var lacking: KeyAction? {
        Self.needed.first { actions in
            !bindings.contains { bound in actions.contains { bound.binding == .action($0) } }
        }?.first
    }

    /// Binds keys, or unbinds them.
    ///
    /// - Throws: Why not: they type something, or are in the way of others.
    mutating func bind(_ chord: KeyChord, to binding: Binding?) throws(BindingProblem) {
        guard !chord.types else { throw .types(chord.first) }
        guard binding != nil else { return bindings.removeAll { $0.chord == chord } }
        if chord.second != nil {
            let alone = KeyChord(chord.first)
            if self[alone] != nil { throw .isInTheWay(alone, of: chord) }
        } else if let longer = bindings.first(where: {
            $0.chord.second != nil && $0.chord.first == chord.first
        }) {
            throw .isInTheWay(longer.chord, of: chord)
        }
        guard let binding else { return }
        if let index = bindings.firstIndex(where: { $0.chord == chord }) {
            bindings[index].binding = binding
        } else {
            bindings.append(Bound(chord: chord, binding: binding))
        }
    }
}

/// Why keys cannot be bound.
enum BindingProblem: Error, Equatable {
    /// The key types a character.
    case types(Key)
    /// Both cannot be: one begins with the other.
    case isInTheWay(KeyChord, of: KeyChord)
}
