import NIOCore
import WSClient
import Wire

/// What happens in the rooms.
extension PipeSession {
    /// Takes an event of a room's session.
    mutating func take(_ event: ClientEvent, in index: Int, at now: Moment) {
        guard rooms.indices.contains(index), rooms[index].link != .ended else { return }
        switch event {
        case .connecting(let attempt):
            if attempt > 1 { complain(.verbose, "\(rooms[index].title): attempt \(attempt)") }
        case .connected(let subprotocol):
            if !isClosing { connected(index, isPlain: subprotocol == nil, at: now) }
        // These are told by the conversation.
        case .text, .written: break
        case .binary(let count):
            // Once: a peer must not fill a log, or a pipe that nobody reads.
            guard rooms[index].countBinary() == 1 else { return }
            let title = rooms[index].title
            complain(
                .normal,
                "\(title): left out a binary message of \(count) bytes, and all others"
            )
        case .lost(let loss, let retryIn): lost(loss, retryIn: retryIn, in: index, at: now)
        case .closed(let answer):
            report("closed", in: index, at: now, code: Int(CloseCode.normal.rawValue))
            // Another code than ours may mean that the server failed on one of our lines.
            rooms[index].closed(isAnswered: answer?.code == .normal || answer?.code == .noStatus)
        }
    }

    private mutating func connected(_ index: Int, isPlain: Bool, at now: Moment) {
        let title = rooms[index].title
        var gap: Int64?
        if case .away(let since) = rooms[index].link, rooms[index].wasConnected {
            gap = now.monotonic - since
            let missing: DisplayText = isPlain ? ", messages may be missing" : ""
            let away = Self.seconds(now.monotonic - since)
            complainUnlessReported(.normal, "\(title): connected again after \(away)\(missing)")
        } else {
            complainUnlessReported(
                options.isInteractive ? .normal : .verbose,
                "\(title): connected"
            )
        }
        report("connected", in: index, at: now, gap: gap)
        rooms[index].connected(at: now.monotonic)
    }

    private mutating func lost(
        _ loss: ConnectionLoss,
        retryIn: TimeAmount?,
        in index: Int,
        at now: Moment
    ) {
        let wasConnected = rooms[index].wasConnected
        if isClosing {
            // Lines of ours that are lost with it are named at the end.
            _ = rooms[index].connectionLost()
            if retryIn == nil { rooms[index].link = .ended }
        } else if Self.isFarewell(loss), wasConnected, !needsConnection(index) {
            endedByServer(loss, index, at: now, isRetried: retryIn != nil)
        } else if retryIn != nil, wasConnected || options.retriesFirst {
            away(loss, index, at: now)
        } else {
            if retryIn != nil { effects.append(.close(RoomID(rawValue: index))) }
            fail(loss, index, at: now)
        }
    }

    /// A loss that is tried again: told once, until there is a connection.
    private mutating func away(_ loss: ConnectionLoss, _ index: Int, at now: Moment) {
        let isNew = !rooms[index].isAway
        reportLoss(loss, index, at: now)
        if isNew { rooms[index].link = .away(since: now.monotonic) }
        let unconfirmed = rooms[index].connectionLost()
        let lines: DisplayText =
            unconfirmed > 0 ? ", \(unconfirmed) of our lines may be lost" : ""
        let reason = loss.explanation(for: rooms[index].address.url)
        complainUnlessReported(
            isNew ? .normal : .verbose,
            "\(rooms[index].title): \(reason)\(lines); trying again"
        )
        report("retrying", in: index, at: now)
    }

    /// A loss that is final.
    private mutating func fail(_ loss: ConnectionLoss, _ index: Int, at now: Moment) {
        let wasConnected = rooms[index].wasConnected
        reportLoss(loss, index, at: now)
        _ = rooms[index].connectionLost()
        rooms[index].link = .ended
        let title = rooms[index].title
        let reason = loss.explanation(for: rooms[index].address.url)
        complain(
            .quiet,
            wasConnected ? "\(title): \(reason)" : "cannot connect to \(title): \(reason)"
        )
        roomEnded(wasConnected ? .lost : .cannotConnect, at: now.monotonic)
    }

    /// The server ended its service in good order, and nothing of ours was under way.
    private mutating func endedByServer(
        _ loss: ConnectionLoss,
        _ index: Int,
        at now: Moment,
        isRetried: Bool
    ) {
        let reason = loss.explanation(for: rooms[index].address.url)
        report("closed", in: index, at: now, code: Self.code(of: loss), reason: reason)
        complainUnlessReported(.normal, "\(rooms[index].title): \(reason)")
        if isRetried { effects.append(.close(RoomID(rawValue: index))) }
        rooms[index].link = .ended
        roomEnded(.done, at: now.monotonic)
    }

    private static func isFarewell(_ loss: ConnectionLoss) -> Bool {
        guard case .closed(let status) = loss else { return false }
        return status.code == .normal || status.code == .goingAway
    }

    /// The close code, or the HTTP status, or what RFC 6455 calls an end without a Close frame.
    private static func code(of loss: ConnectionLoss) -> Int? {
        switch loss {
        case .closed(let status): Int(status.code.rawValue)
        case .refused(let status, _), .proxy(.refused(let status, _, _), _): status
        case .ended, .timedOut(.pong), .protocolViolation: Int(CloseCode.abnormal.rawValue)
        default: nil
        }
    }

    private static func seconds(_ milliseconds: Int64) -> DisplayText {
        "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }

    private mutating func reportLoss(_ loss: ConnectionLoss, _ index: Int, at now: Moment) {
        report(
            rooms[index].link == .connected ? "lost" : "refused",
            in: index,
            at: now,
            code: Self.code(of: loss),
            reason: loss.explanation(for: rooms[index].address.url)
        )
    }

    /// Prints a connection event, if these are wanted.
    mutating func report(
        _ name: StaticString,
        in index: Int,
        at now: Moment,
        code: Int? = nil,
        reason: DisplayText? = nil,
        gap: Int64? = nil,
        nicks: [(key: StaticString, nick: Nick)] = [],
        missing: MessageGap? = nil
    ) {
        guard options.printsEvents else { return }
        let event = PipeFormat.Event(
            room: rooms[index].name,
            moment: now,
            name: name,
            code: code,
            reason: reason,
            gap: gap,
            nicks: nicks,
            missing: missing
        )
        effects.append(.print(PipeFormat.line(event)))
    }

    /// Says what an event line has not told already.
    mutating func complainUnlessReported(
        _ level: PipeOptions.Verbosity,
        _ sentence: DisplayText
    ) {
        if !options.printsEvents || options.verbosity == .verbose { complain(level, sentence) }
    }
}
