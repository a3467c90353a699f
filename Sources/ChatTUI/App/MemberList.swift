import Wire

/// Who is in a room: each once, sorted without regard to the case of ASCII letters.
struct MemberList: Equatable, Sendable {
    /// More are not kept: their number is all that could be shown.
    static let maximumCount = 5_000

    private(set) var nicks: [Nick] = []

    /// These members.
    init(_ nicks: [Nick] = []) {
        for nick in nicks { insert(nick) }
    }

    /// How many there are, `5000+` if some are not kept.
    var countText: DisplayText {
        nicks.count < Self.maximumCount ? "\(nicks.count)" : "\(Self.maximumCount)+"
    }

    /// Somebody came.
    mutating func insert(_ nick: Nick) {
        let place = place(of: nick)
        guard nicks.count < Self.maximumCount,
            place == nicks.endIndex || nicks[place].folded != nick.folded
        else { return }
        nicks.insert(nick, at: place)
    }

    /// Somebody went.
    mutating func remove(_ nick: Nick) {
        let place = place(of: nick)
        guard place < nicks.endIndex, nicks[place].folded == nick.folded else { return }
        nicks.remove(at: place)
    }

    /// The first member that does not sort before `nick`.
    private func place(of nick: Nick) -> Int {
        let folded = nick.folded
        var (low, high) = (0, nicks.count)
        while low < high {
            let middle = (low + high) / 2
            if nicks[middle].folded.lexicographicallyPrecedes(folded) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
