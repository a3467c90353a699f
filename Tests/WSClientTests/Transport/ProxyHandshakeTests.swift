import TestSupport
import Testing
import Wire

@testable import WSClient

@Suite("The CONNECT handshake (RFC 9110 section 9.3.6)")
struct ProxyHandshakeTests {
    private typealias Outcome = Result<ProxyHandshake.Answer, ProxyHandshake.Fault>

    private static func handshake(_ url: String, _ proxy: String = "p:1") throws -> ProxyHandshake {
        ProxyHandshake(to: try WebSocketURL(url), through: try Proxy(proxy))
    }

    @Test(
        "asks for host and port, with the login if there is one, and nothing else",
        arguments: [
            ("wss://h/ws?token=x", "p:1", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n"),
            ("ws://h:8000", "p:1", "CONNECT h:8000 HTTP/1.1\r\nHost: h:8000\r\n\r\n"),
            ("ws://[::1%25lo]", "p:1", "CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
            (
                "ws://h", "ana:secret@p:1",
                "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\nProxy-Authorization: Basic "
                    + "YW5hOnNlY3JldA==\r\n\r\n"
            ),
        ]
    )
    func request(url: String, proxy: String, request: String) throws {
        let handshake = try Self.handshake(url, proxy)
        #expect(String(decoding: handshake.request, as: UTF8.self) == request)
    }

    private static let filler = String(repeating: "x", count: 8_200)
    private static let fields = String(repeating: "A: b\r\n", count: 65)

    @Test(
        "makes the same of an answer, whole, byte by byte and in 1,000 random ways",
        arguments: [
            ("HTTP/1.1 200 Connection established\r\n\r\n", .success(.connected)),
            ("HTTP/1.0 200\r\n\r\n", .success(.connected)),
            ("HTTP/1.1 204 x\r\nContent-Length: 5\r\nVia: y\r\n\r\n", .success(.connected)),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", .success(.connected)),
            (
                "HTTP/1.1 407 Login\r\nContent-Length: 2\r\n\r\nno",
                .success(.refused(status: 407, reason: "Login"))
            ),
            ("HTTP/1.1 302 \r\n\r\n", .success(.refused(status: 302, reason: ""))),
            ("HTTP/1.1 101 x\r\n\r\n", .failure(.upgraded)),
            ("SSH-2.0-OpenSSH", .failure(.head(.notHTTP))),
            ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", .failure(.head(.badField))),
            ("HTTP/1.1 200 OK\r\nA: \(filler)", .failure(.head(.tooLarge))),
            ("HTTP/1.1 200 OK\r\n\(fields)\r\n", .failure(.head(.tooLarge))),
        ] as [(String, Result<ProxyHandshake.Answer, ProxyHandshake.Fault>)]
    )
    func answer(text: String, expected: Result<ProxyHandshake.Answer, ProxyHandshake.Fault>) throws
    {
        let bytes = Array(text.utf8)
        #expect(try Self.outcome([bytes[...]]) == expected)
        #expect(try Self.outcome(bytes.indices.map { bytes[$0...$0] }) == expected)
        for seed in 0..<UInt64(1000) {
            let pieces = Chunks.randomWay(of: bytes, seed: seed)
            guard try Self.outcome(pieces) != expected else { continue }
            Issue.record("differs in pieces \(pieces.map(\.count))")
        }
    }

    @Test("waits for the rest of an answer")
    func unfinished() throws {
        #expect(try Self.outcome([Array("HTTP/1.1 200 OK\r\nA: b\r\n".utf8)[...]]) == nil)
    }

    @Test("takes no byte behind a consent: the server has nothing to say before us")
    func bytesBehind() throws {
        let bytes = Array("HTTP/1.1 200 OK\r\n\r\nx".utf8)
        #expect(try Self.outcome([bytes[...]]) == .failure(.bytesBehind))
    }

    private static func outcome(_ pieces: [ArraySlice<UInt8>]) throws -> Outcome? {
        var handshake = try handshake("ws://h")
        for piece in pieces {
            let outcome: Outcome? = piece.withUnsafeBytes { bytes in
                do throws(ProxyHandshake.Fault) {
                    return try handshake.receive(bytes).map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
            if let outcome { return outcome }
        }
        return nil
    }
}
