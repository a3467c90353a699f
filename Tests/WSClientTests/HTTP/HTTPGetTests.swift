import NIOCore
import NIOPosix
import TestSupport
import Testing
import WSClient
import Wire

@Suite("Getting a resource")
struct HTTPGetTests {
    /// What comes of a request to a server that answers with these pieces and then ends.
    private func get(
        _ answer: String,
        headers: [HeaderField] = [],
        expecting request: @escaping @Sendable (String) throws -> Void = { _ in }
    ) async throws -> Result<[UInt8], HTTPFailure> {
        let peer = try ScriptedPeer { connection in
            try request(connection.receiveHead())
            try connection.send(answer)
            connection.halfClose()
            try connection.receiveEnd()
        }
        let result = await get(port: peer.port, headers)
        try await peer.finish()
        return result
    }

    private func get(
        port: Int,
        _ headers: [HeaderField] = [],
        timeout: TimeAmount = .hours(1)
    ) async -> Result<[UInt8], HTTPFailure> {
        let url = WebSocketURL(
            isSecure: false,
            host: "127.0.0.1",
            port: port,
            resource: "/chat/rooms"
        )
        var configuration = ClientConfiguration(url: url)
        configuration.headers = headers
        configuration.connectTimeout = timeout
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return await withCheckedContinuation { continuation in
            HTTPGet.get(configuration, on: loop) { continuation.resume(returning: $0) }
        }
    }

    @Test(
        "a 200 gives its body, however its end is told",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
            "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n[]",
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        ]
    )
    func success(answer: String) async throws {
        #expect(try await get(answer) == .success(Array("[]".utf8)))
    }

    @Test("the request is for the resource, with the further fields, and ends the connection")
    func request() async throws {
        let headers = [
            HeaderField("Authorization", "Bearer x"), HeaderField("Connection", "keep-alive"),
        ]
        _ = try await get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", headers: headers) {
            head in
            let lines = head.split(separator: "\r\n").map(String.init)
            guard lines.first == "GET /chat/rooms HTTP/1.1",
                lines.contains("Authorization: Bearer x"),
                lines.filter({ $0.hasPrefix("Connection:") }) == ["Connection: close"],
                lines.contains(where: { $0.hasPrefix("Host: 127.0.0.1:") })
            else { throw ScriptError("not the request: \(head)") }
        }
    }

    @Test("other statuses are told, redirects are not followed", arguments: [301, 404, 500])
    func status(code: Int) async throws {
        let result = try await get(
            "HTTP/1.1 \(code) Oh\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"
        )
        #expect(result == .failure(.status(code, reason: "Oh")))
    }

    @Test(
        "what is no answer is told",
        arguments: [
            ("SSH-2.0-x\r\n", HTTPFailure.malformed),
            ("HTTP/1.1 200 OK\r\nbad\r\n\r\n", .malformed),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", .tooLarge),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]", .connection(.ended)),
            ("HTTP/1.1 200 OK\r\n", .connection(.ended)), ("", .connection(.ended)),
        ]
    )
    func failure(answer: String, failure: HTTPFailure) async throws {
        #expect(try await get(answer) == .failure(failure))
    }

    @Test("a server that does not answer is given up")
    func silence() async throws {
        let gate = Gate()
        let peer = try ScriptedPeer { connection in
            _ = try connection.receiveHead()
            try gate.pass()
        }
        let result = await get(port: peer.port, timeout: .milliseconds(200))
        #expect(result == .failure(.connection(.timedOut(.connect))))
        gate.open()
        try await peer.finish()
    }

    @Test("a port where nobody listens is told")
    func refused() async throws {
        let port = try RefusingPort()
        #expect(await get(port: port.port) == .failure(.connection(.nobodyListens)))
    }
}
