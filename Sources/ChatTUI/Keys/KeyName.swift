extension Key: CustomStringConvertible {
    /// The key as people write it: `Ctrl+A`, `Alt+Enter`, `F1`.
    var description: String {
        var name = ""
        if modifiers.contains(.control) { name += "Ctrl+" }
        if modifiers.contains(.alt) { name += "Alt+" }
        if modifiers.contains(.shift) { name += "Shift+" }
        return name + code.name
    }
}

extension Key.Code {
    /// The key without its modifiers; letters are shown as they stand on the keyboard.
    fileprivate var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let scalar): scalar.properties.uppercaseMapping
        case .enter: "Enter"
        case .tab: "Tab"
        case .backspace: "Backspace"
        case .delete: "Delete"
        case .insert: "Insert"
        case .escape: "Esc"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .function(let number): "F\(number)"
        }
    }
}
