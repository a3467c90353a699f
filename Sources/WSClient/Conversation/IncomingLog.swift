import Wire

/// Puts the messages of a room's log into order: each once, none missing without a
/// ``MessageGap``.
///
/// Holes are asked for in pages, backwards from their end; what comes meanwhile is held. All of it
/// is bounded: what does not fit becomes a gap, and stays in the server's history.
struct IncomingLog: Sendable {
    /// What comes out.
    enum Output: Equatable, Sendable {
        case message(ServerFrame.Message, isReplay: Bool)
        case gap(MessageGap)
        /// Ask for at most `limit` messages below `before`.
        case request(before: Int64, limit: Int64)
    }

    /// A hole that is being filled: up to `end`, which is not in it.
    private struct Repair {
        var end: Int64
        /// What was asked for.
        var before: Int64
        /// Newest page first.
        var pages: [[ServerFrame.Message]] = []
        var count: Int64 = 0
        var bytes = 0
        /// When nobody waits for the answer any more, in monotonic milliseconds.
        var deadline: Int64
    }

    /// Messages, and bytes of their text, that are held or fetched for one hole.
    static let maximumHeld: Int64 = 1_000
    static let maximumHeldBytes = 4 << 20
    private static let answerMilliseconds: Int64 = 10_000

    /// The last message that came out, or what was missing up to it was told; `nil` before the first.
    private(set) var position: LogPosition?

    private var epoch: Epoch?
    /// Whether the log is not the one of ``position``.
    private var isNewLog = false
    /// The number of the next message that may come out; `nil` if any may, because what is repeated
    /// at the beginning is the server's choice.
    private var expected: Int64?
    /// The highest number when the connection began.
    private var replayTop: Int64 = 0
    /// Behind the hole, in order.
    private var ahead: [ServerFrame.Message] = []
    private var aheadBytes = 0
    private var repair: Repair?
    private var outputs: [Output] = []

    /// Takes what has come out.
    mutating func takeOutputs() -> [Output] {
        defer { outputs = [] }
        return outputs
    }

    /// Whether all that was said before this connection has come out, or was told as missing.
    var isCaughtUp: Bool {
        guard let expected else { return true }
        return repair == nil && expected > replayTop
    }

    /// When ``expire(at:)`` is wanted, in monotonic milliseconds.
    var deadline: Int64? { repair?.deadline }

    /// Whether a message of this number has come out, or will not.
    func isPast(_ seq: Int64) -> Bool { expected.map { seq < $0 } ?? false }

    /// A connection has begun; `isAlone` if nothing was to be repeated but what follows ``position``.
    mutating func welcomed(_ welcome: ServerFrame.Welcome, isAlone: Bool, at now: Int64) {
        forgetConnection()
        replayTop = welcome.top
        epoch = welcome.epoch
        isNewLog = false
        guard let position else {
            let hasNothing = isAlone || welcome.oldest > welcome.top
            expected = hasNothing ? welcome.top + 1 : nil
            if hasNothing { self.position = LogPosition(epoch: welcome.epoch, seq: welcome.top) }
            return
        }
        let isSameLog = position.epoch == welcome.epoch && position.seq <= welcome.top
        guard !welcome.resumed || !isSameLog else {
            expected = position.seq + 1
            return
        }
        // A gap: what exists behind it is asked for.
        isNewLog = !isSameLog
        let first = isSameLog ? max(welcome.oldest, position.seq + 1) : welcome.oldest
        expected = first
        if first <= welcome.top {
            startRepair(upTo: welcome.top + 1, at: now)
        } else {
            skip(to: welcome.top + 1)
        }
    }

    /// The connection is lost: what was held will be repeated.
    mutating func forgetConnection() {
        repair = nil
        ahead = []
        aheadBytes = 0
    }

    /// A message came.
    mutating func received(_ message: ServerFrame.Message, at now: Int64) {
        if expected == nil { settleStart(with: message.seq) }
        guard let expected, message.seq >= expected else { return }
        if message.seq == expected {
            deliver(message)
        } else {
            hold(message)
        }
        drain(at: now)
    }

    /// The server tells its highest number.
    mutating func heard(top: Int64, at now: Int64) {
        if expected == nil {
            guard top > replayTop else { return }
            settleStart(with: top + 1)
        }
        guard let expected, top >= expected, repair == nil else { return }
        startRepair(upTo: top + 1, at: now)
    }

    /// What is repeated at the beginning begins with its first message; when there is none, live
    /// messages begin behind the top.
    private mutating func settleStart(with seq: Int64) {
        expected = min(seq, replayTop + 1)
        guard seq > replayTop, let epoch else { return }
        position = LogPosition(epoch: epoch, seq: replayTop)
    }
}

// MARK: - Coming out

extension IncomingLog {
    private mutating func deliver(_ message: ServerFrame.Message) {
        guard let epoch else { return }
        if let position, isNewLog || position.seq + 1 != message.seq {
            tellGap(after: position.seq, before: message.seq)
        }
        position = LogPosition(epoch: epoch, seq: message.seq)
        expected = message.seq + 1
        outputs.append(.message(message, isReplay: message.seq <= replayTop))
    }

    /// What is before `seq` will not come.
    private mutating func skip(to seq: Int64) {
        guard let epoch else { return }
        if let position, isNewLog || position.seq + 1 != seq {
            tellGap(after: position.seq, before: seq)
        }
        position = LogPosition(epoch: epoch, seq: seq - 1)
        expected = seq
    }

    private mutating func tellGap(after: Int64, before: Int64) {
        outputs.append(.gap(MessageGap(after: after, before: before, isNewLog: isNewLog)))
        isNewLog = false
    }

    /// Lets out what has its turn; asks for what is missing before the rest.
    private mutating func drain(at now: Int64) {
        while true {
            var count = 0
            for message in ahead {
                guard let expected, message.seq <= expected else { break }
                if message.seq == expected { deliver(message) }
                count += 1
            }
            aheadBytes -= ahead[..<count].reduce(0) { $0 + $1.text.utf8.count }
            ahead.removeFirst(count)
            if let expected, let end = repair?.end, expected >= end { repair = nil }
            guard let next = ahead.first else { return }
            if ahead.count <= Self.maximumHeld, aheadBytes <= Self.maximumHeldBytes {
                if repair == nil { startRepair(upTo: next.seq, at: now) }
                return
            }
            // Too much waits behind the hole.
            finishRepair(upTo: next.seq)
        }
    }

    private mutating func hold(_ message: ServerFrame.Message) {
        var index = ahead.endIndex
        while index > 0, ahead[index - 1].seq >= message.seq { index -= 1 }
        guard index == ahead.endIndex || ahead[index].seq != message.seq else { return }
        ahead.insert(message, at: index)
        aheadBytes += message.text.utf8.count
    }
}

// MARK: - Holes

extension IncomingLog {
    private mutating func startRepair(upTo end: Int64, at now: Int64) {
        repair = Repair(end: end, before: end, deadline: now + Self.answerMilliseconds)
        request()
    }

    private mutating func request() {
        guard let repair, let expected else { return }
        let left = Self.maximumHeld - repair.count
        let limit = min(repair.before - expected, left, Subprotocol.maximumHistory)
        outputs.append(.request(before: repair.before, limit: limit))
    }

    /// A page of history came; returns whether it was asked for here.
    mutating func received(
        page: [ServerFrame.Message],
        before: Int64,
        at now: Int64
    ) -> Bool {
        guard var repair, let expected, repair.before == before else { return false }
        let wanted = Array(page.drop { $0.seq < expected })
        repair.pages.append(wanted)
        repair.count += Int64(wanted.count)
        repair.bytes += wanted.reduce(0) { $0 + $1.text.utf8.count }
        repair.deadline = now + Self.answerMilliseconds
        let first = wanted.first?.seq
        if let first { repair.before = first }
        self.repair = repair
        let isDone = first.map { $0 <= expected } ?? true
        if isDone || repair.count >= Self.maximumHeld || repair.bytes >= Self.maximumHeldBytes {
            finishRepair(upTo: repair.end)
            drain(at: now)
        } else {
            request()
        }
        return true
    }

    /// Gives up a request that the server refuses; returns whether it was made here.
    mutating func refused(before: Int64, at now: Int64) -> Bool {
        guard let repair, repair.before == before else { return false }
        finishRepair(upTo: repair.end)
        drain(at: now)
        return true
    }

    /// Gives up a request whose answer does not come.
    mutating func expire(at now: Int64) {
        guard let repair, repair.deadline <= now else { return }
        finishRepair(upTo: repair.end)
        drain(at: now)
    }

    /// Lets out what was fetched; the rest up to `end` is missing.
    private mutating func finishRepair(upTo end: Int64) {
        let pages = repair?.pages ?? []
        repair = nil
        for message in pages.reversed().joined() {
            // What came by itself meanwhile is out already.
            guard let expected, message.seq >= expected, message.seq < end else { continue }
            deliver(message)
        }
        if let expected, expected < end { skip(to: end) }
    }
}
