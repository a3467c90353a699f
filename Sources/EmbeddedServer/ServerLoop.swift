import Glibc
import Logging
import NIOCore
import Wire

/// What belongs to the server's event loop: its rooms, connections, counters and timers.
///
/// Used on that loop alone.
final class ServerLoop {
    let configuration: ServerConfiguration
    let eventLoop: any EventLoop
    /// How requests are answered; the real ones are there before the first connection is.
    var routes: Routes
    var log: ServerLog
    var counters = Counters()
    /// Where the payload of a message lies while it is looked at, for all connections.
    var scratch: [UInt8] = []
    let hub: RoomHub<ConsumerHandler>
    /// `nil` on a server that keeps none.
    var history: LoopHistory?
    /// Connections with messages on their way into the history, by ``ConsumerHandler/id``.
    var senders: [UInt64: ConsumerHandler] = [:]
    private var lastConnectionID: UInt64 = 0
    /// How many connections may be open.
    private let connectionLimit: Int

    private var channels: [ObjectIdentifier: any Channel] = [:]
    private var sweepIsScheduled = false
    private var stopped: EventLoopPromise<Void>?
    /// Whether nothing is written to the history any more.
    private var historyIsClosed = true

    init(_ configuration: ServerConfiguration, eventLoop: any EventLoop, logger: Logger) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        log = ServerLog(logger)
        connectionLimit = min(configuration.maximumConnections, Self.descriptorsForConnections())
        routes = Routes(own: OwnNames(configuration, listener: .name(""), port: 0))
        // The hub's only way back is this box: it belongs to the loop, so it must not own it.
        let turn = TurnTask()
        hub = RoomHub(
            queueLimit: Backlog(
                bytes: configuration.queueBytes,
                messages: configuration.queueMessages
            ),
            // NIO runs tasks after all input that was ready: that is the end of a turn.
            scheduleTurn: { eventLoop.assumeIsolated().execute { turn.hub?.turn() } }
        )
        turn.hub = hub
    }

    /// Milliseconds of a clock that never jumps.
    var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    private final class TurnTask {
        weak var hub: RoomHub<ConsumerHandler>?
    }
}

// MARK: - Connections

extension ServerLoop {
    /// How far over the limit connections are taken, to be told that the server is full.
    static let answeredOverLimit = 32

    /// Whether there are more connections than there may be.
    ///
    /// A connection over the limit learns it with its first request, as others may have gone by then.
    var isFull: Bool { channels.count > connectionLimit }

    /// Whether no further connection should be accepted, not even to be told that the server is full.
    var isOverfull: Bool { channels.count >= connectionLimit + Self.answeredOverLimit }

    /// How many connections the process has descriptors for.
    ///
    /// Some are left for those over the limit, who are told so, and for everything else.
    private static func descriptorsForConnections() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .max
        }
        return max(16, Int(clamping: limit.rlim_cur) - answeredOverLimit - 32)
    }

    /// Takes a new connection.
    func accept(_ channel: any Channel) throws {
        guard stopped == nil else {
            channel.close(promise: nil)
            return
        }
        let id = ObjectIdentifier(channel)
        channels[id] = channel
        channel.closeFuture.assumeIsolated().whenComplete { [self] _ in closed(id) }
        try HTTPHandler(loop: self).install(in: channel)
    }

    private func closed(_ id: ObjectIdentifier) {
        channels[id] = nil
        succeedIfStopped()
    }

    /// Lets a consumer into its room.
    func join(
        _ consumer: ConsumerHandler,
        room: RoomName,
        feed: Feed
    ) -> Member<ConsumerHandler> {
        scheduleSweep(at: now + sweepPeriod)
        return hub.join(consumer, room: room, feed: feed)
    }

    /// A number that no other connection of this run has.
    func nextConnectionID() -> UInt64 {
        lastConnectionID += 1
        return lastConnectionID
    }

    /// The counters, with what is true now.
    func currentCounters() -> Counters {
        var counters = counters
        counters.connections = channels.count
        counters.members = hub.memberCount
        counters.compressed = hub.broadcastsEncoded
        return counters
    }
}

// MARK: - Time

extension ServerLoop {
    /// No deadline of a member is shorter: one sweep over all members in this time misses none.
    private var sweepPeriod: Int64 {
        min(
            configuration.keepaliveInterval.milliseconds,
            configuration.unfinishedMessageTimeout.milliseconds
        )
    }

    /// One timer for all members, and none while there are none: an idle connection owns no timer
    /// and wakes nobody up.
    private func scheduleSweep(at time: Int64) {
        guard !sweepIsScheduled else { return }
        sweepIsScheduled = true
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(0, time)) * 1_000_000)
        eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        sweepIsScheduled = false
        let now = now
        guard let next = hub.checkTimers(at: now) else { return }
        // Deadlines that are near to each other share a sweep.
        let slack = max(1, sweepPeriod / 25)
        scheduleSweep(at: min(max(next, now + slack), now + sweepPeriod))
    }
}

// MARK: - Stopping

extension ServerLoop {
    /// How many connections are closed in one go: if there are more, the others follow over
    /// ``closingTime``, so that not all clients come back in the same moment.
    static let closedAtOnce = 100
    static let closingTime = TimeAmount.seconds(1)

    /// Whether the server is ending.
    var isStopping: Bool { stopped != nil }

    /// Commits and delivers what was read, closes every connection, and succeeds when all are gone and
    /// the history is closed: the connections at the latest half a second after the closing handshakes
    /// ran out of time, however slow the disk is.
    func stop() -> EventLoopFuture<Void> {
        if let stopped { return stopped.futureResult }
        let promise = eventLoop.makePromise(of: Void.self)
        stopped = promise
        log.event("stops", ["connections": "\(channels.count)"])
        let timeout = TimeAmount(configuration.closeTimeout) + .milliseconds(500)
        let last = eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
            for channel in channels.values { channel.close(promise: nil) }
        }
        promise.futureResult.assumeIsolated().whenComplete { _ in last.cancel() }
        guard let history else {
            closeAll()
            return promise.futureResult
        }
        historyIsClosed = false
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        history.stop(onSettled: { bound.value.closeAll() }) {
            bound.value.historyIsClosed = true
            bound.value.succeedIfStopped()
        }
        return promise.futureResult
    }

    private func succeedIfStopped() {
        if channels.isEmpty, historyIsClosed { stopped?.succeed() }
    }

    private func closeAll() {
        hub.turn()
        succeedIfStopped()
        let open = Array(channels.values)
        let groups = (open.count + Self.closedAtOnce - 1) / Self.closedAtOnce
        for group in 0..<groups {
            let start = group * Self.closedAtOnce
            let some = open[start..<min(start + Self.closedAtOnce, open.count)]
            let delay = TimeAmount.nanoseconds(
                Self.closingTime.nanoseconds * Int64(group) / Int64(groups)
            )
            eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in close(some) }
        }
    }

    private func close(_ channels: ArraySlice<any Channel>) {
        for channel in channels where channel.isActive {
            channel.pipeline.syncOperations.fireUserInboundEventTriggered(
                ChannelShouldQuiesceEvent()
            )
        }
        hub.turn()
    }
}
