import NIOCore
import Wire

/// Asks a server for one resource over HTTP/1.1, on a connection of its own, the way its rooms are
/// reached: the same proxies, the same trust, the same further fields.
///
/// Redirects are not followed, codings are not asked for, and nothing is tried twice.
package enum HTTPGet {
    /// The longest answer in bytes.
    package static let maximumBytes = 1 << 20

    /// Gets the resource that `configuration.url` names.
    ///
    /// Takes ``ClientConfiguration/connectTimeout`` at most for the connection and as long again for
    /// the answer. Calls `completion` once, on `eventLoop`, with the body of a 200.
    package static func get(
        _ configuration: ClientConfiguration,
        on eventLoop: any EventLoop,
        completion: @escaping @Sendable (Result<[UInt8], HTTPFailure>) -> Void
    ) {
        eventLoop.execute {
            let exchange = Exchange(configuration, eventLoop: eventLoop, completion)
            exchange.start()
        }
    }

    /// The bytes of the request.
    static func request(_ configuration: ClientConfiguration) -> [UInt8] {
        let url = configuration.url
        let fields = configuration.headers.filter(ClientHandshake.mayAdd)
        let own: [StaticString] = ["Host", "Accept", "Connection"]
        var lines = [
            "GET \(url.resource) HTTP/1.1",
            "Host: \(fields.values(of: "Host").first ?? url.authority)",
            "Accept: application/json",
            "Connection: close",
        ]
        for field in fields where !own.contains(where: field.isNamed) {
            lines.append("\(field.name): \(field.value)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// The dial and the answer, on one event loop.
    private final class Exchange {
        private let configuration: ClientConfiguration
        private let eventLoop: any EventLoop
        private var completion: (@Sendable (Result<[UInt8], HTTPFailure>) -> Void)?
        private var deadline: Scheduled<Void>?

        init(
            _ configuration: ClientConfiguration,
            eventLoop: any EventLoop,
            _ completion: @escaping @Sendable (Result<[UInt8], HTTPFailure>) -> Void
        ) {
            self.configuration = configuration
            self.eventLoop = eventLoop
            self.completion = completion
        }

        func start() {
            let dialer = Dialer(
                url: configuration.url,
                tls: configuration.tls,
                proxies: configuration.proxies,
                timeout: configuration.connectTimeout,
                eventLoop: eventLoop
            )
            dialer.dial().assumeIsolated().whenComplete { self.dialed($0) }
        }

        private func dialed(_ result: Result<any Channel, any Error>) {
            switch result {
            case .failure(let error): finish(.failure(.connection(ConnectionLoss(dialing: error))))
            case .success(let channel):
                let handler = HTTPGetHandler(configuration) { self.finish($0) }
                deadline = eventLoop.assumeIsolated().scheduleTask(in: configuration.connectTimeout)
                {
                    handler.fail(.connection(.timedOut(.connect)))
                }
                do {
                    try channel.pipeline.syncOperations.addHandler(handler)
                } catch {
                    handler.fail(.connection(.ended))
                }
            }
        }

        private func finish(_ result: Result<[UInt8], HTTPFailure>) {
            deadline?.cancel()
            completion?(result)
            completion = nil
        }
    }
}
