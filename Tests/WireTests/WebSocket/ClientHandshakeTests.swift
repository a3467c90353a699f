import TestSupport
import Testing
import Wire

@Suite("The client's handshake (RFC 6455 section 4.1)")
struct ClientHandshakeTests {
    private static let url = WebSocketURL(
        isSecure: false,
        host: "127.0.0.1",
        port: 8000,
        resource: "/ws/chat/lobby/"
    )
    /// The key of RFC 6455 section 1.3, whose answer is `s3pPLMBiTxaQ9kYGzzhZRbK+xOo=`.
    private static let key = HandshakeKey(
        randomBytes: (0x706D_6173_2065_6874, 0x6563_6E6F_6E20_656C)
    )

    private func handshake(
        _ fields: [HeaderField] = [],
        subprotocols: [String] = [],
        offersDeflate: Bool = false
    ) -> ClientHandshake {
        ClientHandshake(
            url: Self.url,
            key: Self.key,
            fields: fields,
            subprotocols: subprotocols,
            offersDeflate: offersDeflate
        )
    }

    private func lines(_ handshake: ClientHandshake) -> [String] {
        String(decoding: handshake.request, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// What the handshake makes of an answer, the same however it arrives, and how much is left for frames.
    private func receive(
        _ text: String,
        subprotocols: [String] = [],
        offersDeflate: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Result<ClientHandshake.Answer, ClientHandshake.Fault>? {
        let bytes = Array(text.utf8)
        let handshake = handshake(subprotocols: subprotocols, offersDeflate: offersDeflate)
        return everyWay(of: bytes, sourceLocation: sourceLocation) { pieces in
            Self.feed(handshake, pieces)
        }
    }

    private static func feed(
        _ handshake: ClientHandshake,
        _ pieces: [ArraySlice<UInt8>]
    ) -> Result<ClientHandshake.Answer, ClientHandshake.Fault>? {
        var handshake = handshake
        for piece in pieces {
            let result: Result<ClientHandshake.Answer, ClientHandshake.Fault>? =
                piece.withUnsafeBytes { bytes in
                    var input = bytes
                    do throws(ClientHandshake.Fault) {
                        return try handshake.receive(&input).map { .success($0) }
                    } catch {
                        return .failure(error)
                    }
                }
            if let result { return result }
        }
        return nil
    }
}

// MARK: - The request

extension ClientHandshakeTests {
    @Test("the request says all that section 4.1 asks, and the Origin of the server's own host")
    func request() {
        let handshake = handshake()
        #expect(handshake.request.suffix(4).elementsEqual("\r\n\r\n".utf8))
        #expect(
            lines(handshake) == [
                "GET /ws/chat/lobby/ HTTP/1.1", "Host: 127.0.0.1:8000", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13", "Origin: http://127.0.0.1:8000",
            ]
        )
    }

    @Test("cookies become one line, and Host and Origin can be replaced")
    func fields() {
        let lines = lines(
            handshake(
                [
                    HeaderField("Cookie", "a=1"), HeaderField("X-One", "1"),
                    HeaderField("cookie", "b=2"), HeaderField("origin", "https://a.example"),
                    HeaderField("HOST", "b.example"),
                ],
                subprotocols: ["x.1", "y"]
            )
        )
        #expect(lines.contains("Cookie: a=1; b=2"))
        #expect(
            lines.filter { $0.utf8.starts(with: "Origin".utf8) } == ["Origin: https://a.example"]
        )
        #expect(lines.filter { $0.utf8.starts(with: "Host".utf8) } == ["Host: b.example"])
        #expect(lines.contains("X-One: 1"))
        #expect(lines.contains("Sec-WebSocket-Protocol: x.1, y"))
        #expect(lines.count == 10)
    }

    @Test(
        "fields that would break the request are left out",
        arguments: [
            HeaderField("A\r\nB", "x"), HeaderField("A", "x\r\nB: y"), HeaderField("", "x"),
            HeaderField("origin", "x\ny"), HeaderField("upgrade", "x"),
            HeaderField("Connection", "close"), HeaderField("sec-websocket-key", "x"),
            HeaderField("Sec-WebSocket-Extensions", "permessage-deflate"),
            HeaderField("Content-Length", "5"), HeaderField("Transfer-Encoding", "chunked"),
        ]
    )
    func badFields(field: HeaderField) {
        #expect(!ClientHandshake.mayAdd(field))
        #expect(handshake([field]).request == handshake().request)
    }
}

// MARK: - The answer

extension ClientHandshakeTests {
    @Test(
        "the answers of daphne and uvicorn are accepted",
        arguments: [
            """
            HTTP/1.1 101 Switching Protocols\r
            Server: daphne\r
            Upgrade: WebSocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            \r

            """,
            """
            HTTP/1.1 101 Switching Protocols\r
            upgrade: websocket\r
            connection: Upgrade\r
            sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            date: Mon, 24 Aug 2026 09:42:07 GMT\r
            server: uvicorn\r
            \r

            """,
        ]
    )
    func accepted(answer: String) {
        #expect(receive(answer) == .success(.accepted(subprotocol: nil, deflate: nil)))
    }

    @Test("what follows the head is left for the frames")
    func leavesFrames() throws {
        let bytes = Array(Self.answer().utf8) + Bytes("81 00")
        var handshake = handshake()
        try bytes.withUnsafeBytes { buffer in
            var input = buffer
            let answer = try handshake.receive(&input)
            #expect(answer == .accepted(subprotocol: nil, deflate: nil))
            #expect(input.elementsEqual([0x81, 0x00]))
        }
    }

    @Test(
        "refusals are told with their status and reason, with fields or without",
        arguments: [
            ("HTTP/1.1 403 Access denied\r\n\r\n", 403, "Access denied"),
            ("HTTP/1.1 500 Internal server error\r\n\r\n", 500, "Internal server error"),
            ("HTTP/1.1 403 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 403, ""),
            ("HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", 302, "Found"),
            ("HTTP/1.1 200 OK\r\n\r\n<html>", 200, "OK"),
        ]
    )
    func refused(answer: String, status: Int, reason: String) {
        #expect(receive(answer) == .success(.refused(status: status, reason: reason)))
    }

    @Test("interim answers are passed over")
    func interim() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        #expect(receive(interim) == nil)
        #expect(
            receive(interim + Self.answer()) == .success(.accepted(subprotocol: nil, deflate: nil))
        )
    }

    private static func answer(
        upgrade: String = "Upgrade: websocket",
        connection: String = "Connection: keep-alive, Upgrade",
        accept: String = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        more: String = "X: y"
    ) -> String {
        "HTTP/1.1 101 OK\r\n\(upgrade)\r\n\(connection)\r\n\(accept)\r\n\(more)\r\n\r\n"
    }

    @Test(
        "a 101 that does not switch to WebSocket, or not for our key, is a fault",
        arguments: [
            (answer(upgrade: "X: y"), ClientHandshake.Fault.notUpgraded),
            (answer(upgrade: "Upgrade: h2c"), .notUpgraded),
            (answer(connection: "X: y"), .notUpgraded),
            (answer(connection: "Connection: close"), .notUpgraded),
            (answer(accept: "X: y"), .wrongAccept),
            (answer(accept: "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO="), .wrongAccept),
            (answer(accept: "Sec-WebSocket-Accept: S3PPLMBiTxaQ9kYGzzhZRbK+xOo="), .wrongAccept),
            (answer(more: "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), .wrongAccept),
            (answer(more: "Sec-WebSocket-Extensions: permessage-deflate"), .unofferedExtension),
            (answer(more: "Sec-WebSocket-Extensions: permessage-deflate;"), .badExtension),
            (answer(more: "Sec-WebSocket-Protocol: z"), .unofferedSubprotocol),
            (answer(more: "Sec-WebSocket-Protocol: a, b"), .unofferedSubprotocol),
            (
                answer(more: "Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a"),
                .unofferedSubprotocol
            ),
            ("hello", .head(.notHTTP)), ("HTTP/1.1 101 OK\r\nbad\r\n\r\n", .head(.badField)),
        ]
    )
    func faults(answer: String, fault: ClientHandshake.Fault) {
        #expect(receive(answer, subprotocols: ["a", "b"]) == .failure(fault))
        #expect((1...60).contains(fault.explanation.utf8.count))
    }

    @Test("a head over the limits is a fault before it ends")
    func tooLarge() {
        let long = Array("HTTP/1.1 101 OK\r\nA: \(String(repeating: "x", count: 9000))".utf8)
        let fault = ClientHandshake.Fault.head(.tooLarge)
        #expect(Self.feed(handshake(), [long[...]]) == .failure(fault))
        #expect(fault.explanation == "the head of the answer is too large")
    }

    @Test(
        "an answer to the offered compression is accepted with its parameters",
        arguments: [
            ("permessage-deflate", DeflateParameters()),
            (
                "permessage-deflate; server_max_window_bits=12",
                DeflateParameters(server: DeflateParameters.Direction(maxWindowBits: 12))
            ),
            (
                "permessage-deflate; client_no_context_takeover; client_max_window_bits=\"10\"",
                DeflateParameters(
                    client: DeflateParameters.Direction(noContextTakeover: true, maxWindowBits: 10)
                )
            ),
        ]
    )
    func compression(value: String, deflate: DeflateParameters) {
        #expect(
            lines(handshake(offersDeflate: true)).contains(
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
            )
        )
        let answer = Self.answer(more: "Sec-WebSocket-Extensions: \(value)")
        let accepted = ClientHandshake.Answer.accepted(subprotocol: nil, deflate: deflate)
        #expect(receive(answer, offersDeflate: true) == .success(accepted))
    }

    @Test("a server need not compress")
    func noCompression() {
        let accepted = ClientHandshake.Answer.accepted(subprotocol: nil, deflate: nil)
        #expect(receive(Self.answer(), offersDeflate: true) == .success(accepted))
        let empty = Self.answer(more: "Sec-WebSocket-Extensions:")
        #expect(receive(empty, offersDeflate: true) == .success(accepted))
    }

    @Test(
        "another extension, a second one, and parameters that answer no offer are faults",
        arguments: [
            ("permessage-bzip2", ClientHandshake.Fault.unofferedExtension),
            ("permessage-deflate, permessage-deflate", .unofferedExtension),
            ("permessage-deflate, mux", .unofferedExtension),
            ("permessage-deflate; server_max_window_bits", .badExtension),
            ("permessage-deflate; client_max_window_bits", .badExtension),
            ("permessage-deflate; client_max_window_bits=7", .badExtension),
            ("permessage-deflate; mystery", .badExtension),
            ("permessage-deflate; =", .badExtension),
        ]
    )
    func badCompression(value: String, fault: ClientHandshake.Fault) {
        let answer = Self.answer(more: "Sec-WebSocket-Extensions: \(value)")
        #expect(receive(answer, offersDeflate: true) == .failure(fault))
    }

    @Test("an offered subprotocol may be chosen", arguments: ["a", "b"])
    func subprotocol(name: String) {
        let answer = Self.answer(more: "Sec-WebSocket-Protocol: \(name)")
        #expect(
            receive(answer, subprotocols: ["a", "b"])
                == .success(.accepted(subprotocol: name, deflate: nil))
        )
    }
}
