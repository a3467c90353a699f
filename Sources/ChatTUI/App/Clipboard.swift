import Wire

/// Puts into the clipboard what the person chose, and says so.
extension Model {
    /// The most bytes that are copied: as base64 about 100 kB, which is what terminals take.
    static let maximumCopy = 75_000

    /// Copies text that the person chose; `what` it is goes into the answer: "the link".
    mutating func copy(_ text: String, _ what: DisplayText) -> [Effect] {
        let count = text.utf8.count
        guard count <= Self.maximumCopy else {
            say("not copied: \(what) has \(count) bytes, and a terminal takes \(Self.maximumCopy)")
            return []
        }
        guard count > 0 else {
            say("nothing to copy")
            return []
        }
        say("copied \(what) (\(count) bytes), if the terminal lets programs copy")
        return [.copy(text)]
    }
}
