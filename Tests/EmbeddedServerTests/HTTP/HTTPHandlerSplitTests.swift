import Logging
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import EmbeddedServer

/// The decoder and the handler on a channel without a socket: what they answer must not depend on
/// how the bytes arrive.
@Suite("An HTTP connection, however its bytes arrive")
struct HTTPHandlerSplitTests {
    /// All that the server says to some pieces, from the first answer to the last frame.
    private static func answer(to pieces: [ArraySlice<UInt8>]) throws -> String {
        let eventLoop = EmbeddedEventLoop()
        var configuration = ServerConfiguration()
        configuration.port = 8000
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = ServerLoop(configuration, eventLoop: eventLoop, logger: logger)
        let listener = try #require(Authority.Host("127.0.0.1"))
        server.routes = Routes(own: OwnNames(configuration, listener: listener, port: 8000))
        let channel = EmbeddedChannel(loop: eventLoop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 8000)).wait()
        try server.accept(channel)
        var said: [UInt8] = []
        // A connection that the server has ended takes nothing more.
        for piece in pieces where channel.isActive {
            try channel.writeInbound(ByteBuffer(bytes: piece))
            eventLoop.run()
            while let part = try channel.readOutbound(as: ByteBuffer.self) {
                said += part.readableBytesView
            }
        }
        let end = channel.isActive ? "open" : "ended"
        _ = try channel.finish(acceptAlreadyClosed: true)
        return String(decoding: said, as: UTF8.self) + end
    }

    private static func request(_ lines: String...) -> [UInt8] {
        Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private static let host = "Host: localhost:8000"
    private static let socket = RawClient.upgrade(room: "lobby", port: 8000)

    @Test(
        "is answered the same whole, byte by byte and in a thousand random splits",
        arguments: [
            (
                "a page, an upgrade and a frame",
                request("GET /healthz HTTP/1.1", host) + Array(socket.utf8)
                    + RawClient.text(#"{"message":"first"}"#),
                ["HTTP/1.1 200", "HTTP/1.1 101", #"{"message": "first"}"#, "open"]
            ),
            (
                "pipelined requests, the last without an answer",
                request("GET / HTTP/1.1", host) + request("HEAD /x HTTP/1.1", host)
                    + request("GET /healthz HTTP/1.1", host),
                ["HTTP/1.1 302", "HTTP/1.1 404", "ended"]
            ),
            (
                "a body", request("POST /chat/ HTTP/1.1", host, "Content-Length: 3") + [1, 2, 3],
                ["HTTP/1.1 413", "ended"]
            ),
            (
                "chunks",
                request("GET /chat/ HTTP/1.1", host, "Transfer-Encoding: chunked")
                    + Array("3\r\nabc\r\n0\r\n\r\n".utf8),
                ["HTTP/1.1 400", "ended"]
            ),
            (
                "two hosts", request("GET /healthz HTTP/1.1", host, "Host: evil.example"),
                ["HTTP/1.1 400", "ended"]
            ),
            (
                "a folded line", request("GET /healthz HTTP/1.1", host, "X: y", " z"),
                ["HTTP/1.1 400", "ended"]
            ),
            ("no HTTP", Array("hello\r\n\r\n".utf8), ["HTTP/1.1 400", "ended"]),
            (
                "too many fields",
                Array("GET / HTTP/1.1\r\n".utf8) + (0..<65).flatMap { _ in Array("x:\r\n".utf8) },
                ["HTTP/1.1 431", "ended"]
            ),
        ] as [(String, [UInt8], [String])]
    )
    func splits(name: String, bytes: [UInt8], parts: [String]) throws {
        let (whole, differing) = try Chunks.outcome(of: bytes) { try Self.answer(to: $0) }
        #expect(differing == nil, "\(name) differs in pieces of these lengths")
        var rest = Substring(whole)
        for part in parts {
            let range = try #require(rest.firstRange(of: part), "\(part) in \(whole)")
            rest = rest[range.upperBound...]
        }
        #expect(rest.isEmpty || parts.last != "open" && parts.last != "ended")
    }
}
