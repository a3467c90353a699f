import Testing
import Wire

@Suite("The subprotocol chat-tui.1")
struct SubprotocolTests {
    @Test("a server may select it when a client offers it")
    func name() throws {
        let url = try WebSocketURL("ws://h/ws/chat/lobby/")
        let key = HandshakeKey(randomBytes: (1, 2))
        var handshake = ClientHandshake(url: url, key: key, subprotocols: [Subprotocol.chatTUI1])
        let answer = """
            HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Accept: \(key.accept)\r\nSec-WebSocket-Protocol: chat-tui.1\r\n\r\n
            """
        let result = try Array(answer.utf8).withUnsafeBytes { bytes in
            var rest = bytes
            return try handshake.receive(&rest)
        }
        guard case .accepted(let selected, _) = result else {
            Issue.record("not accepted")
            return
        }
        #expect(selected == Subprotocol.chatTUI1)
    }

    @Test("the greatest number is the last that a double tells from its neighbours")
    func numbers() {
        let greatest = Double(Subprotocol.maximumInteger)
        #expect(greatest - 1 < greatest)
        #expect(greatest + 1 == greatest)
    }
}
