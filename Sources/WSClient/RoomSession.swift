import NIOCore
import Wire

/// The state machine of ``ReconnectingClient``, confined to its event loop.
///
/// The cycle of references between a session, its handler and its timers ends with the session.
final class RoomSession {
    private enum State {
        /// Not started.
        case idle
        /// The transport is being made.
        case dialing(deadline: ConnectDeadline)
        /// The request is on its way.
        case handshaking(WebSocketChannelHandler, deadline: ConnectDeadline)
        /// Messages go both ways.
        case open(WebSocketChannelHandler, since: NIODeadline)
        /// We were asked to close.
        case closing(WebSocketChannelHandler)
        /// Between a loss and the next attempt, which is made when it is asked for if there is no timer.
        case waiting(Scheduled<Void>?)
        /// Closed, or lost for good.
        case ended
    }

    private let configuration: ClientConfiguration
    private let dialer: Dialer
    private let onEvent: @Sendable (ClientEvent) -> Void
    private var state = State.idle
    private var isReading = true
    /// How many connections were opened.
    private var connections = 0
    /// Since the last connection.
    private var attempt = 0
    /// In all; tells a late dial from the current one.
    private var dials = 0
    private var backoff = Backoff()
    private var downSince = NIODeadline.now()
    private var generator = SystemRandomNumberGenerator()

    private var eventLoop: NIOIsolatedEventLoop { dialer.eventLoop.assumeIsolated() }

    /// A session that has not started; see ``ReconnectingClient``.
    init(
        configuration: ClientConfiguration,
        eventLoop: any EventLoop,
        onEvent: @escaping @Sendable (ClientEvent) -> Void
    ) {
        self.configuration = configuration
        self.onEvent = onEvent
        dialer = Dialer(
            url: configuration.url,
            tls: configuration.tls,
            proxies: configuration.proxies,
            timeout: configuration.connectTimeout,
            eventLoop: eventLoop
        )
    }

    /// Makes the first connection.
    func start() {
        guard case .idle = state else { return }
        downSince = .now()
        connect()
    }

    /// Sends, if `connection` is `nil` or the number of the current connection.
    func send(text: [UInt8], id: SendID, connection: Int?) {
        guard case .open(let handler, _) = state, connection ?? connections == connections
        else { return }
        handler.send(text: text, id: id)
    }

    /// Ends the session.
    func close(_ status: CloseStatus) {
        switch state {
        case .closing, .ended: return
        case .open(let handler, _):
            state = .closing(handler)
            handler.close(status)
            return
        case .handshaking(let handler, let deadline):
            deadline.cancel()
            handler.abandon()
        case .dialing(let deadline): deadline.cancel()
        case .waiting(let timer): timer?.cancel()
        case .idle: break
        }
        state = .ended
        onEvent(.closed(answer: nil))
    }

    /// Cuts a wait short.
    func retryNow() {
        guard case .waiting(let timer) = state else { return }
        timer?.cancel()
        connect()
    }

    /// Waits for ``retryNow()`` alone.
    func hold() {
        switch state {
        case .dialing(let deadline):
            deadline.cancel()
            state = .waiting(nil)
        case .waiting(let timer):
            timer?.cancel()
            state = .waiting(nil)
        case .idle, .handshaking, .open, .closing, .ended: break
        }
    }

    /// Drops what there is, and connects.
    func reconnect() {
        switch state {
        case .idle, .closing, .ended: return
        case .dialing(let deadline): deadline.cancel()
        case .waiting(let timer): timer?.cancel()
        case .handshaking(let handler, let deadline):
            deadline.cancel()
            handler.abandon()
        case .open(let handler, _):
            downSince = .now()
            handler.abandon()
            onEvent(.lost(.ended, retryIn: .zero))
        }
        connect()
    }

    /// Holds for this connection and all later ones.
    func setReading(_ isReading: Bool) {
        self.isReading = isReading
        switch state {
        case .handshaking(let handler, _), .open(let handler, _), .closing(let handler):
            handler.setReading(isReading)
        case .idle, .dialing, .waiting, .ended: break
        }
    }
}

// MARK: - One connection after the other

extension RoomSession {
    private func connect() {
        attempt += 1
        dials += 1
        let dial = dials
        let deadline = ConnectDeadline(in: configuration.connectTimeout, on: eventLoop) {
            self.connectTimedOut()
        }
        state = .dialing(deadline: deadline)
        onEvent(.connecting(attempt: attempt))
        dialer.dial().assumeIsolated().whenComplete { self.dialed($0, dial: dial) }
    }

    private func dialed(_ result: Result<any Channel, any Error>, dial: Int) {
        guard case .dialing(let deadline) = state, dial == dials else {
            // Closed or timed out meanwhile.
            if case .success(let channel) = result { channel.close(promise: nil) }
            return
        }
        switch result {
        case .success(let channel):
            let handler = WebSocketChannelHandler(
                configuration: configuration,
                isReading: isReading,
                report: { self.handle($0) }
            )
            state = .handshaking(handler, deadline: deadline)
            do {
                try channel.pipeline.syncOperations.addHandler(handler)
            } catch {
                deadline.cancel()
                lost(.ended, uptime: nil)
            }
        case .failure(let error):
            deadline.cancel()
            lost(ConnectionLoss(dialing: error), uptime: nil)
        }
    }

    private func connectTimedOut() {
        if case .handshaking(let handler, _) = state { handler.abandon() }
        lost(.timedOut(.connect), uptime: nil)
    }

    private func handle(_ event: WebSocketChannelHandler.Event) {
        switch event {
        case .opened(let subprotocol): opened(subprotocol: subprotocol)
        case .text(let bytes): onEvent(.text(bytes))
        case .binary(let count): onEvent(.binary(count: count))
        case .written(let id): onEvent(.written(id))
        case .ended(let loss): ended(loss)
        }
    }

    private func opened(subprotocol: String?) {
        guard case .handshaking(let handler, let deadline) = state else { return }
        deadline.cancel()
        connections += 1
        attempt = 0
        state = .open(handler, since: .now())
        onEvent(.connected(subprotocol: subprotocol))
    }

    private func ended(_ loss: ConnectionLoss) {
        switch state {
        case .handshaking(_, let deadline):
            deadline.cancel()
            lost(loss, uptime: nil)
        case .open(_, let since):
            downSince = .now()
            lost(loss, uptime: downSince - since)
        case .closing:
            state = .ended
            if case .closed(let status) = loss {
                onEvent(.closed(answer: status))
            } else {
                onEvent(.closed(answer: nil))
            }
        case .idle, .dialing, .waiting, .ended: break
        }
    }

    /// Waits for the next attempt, or ends.
    private func lost(_ loss: ConnectionLoss, uptime: TimeAmount?) {
        let advice = RetryAdvice(
            after: loss,
            wasConnected: connections > 0,
            downtime: .now() - downSince,
            setting: configuration.retry
        )
        guard case .retry(let latest) = advice else {
            state = .ended
            onEvent(.lost(loss, retryIn: nil))
            return
        }
        var delay = backoff.delay(after: loss, uptime: uptime, using: &generator)
        if let latest { delay = min(delay, latest) }
        state = .waiting(eventLoop.scheduleTask(in: delay) { self.connect() })
        onEvent(.lost(loss, retryIn: delay))
    }
}
