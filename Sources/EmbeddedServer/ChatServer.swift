import Glibc
import Logging
import NIOCore
import NIOPosix
import Store
import Wire

/// The chat server: rooms at `/ws/chat/<room>/`, pages at `/chat/`.
///
/// It lives on one event loop; everything else in this module runs there.
package final class ChatServer: Sendable {
    /// Why the server could not start, as one clause that is safe to show.
    package enum StartError: Error, Equatable {
        /// Another program listens there.
        case addressInUse
        /// The address cannot be listened on.
        case cannotListen(String)
        /// The history cannot be used.
        case history(HistoryError)
    }

    /// The port that the server listens on.
    package let port: Int

    private let listener: any Channel
    private let loop: NIOLoopBound<ServerLoop>

    private init(port: Int, listener: any Channel, loop: NIOLoopBound<ServerLoop>) {
        self.port = port
        self.listener = listener
        self.loop = loop
    }

    /// Starts listening on an event loop of `group`; the future fails with a ``StartError``.
    package static func start(
        _ configuration: ServerConfiguration,
        group: any EventLoopGroup,
        logger: Logger
    ) -> EventLoopFuture<ChatServer> {
        let eventLoop = group.next()
        return eventLoop.flatSubmit {
            let loop = ServerLoop(configuration, eventLoop: eventLoop, logger: logger)
            let bound = NIOLoopBound(loop, eventLoop: eventLoop)
            do throws(HistoryError) {
                try openHistory(of: bound)
            } catch {
                return eventLoop.makeFailedFuture(StartError.history(error))
            }
            return listen(bound).flatMapErrorThrowing { error in
                // Nobody else can have the file before it is let go of.
                bound.value.history?.stop(onSettled: {}, completion: {})
                throw error
            }
        }
    }

    /// What happened so far.
    package func counters() -> EventLoopFuture<Counters> {
        loop.eventLoop.submit { [loop] in loop.value.currentCounters() }
    }

    /// Stops: no new connections, what was read is delivered, every socket is closed with 1012;
    /// done within 6 s.
    ///
    /// A second call waits for the same end.
    package func stop() -> EventLoopFuture<Void> {
        loop.eventLoop.flatSubmit { [loop, listener] in
            listener.close(promise: nil)
            return loop.value.stop()
        }
    }
}

// MARK: - Listening

extension ChatServer {
    /// Nothing else runs on the loop yet, so it may wait for the disk.
    private static func openHistory(of bound: NIOLoopBound<ServerLoop>) throws(HistoryError) {
        let configuration = bound.value.configuration
        guard let path = configuration.historyPath else { return }
        let file = try HistoryFile(path: path)
        do throws(StoreError) {
            bound.value.history = try LoopHistory(
                file: file,
                retention: configuration.retention,
                eventLoop: bound.eventLoop,
                onSettled: { bound.value.settled($0) }
            )
        } catch {
            throw HistoryError(path: path, reason: error)
        }
    }

    private static func listen(_ bound: NIOLoopBound<ServerLoop>) -> EventLoopFuture<ChatServer> {
        let configuration = bound.value.configuration
        let bootstrap = ServerBootstrap(group: bound.eventLoop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.maxMessagesPerRead, value: 16)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let gate = AcceptGate(loop: bound.value)
                    try channel.pipeline.syncOperations.addHandler(gate)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.accept(channel) }
            }
        // A browser may try either loopback address for "localhost"; the first one is the one
        // everybody tries.
        let host =
            configuration.host.utf8.elementsEqual("localhost".utf8)
            ? "127.0.0.1" : configuration.host
        return bootstrap.bind(host: host, port: configuration.port)
            .flatMapErrorThrowing { throw StartError($0) }
            .flatMapThrowing { listener in try started(listener, bound) }
    }

    private static func started(
        _ listener: any Channel,
        _ bound: NIOLoopBound<ServerLoop>
    ) throws -> ChatServer {
        guard let address = listener.localAddress, let port = address.port,
            let host = address.ipAddress.flatMap(Authority.Host.init)
        else { throw StartError.cannotListen("it is no internet address") }
        let loop = bound.value
        loop.routes = Routes(
            own: OwnNames(loop.configuration, listener: host, port: port),
            acceptsCompression: loop.configuration.acceptsCompression
        )
        let place = DisplayText(cleaning: Authority(host, port: port).description)
        loop.log.event("listens", ["address": place])
        return ChatServer(port: port, listener: listener, loop: bound)
    }
}

extension ChatServer.StartError {
    /// What NIO's error means to a person.
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            self = .addressInUse
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            self = .cannotListen("this machine does not have that address")
        case let error as IOError where error.errnoCode == EACCES:
            self = .cannotListen("the port needs more rights")
        case let error as IOError:
            self = .cannotListen(String(cString: strerror(error.errnoCode)))
        case is SocketAddressError:
            self = .cannotListen("the name has no address")
        default:
            self = .cannotListen("the address cannot be used")
        }
    }
}
