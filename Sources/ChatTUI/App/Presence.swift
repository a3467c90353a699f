import Wire

/// One line about who came and went, folded as long as nothing else is said and a minute has not
/// passed.
struct PresenceLine: Equatable, Sendable {
    /// So many are named; more are only counted.
    private static let maximumNames = 3
    private static let milliseconds: Int64 = 60_000

    private struct Change: Equatable {
        var nick: Nick
        var came: Bool
    }

    /// The line's number.
    var line = 0
    /// When the first of them came or went, in monotonic milliseconds.
    private let since: Int64
    private var changes: [Change] = []
    private var joined = 0
    private var left = 0

    /// A line that says nothing yet.
    init(since: Int64) {
        self.since = since
    }

    /// Whether what happens now belongs into this line.
    func isOpen(at now: Int64) -> Bool { now < since + Self.milliseconds }

    /// Somebody came or went.
    mutating func add(_ nick: Nick, came: Bool) {
        if came { joined += 1 } else { left += 1 }
        if changes.count <= Self.maximumNames { changes.append(Change(nick: nick, came: came)) }
    }

    /// What the line says.
    var sentence: DisplayText {
        if changes.count <= Self.maximumNames {
            return changes.map { $0.nick.display + ($0.came ? " joined" : " left") }
                .joined(separator: ", ")
        }
        let parts: [DisplayText] = [
            joined > 0 ? "\(joined) joined" : "", left > 0 ? "\(left) left" : "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

/// Who is writing in a room just now.
struct Typists: Equatable, Sendable {
    /// More are not kept: nobody reads so many names.
    private static let maximumCount = 10

    private var nicks: [Nick] = []
    private var ends: [Int64] = []

    /// When the first of them is to be forgotten, in monotonic milliseconds.
    var nextEnd: Int64? { ends.min() }

    /// Somebody is writing.
    mutating func add(_ nick: Nick, at now: Int64) {
        remove(nick)
        guard nicks.count < Self.maximumCount else { return }
        nicks.append(nick)
        ends.append(now + 2 * Subprotocol.typingMilliseconds)
    }

    /// Somebody has said it, or gone.
    mutating func remove(_ nick: Nick) {
        guard let index = nicks.firstIndex(of: nick) else { return }
        nicks.remove(at: index)
        ends.remove(at: index)
    }

    /// Forgets who stopped without saying anything.
    mutating func expire(at now: Int64) {
        for index in ends.indices.reversed() where ends[index] <= now {
            nicks.remove(at: index)
            ends.remove(at: index)
        }
    }

    /// `ana is writing`; `nil` if nobody is.
    var sentence: DisplayText? {
        switch nicks.count {
        case 0: nil
        case 1: "\(nicks[0].display) is writing"
        case 2: "\(nicks[0].display) and \(nicks[1].display) are writing"
        case let count: "\(count) are writing"
        }
    }
}
