import Testing
import Wire

/// A client of `chat-tui.1` that says and hears what a test tells it to.
final class ChatTUIClient {
    let raw: RawClient

    /// Upgrades, without a hello.
    init(_ server: TestServer, room: String = "lobby") throws {
        raw = try RawClient(
            port: server.port,
            room: room,
            fields: ["Sec-WebSocket-Protocol: \(Subprotocol.chatTUI1)"]
        )
    }

    /// Comes in as the device whose digits are all `device`.
    convenience init(
        _ server: TestServer,
        room: String = "lobby",
        device: Character = "a",
        nick: String? = nil,
        past: ClientFrame.Hello.Past = .last(0)
    ) throws {
        try self.init(server, room: room)
        try greet(device: device, nick: nick, past: past)
    }

    func greet(
        device: Character = "a",
        nick: String? = nil,
        past: ClientFrame.Hello.Past = .last(0)
    ) throws {
        let digits = String(repeating: device, count: 32)
        let hello = ClientFrame.Hello(
            device: try #require(Device(digits.utf8)),
            nick: nick.flatMap { Nick($0) },
            past: past
        )
        try send(ClientFrame.encode(hello))
    }

    func send(_ frame: [UInt8]) throws {
        try raw.write(RawClient.frame(1, frame))
    }

    func say(_ text: String, nonce: String) throws {
        let nonce = try #require(Nonce(nonce.utf8))
        try send(ClientFrame.encode(message: text, nonce: nonce))
    }

    /// The next frame.
    func hear() throws -> ServerFrame {
        let frame = try raw.readFrame()
        guard frame.opcode == 1, let known = ServerFrame(parsing: frame.payload) else {
            throw RawClient.Failure.unexpected("opcode \(frame.opcode): \(frame.text)")
        }
        return known
    }

    func hearWelcome() throws -> ServerFrame.Welcome {
        let frame = try hear()
        guard case .welcome(let welcome) = frame else {
            throw RawClient.Failure.unexpected("\(frame)")
        }
        return welcome
    }

    /// The next chat message; what else comes before is passed over.
    func hearMessage() throws -> ServerFrame.Message {
        while true {
            if case .message(let message) = try hear() { return message }
        }
    }

    /// The next acknowledgement; what else comes before is passed over.
    func hearAck() throws -> Int64 {
        while true {
            if case .ack(_, let seq) = try hear() { return seq }
        }
    }
}
