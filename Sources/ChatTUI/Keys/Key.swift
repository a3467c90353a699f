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

/// A mouse button pressed or the wheel turned at a cell; the top left cell is (0, 0).
struct MouseEvent: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case press, wheelUp, wheelDown
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
    /// A bracketed paste of more than ``KeyParser/maximumPaste`` bytes, which are gone.
    case longPaste
    /// The terminal window gained or lost the focus.
    case focus(Bool)
    case mouse(MouseEvent)
}

extension TerminalInput {
    /// The inputs with keys in a row that type a character made one, so that text which comes at
    /// once (no bracketed paste, a slow line) takes time linear in its length.
    static func joiningText(_ inputs: [TerminalInput]) -> [TerminalInput] {
        var joined: [TerminalInput] = []
        var run = String.UnicodeScalarView()
        func endRun() {
            guard let first = run.first else { return }
            let isKey = run.dropFirst().isEmpty
            joined.append(isKey ? .key(.character(first)) : .text(String(run)))
            run.removeAll()
        }
        for input in inputs {
            if case .key(let key) = input, let scalar = key.typed {
                run.append(scalar)
            } else {
                endRun()
                joined.append(input)
            }
        }
        endRun()
        return joined
    }
}
