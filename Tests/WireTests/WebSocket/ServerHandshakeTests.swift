import Testing
import Wire

@Suite("The server's handshake (RFC 6455 section 4.2)")
struct ServerHandshakeTests {
    private static let fields = [
        HeaderField("Host", "server.example.com"), HeaderField("Upgrade", "websocket"),
        HeaderField("Connection", "keep-alive, Upgrade"),
        HeaderField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        HeaderField("Sec-WebSocket-Version", "13"),
    ]

    /// The fields of a good request with `field` in the place of those of its name.
    private static func replacing(_ name: StaticString, with values: String...) -> [HeaderField] {
        fields.filter { !$0.isNamed(name) } + values.map { HeaderField(name.description, $0) }
    }

    private func check(
        _ fields: [HeaderField],
        method: String = "GET",
        isHTTP11: Bool = true
    ) -> Result<ServerHandshake.Accepted, ServerHandshake.Rejection> {
        Result { () throws(ServerHandshake.Rejection) in
            try ServerHandshake.check(method: method, isHTTP11: isHTTP11, fields: fields)
        }
    }

    @Test("the example of section 1.3 is answered as the RFC says")
    func example() throws {
        let subprotocols = [HeaderField("Sec-WebSocket-Protocol", "chat, superchat")]
        let accepted = try check(Self.fields + subprotocols).get()
        #expect(accepted.subprotocols == ["chat", "superchat"])
        #expect(
            accepted.responseFields(subprotocol: "chat") == [
                HeaderField("Upgrade", "websocket"), HeaderField("Connection", "Upgrade"),
                HeaderField("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
                HeaderField("Sec-WebSocket-Protocol", "chat"),
            ]
        )
        #expect(accepted.responseFields(subprotocol: nil).count == 3)
    }

    @Test("extensions are read, and the answer names what was accepted")
    func extensions() throws {
        let offers = [
            HeaderField("Sec-WebSocket-Extensions", "x-other; a=1"),
            HeaderField("sec-websocket-extensions", "permessage-deflate; server_max_window_bits=9"),
        ]
        let accepted = try check(Self.fields + offers).get()
        #expect(accepted.extensions.map(\.name) == ["x-other", "permessage-deflate"])
        let deflate = try #require(DeflateParameters.accepting(accepted.extensions))
        let fields = accepted.responseFields(subprotocol: nil, deflate: deflate)
        #expect(
            fields.values(of: "Sec-WebSocket-Extensions") == [
                """
                permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
                server_max_window_bits=9
                """
            ]
        )
        #expect(try check(Self.fields).get().extensions == [])
    }

    @Test(
        "harmless variants are accepted",
        arguments: [
            replacing("Upgrade", with: "WebSocket"), replacing("Upgrade", with: "h2c, websocket"),
            replacing("Connection", with: "UPGRADE"),
            replacing("Connection", with: "close", "upgrade"),
            replacing("Content-Length", with: "0"),
        ]
    )
    func accepts(fields: [HeaderField]) {
        #expect((try? check(fields).get()) != nil)
    }

    @Test(
        "what is not a request for a socket is told so",
        arguments: [
            replacing("Upgrade"), replacing("Upgrade", with: "h2c"), replacing("Connection"),
            replacing("Connection", with: "keep-alive"),
        ]
    )
    func notUpgrade(fields: [HeaderField]) {
        #expect(check(fields) == .failure(.notUpgrade))
    }

    @Test(
        "other versions are told ours",
        arguments: [
            replacing("Sec-WebSocket-Version"), replacing("Sec-WebSocket-Version", with: "8"),
            replacing("Sec-WebSocket-Version", with: "13, 8"),
            replacing("Sec-WebSocket-Version", with: "13", "13"),
        ]
    )
    func version(fields: [HeaderField]) {
        #expect(check(fields) == .failure(.unsupportedVersion))
    }

    @Test(
        "ambiguous requests, and those with a body, are refused",
        arguments: [
            replacing("Host"), replacing("Host", with: "a", "b"),
            replacing("Content-Length", with: "5"),
            replacing("Content-Length", with: "0", "0"), replacing("Content-Length", with: "+0"),
            replacing("Transfer-Encoding", with: "chunked"), replacing("Sec-WebSocket-Key"),
            replacing("Sec-WebSocket-Key", with: "c2hvcnQ="),
            replacing("Sec-WebSocket-Extensions", with: "permessage-deflate;"),
            replacing(
                "Sec-WebSocket-Key",
                with: "dGhlIHNhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jZQ=="
            ),
        ]
    )
    func malformed(fields: [HeaderField]) {
        #expect(check(fields) == .failure(.malformed))
    }

    @Test("only GET of HTTP/1.1 is upgraded")
    func requestLine() {
        #expect(check(Self.fields, method: "POST") == .failure(.notGet))
        #expect(check(Self.fields, method: "get") == .failure(.notGet))
        #expect(check(Self.fields, isHTTP11: false) == .failure(.malformed))
    }

    @Test("each refusal has its status and the fields that HTTP demands with it")
    func refusals() {
        let all: [ServerHandshake.Rejection] = [
            .notGet, .notUpgrade, .unsupportedVersion, .malformed,
        ]
        #expect(all.map(\.status) == [405, 426, 426, 400])
        #expect(ServerHandshake.Rejection.notGet.responseFields == [HeaderField("Allow", "GET")])
        #expect(
            ServerHandshake.Rejection.notUpgrade.responseFields.values(of: "Upgrade") == [
                "websocket"
            ]
        )
        let version = ServerHandshake.Rejection.unsupportedVersion.responseFields
        #expect(version.values(of: "Sec-WebSocket-Version") == ["13"])
        #expect(version.values(of: "Upgrade") == ["websocket"])
        #expect(ServerHandshake.Rejection.malformed.responseFields == [])
    }
}
