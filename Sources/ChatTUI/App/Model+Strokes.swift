import Wire

/// What a pressed key means, with the one before it if that began a chord.
enum Stroke: Equatable {
    case bound(KeyMap.Binding)
    /// More is to come.
    case begun
    /// The key is bound to nothing: it may type something.
    case unbound
    /// A chord that is bound to nothing.
    case unknown(KeyChord)

    /// The action, if it is one.
    var action: KeyAction? {
        if case .bound(.action(let action)) = self { action } else { nil }
    }
}

extension Model {
    /// Takes a key as the next one of a chord, or by itself.
    mutating func stroke(_ key: Key) -> Stroke {
        if let prefix = keyPrefix {
            keyPrefix = nil
            let chord = KeyChord(prefix, key)
            return keyMap[chord].map { .bound($0) } ?? .unknown(chord)
        }
        // Keys that type are bound to nothing else: see ``KeyMap/bind(_:to:)``.
        guard key.typed == nil else { return .unbound }
        if let binding = keyMap[KeyChord(key)] { return .bound(binding) }
        guard keyMap.isPrefix(key) else { return .unbound }
        keyPrefix = key
        return .begun
    }

    /// Does what is bound to keys that no action is; `nil` if there is nothing to do.
    mutating func perform(_ stroke: Stroke) -> [Effect]? {
        switch stroke {
        case .bound(.command(let line)): return run(line)
        case .begun:
            if let keyPrefix { say("\(DisplayText(cleaning: keyPrefix.description)) …") }
            return []
        case .unknown(let chord):
            say(
                "\(DisplayText(cleaning: chord.description)) does nothing; \(keyMap.name(.help, or: "/help")) shows the keys"
            )
            return []
        case .bound(.action), .unbound: return nil
        }
    }

    /// Runs a command that does not stand in the input line.
    private mutating func run(_ line: String) -> [Effect] {
        guard let call = SlashCommand.parse(line) else { return [] }
        do throws(CommandError) {
            guard let command = call.command else { throw .unknown(call.name) }
            return try command.run(&self, call.argument)
        } catch {
            say(error.sentence)
            return []
        }
    }
}
