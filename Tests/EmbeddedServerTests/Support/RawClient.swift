import Glibc
import Wire

/// A blocking socket that says exactly what a test tells it to, and never waits longer than a
/// deadline.
final class RawClient {
    /// Why a test client gave up.
    enum Failure: Error, Equatable {
        case cannotConnect, timedOut, ended
        case unexpected(String)
    }

    /// A frame that the server sent.
    struct Frame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]
        /// Whether RSV1 says that the payload is compressed.
        var isCompressed = false

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The code of a Close frame.
        var closeCode: Int? {
            guard opcode == 8, payload.count >= 2 else { return nil }
            return Int(payload[0]) << 8 | Int(payload[1])
        }
    }

    private let descriptor: CInt
    private var input: [UInt8] = []
    private static let patience: Int64 = 20_000

    /// Connects to a port of the loopback; a small receive buffer makes a client that is easily
    /// full.
    init(port: Int, receiveBuffer: CInt? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            let size = socklen_t(MemoryLayout<CInt>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, size)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, size)
            }
        }
        guard status == 0 else { throw Failure.cannotConnect }
    }

    /// A member of a room; `fields` are further lines of its request.
    convenience init(
        port: Int,
        room: String,
        receiveBuffer: CInt? = nil,
        fields: [String] = []
    ) throws {
        try self.init(port: port, receiveBuffer: receiveBuffer)
        try write(Self.upgrade(room: room, port: port, fields: fields))
        let head = try readHead()
        guard head.status == 101 else { throw Failure.unexpected("\(head.status)") }
    }

    deinit {
        close(descriptor)
    }

    /// A sound upgrade request; `fields` are lines of their own.
    static func upgrade(room: String, port: Int, fields: [String] = []) -> String {
        let lines = [
            "GET /ws/chat/\(room)/ HTTP/1.1", "Host: 127.0.0.1:\(port)", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
        ]
        return (lines + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }
}

// MARK: - Output

extension RawClient {
    func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard wait(for: POLLOUT, milliseconds: Self.patience) else { throw Failure.timedOut }
            rest = rest.dropFirst(try writeSome(rest))
        }
    }

    /// Writes what the socket takes now; how much that was.
    func writeSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        guard count > 0 else { throw Failure.ended }
        return count
    }

    /// The bytes of a frame as a client sends it; a test may break each rule.
    static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8],
        isFinal: Bool = true,
        isMasked: Bool = true
    ) -> [UInt8] {
        var output: [UInt8] = []
        let kind = Opcode(rawValue: opcode) ?? .text
        FrameEncoder.append(
            kind,
            payload: payload,
            isFinal: isFinal,
            maskKey: isMasked ? 0x1234_5678 : nil,
            to: &output
        )
        output[0] = output[0] & 0xF0 | opcode
        return output
    }

    static func text(_ text: String) -> [UInt8] {
        frame(1, Array(text.utf8))
    }

    /// Says something as the tutorial's page does.
    func say(_ message: String) throws {
        try write(Self.frame(1, ChatFrame.encode(message: message)))
    }

    /// Whether the socket takes bytes within this time.
    func canWrite(within milliseconds: Int64) -> Bool {
        wait(for: POLLOUT, milliseconds: milliseconds)
    }
}

// MARK: - Input

extension RawClient {
    func readHead() throws -> ResponseHead {
        var parser = ResponseHead.Parser()
        while true {
            let (head, used) = try input.withUnsafeBytes { bytes in
                var rest = bytes
                let head = try parser.next(from: &rest)
                return (head, bytes.count - rest.count)
            }
            input.removeFirst(used)
            if let head { return head }
            try readMore()
        }
    }

    func readBody(_ head: ResponseHead) throws -> [UInt8] {
        let count = head.fields.values(of: "Content-Length").first.flatMap { Int($0) } ?? 0
        return try read(count)
    }

    func readFrame() throws -> Frame {
        let start = try read(2)
        guard start[1] & 0x80 == 0 else { throw Failure.unexpected("a masked frame") }
        var length = Int(start[1])
        if length >= 126 {
            length = try read(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(
            opcode: start[0] & 0x0F,
            payload: try read(length),
            isCompressed: start[0] & 0x40 != 0
        )
    }

    /// The message of the next chat frame.
    func hear() throws -> String {
        let frame = try readFrame()
        guard frame.opcode == 1, let chat = ChatFrame(parsing: frame.payload) else {
            throw Failure.unexpected("opcode \(frame.opcode): \(frame.text)")
        }
        return chat.message
    }

    /// Reads frames until the server closes; its code.
    func hearClose() throws -> Int? {
        while true {
            let frame = try readFrame()
            if frame.opcode == 8 { return frame.closeCode }
        }
    }

    /// Whether the server ends the connection, whatever comes before.
    func readsEnd() -> Bool {
        do {
            while true { try readMore() }
        } catch {
            return error as? Failure == .ended
        }
    }

    /// Whether something (the end, too) arrives within this time.
    func hasInput(within milliseconds: Int64) -> Bool {
        !input.isEmpty || wait(for: POLLIN, milliseconds: milliseconds)
    }

    private func read(_ count: Int) throws -> [UInt8] {
        while input.count < count { try readMore() }
        defer { input.removeFirst(count) }
        return Array(input.prefix(count))
    }

    private func readMore() throws {
        guard wait(for: POLLIN, milliseconds: Self.patience) else { throw Failure.timedOut }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure.ended }
        input += buffer.prefix(count)
    }

    private func wait(for events: Int32, milliseconds: Int64) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&entry, 1, Int32(milliseconds)) > 0
    }
}
