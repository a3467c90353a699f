/// What was killed lately, to be put in again by a yank.
struct KillRing: Equatable, Sendable {
    /// On which side of the latest kill another one joins it.
    enum Side {
        case before, after
    }

    /// More kills than this and the oldest is forgotten.
    private static let maximumCount = 16

    private var entries: [String] = []

    /// Keeps `text`, as part of the latest entry if `joining` names a side.
    mutating func add(_ text: String, joining side: Side?) {
        guard let side, let latest = entries.popLast() else {
            if entries.count == Self.maximumCount { entries.removeFirst() }
            return entries.append(text)
        }
        entries.append(side == .before ? text + latest : latest + text)
    }

    /// The entry that is `age` kills old, 0 being the latest; after the oldest it starts again.
    func entry(age: Int) -> String? {
        entries.isEmpty ? nil : entries[entries.count - 1 - age % entries.count]
    }
}
