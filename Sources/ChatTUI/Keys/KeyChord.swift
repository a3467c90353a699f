/// A key, or two that are pressed one after the other, as in Ctrl+X Ctrl+E.
struct KeyChord: Hashable, Sendable {
    let first: Key
    let second: Key?

    init(_ first: Key, _ second: Key? = nil) {
        self.first = first
        self.second = second
    }

    /// Reads `Ctrl+A`, `Alt+Enter`, `F5`, `Ctrl+X Ctrl+E`; `nil` for anything else.
    init?(_ name: String) {
        let keys = name.utf8.split(separator: UInt8(ascii: " ")).map { Key(String(Substring($0))) }
        guard (1...2).contains(keys.count), let first = keys[0] else { return nil }
        if keys.count == 2, keys[1] == nil { return nil }
        self.init(first, keys.count == 2 ? keys[1] : nil)
    }

    /// Whether pressing it types something, or would if its second key were alone.
    var types: Bool { first.typed != nil }
}

extension KeyChord: CustomStringConvertible {
    var description: String { second.map { "\(first) \($0)" } ?? first.description }
}
