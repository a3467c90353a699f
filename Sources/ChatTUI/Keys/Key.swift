/// A key with its modifiers, as the terminal told it.
struct Key: Hashable, Sendable {
    /// Which key.
    enum Code: Hashable, Sendable {
        /// A character that can be typed.
        ///
        /// With `control` it is the lower-case letter or the symbol: Ctrl+A is `a`, Ctrl+_ is `_`.
        case character(Unicode.Scalar)
        case enter, tab, backspace, delete, insert, escape
        case up, down, left, right, home, end, pageUp, pageDown
        /// F1 is 1.
        case function(Int)
    }

    /// Keys held together with another.
    struct Modifiers: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let shift = Modifiers(rawValue: 1)
        static let alt = Modifiers(rawValue: 2)
        static let control = Modifiers(rawValue: 4)
    }

    var code: Code
    var modifiers: Modifiers = []

    static func character(_ scalar: Unicode.Scalar, _ modifiers: Modifiers = []) -> Key {
        Key(code: .character(scalar), modifiers: modifiers)
    }

    static func control(_ scalar: Unicode.Scalar) -> Key { .character(scalar, .control) }
    static func alt(_ scalar: Unicode.Scalar) -> Key { .character(scalar, .alt) }
    static func plain(_ code: Code) -> Key { Key(code: code) }

    /// The character that it types, unless it is a key of another kind.
    var typed: Unicode.Scalar? {
        guard case .character(let scalar) = code, modifiers.isSubset(of: .shift) else { return nil }
        return scalar
    }
}

/// The left mouse button pressed or released, or the wheel turned at a cell; the top left cell is (0, 0).
struct MouseEvent: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case press, release, wheelUp, wheelDown
    }

    var action: Action
    var row: Int
    var column: Int
}

/// What the terminal sent, parsed (``KeyParser``).
enum TerminalInput: Equatable, Sendable {
    case key(Key)
    /// At least two characters that came at once, see ``joiningText(_:)``.
    case text(String)
    /// The content of a bracketed paste: untrusted, line ends as they came.
    case paste(String)
    /// A bracketed paste of more than ``IncomingPaste/maximum`` bytes, which are gone.
    case longPaste
    /// The terminal window gained or lost the focus.
    case focus(Bool)
    case mouse(MouseEvent)

    /// Whether it is a paste of which we have the text.
    var isPaste: Bool {
        if case .paste = self { true } else { false }
    }
}

extension TerminalInput {
    /// The inputs of one read with keys in a row that type made one, so that text which comes at
    /// once (no bracketed paste, a slow line) takes time linear in its length.
    ///
    /// A line end with more text behind it was pasted, not pressed: nothing of it is sent.
    ///
    /// - Parameters:
    ///   - inputs: What one read brought.
    ///   - continuesPaste: Whether the read before brought a part of the same paste.
    /// - Returns: Keys, texts and pastes in the same order.
    static func joiningText(
        _ inputs: [TerminalInput],
        continuesPaste: Bool = false
    ) -> [TerminalInput] {
        // Most reads bring one key, which is what it is.
        if inputs.count == 1, !continuesPaste, case .key(let key) = inputs[0] {
            return [.key(key.typed.map { .character($0) } ?? key)]
        }
        var joined: [TerminalInput] = []
        var run = TextRun()
        for input in inputs {
            if case .key(let key) = input, run.add(key) { continue }
            joined += run.take(isPaste: continuesPaste)
            joined.append(input)
        }
        return joined + run.take(isPaste: continuesPaste)
    }
}

/// Keys in a row that could be pasted text.
private struct TextRun {
    private var keys: [Key] = []
    private var text = String.UnicodeScalarView()
    private var hasLineEnd = false
    private var hasTextBehindLineEnd = false

    /// Adds a key; `false` if it is no text.
    mutating func add(_ key: Key) -> Bool {
        if let scalar = key.typed {
            hasTextBehindLineEnd = hasLineEnd
            text.append(scalar)
        } else if key == .plain(.enter) || key == .control("j") {
            hasLineEnd = true
            text.append("\n")
        } else if key == .plain(.tab) {
            text.append("\t")
        } else {
            return false
        }
        keys.append(key)
        return true
    }

    /// What the keys are together; the next run begins.
    mutating func take(isPaste: Bool) -> [TerminalInput] {
        defer { self = TextRun() }
        // A line end by itself is a key, however soon it was pressed.
        let continues = isPaste && hasLineEnd && keys.count > 1
        guard !hasTextBehindLineEnd, !continues else {
            return [.paste(String(text))]
        }
        var inputs: [TerminalInput] = []
        var typed: [Unicode.Scalar] = []
        func endTyped() {
            if typed.count == 1 { inputs.append(.key(.character(typed[0]))) }
            if typed.count > 1 { inputs.append(.text(String(String.UnicodeScalarView(typed)))) }
            typed = []
        }
        for key in keys {
            if let scalar = key.typed {
                typed.append(scalar)
            } else {
                endTyped()
                inputs.append(.key(key))
            }
        }
        endTyped()
        return inputs
    }
}
