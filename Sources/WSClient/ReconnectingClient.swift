import NIOCore
import Wire

/// One room session: keeps a connection to a room through losses and tells what happens.
///
/// All methods may be called from any thread and return at once; events are delivered in order on `eventLoop`.
package final class ReconnectingClient: Sendable {
    /// A client that has not started.
    ///
    /// - Parameters:
    ///   - configuration: Where and how.
    ///   - eventLoop: Where all of it runs.
    ///   - onEvent: Called on `eventLoop` for each event; it must not block.
    package init(
        configuration: ClientConfiguration,
        eventLoop: any EventLoop,
        onEvent: @escaping @Sendable (ClientEvent) -> Void
    ) {
    }

    /// Makes the first connection.
    package func start() {
    }

    /// Sends one text message over the current connection; ``ClientEvent/written(_:)`` follows, or ``ClientEvent/lost(_:retryIn:)`` if
    /// it was not handed over. Without a connection it is not sent and not kept: the caller decides what is sent again.
    package func send(text: [UInt8], id: SendID) {
    }

    /// Closes with `status` after what was sent before, or gives up the current attempt; ``ClientEvent/closed`` follows.
    package func close(_ status: CloseStatus = CloseStatus(code: .normal)) {
    }

    /// Ends the wait for the next attempt: `user` action, or the network came back.
    package func retryNow() {
    }

    /// Stops or resumes reading from the socket, for a receiver that cannot keep up; control frames wait too.
    package func setReading(_ isReading: Bool) {
    }
}
