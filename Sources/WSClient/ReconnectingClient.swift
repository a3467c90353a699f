import NIOCore
import Wire

/// One room session: keeps a connection to a room through losses and tells what happens.
///
/// All methods may be called from any thread and return at once; what they ask for is done in the
/// order of the calls, and events are delivered in order on the event loop. A session runs until
/// ``close(_:)`` or a loss that is final, also when nobody holds its client any more.
package final class ReconnectingClient: Sendable {
    private let eventLoop: any EventLoop
    private let session: NIOLoopBoundBox<RoomSession>

    /// A client that has not started.
    ///
    /// - Parameters:
    ///   - configuration: Where and how.
    ///   - eventLoop: Where all of it runs: a loop of a `MultiThreadedEventLoopGroup`.
    ///   - onEvent: Called on `eventLoop` for each event; it must not block.
    package init(
        configuration: ClientConfiguration,
        eventLoop: any EventLoop,
        onEvent: @escaping @Sendable (ClientEvent) -> Void
    ) {
        self.eventLoop = eventLoop
        session = .makeBoxSendingValue(
            RoomSession(configuration: configuration, eventLoop: eventLoop, onEvent: onEvent),
            eventLoop: eventLoop
        )
    }

    /// Makes the first connection; does nothing when called again.
    package func start() {
        onLoop { $0.start() }
    }

    /// Sends one text message over the current connection; ``ClientEvent/written(_:)`` follows, or
    /// ``ClientEvent/lost(_:retryIn:)`` if it was not handed over.
    ///
    /// Without a connection, or after ``close(_:)``, it is not sent and not kept: the caller
    /// decides what is sent again, and bounds what it sends before it is `written`.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - id: Comes back with `written`.
    ///   - connection: How many ``ClientEvent/connected(subprotocol:)`` the caller has seen. A
    ///     message for a connection that is lost, which the caller has yet to learn, is then not
    ///     sent over the next one, and the caller may send it again without doubling it. `nil`
    ///     takes whichever connection there is.
    package func send(text: [UInt8], id: SendID, connection: Int? = nil) {
        onLoop { $0.send(text: text, id: id, connection: connection) }
    }

    /// Closes with `status` after what was sent before, or gives up the current attempt.
    ///
    /// ``ClientEvent/closed`` follows, after at most twice ``ClientConfiguration/closeTimeout``.
    /// Messages that the server sends before its own Close frame are still delivered.
    package func close(_ status: CloseStatus = CloseStatus(code: .normal)) {
        onLoop { $0.close(status) }
    }

    /// Ends the wait for the next attempt: the user asks for it, or the network came back.
    ///
    /// Does nothing at other times.
    package func retryNow() {
        onLoop { $0.retryNow() }
    }

    /// Gives up the attempt that is waited for or under way; the next one is made by ``retryNow()``.
    ///
    /// Does nothing while there is a connection.
    package func hold() {
        onLoop { $0.hold() }
    }

    /// Gives up the current connection, or the attempt at one, and makes another one at once.
    ///
    /// ``ClientEvent/lost(_:retryIn:)`` follows if there was a connection. Does nothing before
    /// ``start()`` and when the session is over.
    package func reconnect() {
        onLoop { $0.reconnect() }
    }

    /// Stops or resumes reading from the socket, for a receiver that cannot keep up.
    ///
    /// Control frames wait too, so a server may lose patience; our own keepalive does not. What
    /// was read already is still delivered.
    package func setReading(_ isReading: Bool) {
        onLoop { $0.setReading(isReading) }
    }

    /// Never at once, even on the loop: an event's receiver may call back in the midst of the
    /// session's work.
    private func onLoop(_ body: @escaping @Sendable (RoomSession) -> Void) {
        eventLoop.execute { [session] in body(session.value) }
    }
}
