import WSClient

/// The own lines of one room that a plain server has not echoed yet, in the order of their sending.
///
/// A plain server confirms by echo: an incoming message that equals the oldest unconfirmed line on
/// the same connection confirms it. What a lost connection leaves is split: lines that never
/// reached the kernel may be sent again; of the others nobody knows, and sending them again might
/// double them.
struct SentLines: Sendable {
    private struct Line {
        var id: SendID
        var text: [UInt8]
        var isWritten = false
    }

    /// What a lost connection left behind, in order.
    struct Leftovers: Equatable {
        /// Never handed to the kernel: nobody saw them.
        var unsent: [SendID] = []
        /// Handed over, no echo: they may or may not have arrived.
        var unconfirmed: [SendID] = []
    }

    private var lines: [Line] = []
    private(set) var bytes = 0

    /// How many lines wait for their echo.
    var count: Int { lines.count }

    /// Takes note of a line that is being sent.
    mutating func sent(_ id: SendID, text: String) {
        let line = Line(id: id, text: Array(text.utf8))
        bytes += line.text.count
        lines.append(line)
    }

    /// Takes note that the kernel has the line.
    mutating func written(_ id: SendID) {
        guard let index = lines.firstIndex(where: { $0.id == id }) else { return }
        lines[index].isWritten = true
    }

    /// The line that this incoming message confirms, if it is the echo of the oldest one.
    mutating func received(_ message: some Collection<UInt8>) -> SendID? {
        guard let first = lines.first, first.text.elementsEqual(message) else { return nil }
        lines.removeFirst()
        bytes -= first.text.count
        return first.id
    }

    /// The line that this incoming message confirms though older ones wait.
    ///
    /// On one connection echoes come in order, so those before it will get none.
    ///
    /// - Returns: The confirmed line, and those that it overtook; `nil` if it is no echo at all.
    mutating func overtaken(by message: some Collection<UInt8>) -> (by: SendID, lost: [SendID])? {
        guard let index = lines.firstIndex(where: { $0.text.elementsEqual(message) }) else {
            return nil
        }
        let overtaker = lines[index].id
        let lost = lines[..<index].map(\.id)
        bytes -= lines[...index].reduce(0) { $0 + $1.text.count }
        lines.removeFirst(index + 1)
        return (overtaker, lost)
    }

    /// Forgets a line that is not waited for any longer.
    mutating func forget(_ id: SendID) {
        guard let index = lines.firstIndex(where: { $0.id == id }) else { return }
        bytes -= lines.remove(at: index).text.count
    }

    /// Forgets all lines because their connection is lost.
    mutating func lost() -> Leftovers {
        defer {
            lines = []
            bytes = 0
        }
        return Leftovers(
            unsent: lines.filter { !$0.isWritten }.map(\.id),
            unconfirmed: lines.filter(\.isWritten).map(\.id)
        )
    }
}
