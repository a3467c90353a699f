import Glibc
import Wire

/// One connection of a ``ScriptedPeer``: the steps that its script can take.
///
/// Belongs to the script's thread; a step that cannot be taken throws a ``ScriptError``.
package final class ScriptedConnection {
    /// Seconds that a step may take: on a small machine the suite's other tests may keep the one
    /// that a script waits for from running for half a minute.
    package static let patience = 120

    /// A frame that the client sent, unmasked.
    package struct Frame: Equatable {
        /// What it carries.
        package var opcode: Opcode
        /// Whether it says that its message is compressed.
        package var isCompressed: Bool
        /// The payload without its mask.
        package var payload: [UInt8]
        /// The key that masked it.
        package var maskKey: UInt32?

        /// The payload as text.
        package var text: String { String(decoding: payload, as: UTF8.self) }

        /// The code in a Close frame's payload.
        package var closeCode: UInt16? {
            payload.count < 2 ? nil : UInt16(payload[0]) << 8 | UInt16(payload[1])
        }
    }

    /// Counts the connections of the peer from 1.
    package let number: Int
    /// The peer's port.
    package let port: Int
    private var descriptor: CInt
    private var received: [UInt8] = []

    init(_ descriptor: CInt, number: Int, port: Int) {
        self.descriptor = descriptor
        self.number = number
        self.port = port
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    // MARK: Bytes

    /// Sends all of `bytes`.
    package func send(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ScriptError("send: errno \(errno)") }
            offset += count
        }
    }

    /// Sends text as it stands.
    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Sends `bytes` again and again until the client took nothing for `milliseconds`, or
    /// `maximum` bytes are out.
    ///
    /// - Returns: How many bytes went out; the last repetition may be cut.
    package func send(
        repeating bytes: [UInt8],
        untilBlocked milliseconds: CInt,
        maximum: Int
    ) throws -> Int {
        var total = 0
        while total < maximum {
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&poller, 1, milliseconds) > 0 else { return total }
            let count = bytes[(total % bytes.count)...].withUnsafeBytes {
                let flags = CInt(MSG_NOSIGNAL | MSG_DONTWAIT)
                return Glibc.send(descriptor, $0.baseAddress, $0.count, flags)
            }
            guard count > 0 || errno == EAGAIN else { throw ScriptError("send: errno \(errno)") }
            total += max(count, 0)
        }
        return total
    }

    /// Receives until the client ends the connection, by FIN or by RST, and forgets what comes.
    package func receiveEnd() throws {
        while try receive() {}
    }

    /// No more will be sent: FIN.
    package func halfClose() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Ends the connection with an RST.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout.size(ofValue: linger))
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
        end()
    }

    func end() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Returns whether the connection goes on.
    private func receive() throws -> Bool {
        var buffer: [UInt8] = Array(repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 || errno == ECONNRESET else {
            throw ScriptError("the client sent nothing: errno \(errno)")
        }
        received += buffer.prefix(max(count, 0))
        return count > 0
    }

    // MARK: HTTP

    /// Receives the head of a request, with the empty line at its end.
    package func receiveHead() throws -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let start = received.indices.first(where: { received[$0...].starts(with: end) }) {
                let head = received[..<(start + end.count)]
                received.removeFirst(head.count)
                return String(decoding: head, as: UTF8.self)
            }
            guard try receive() else { throw ScriptError("the client ended before its request") }
        }
    }

    /// The answer to `Sec-WebSocket-Key` in a request.
    package func accept(for request: String) throws -> String {
        let prefix = "sec-websocket-key: "
        let lines = request.split(separator: "\r\n")
        guard let line = lines.first(where: { $0.lowercased().hasPrefix(prefix) }),
            let key = HandshakeKey(received: String(line.dropFirst(prefix.count)))
        else { throw ScriptError("the request has no key") }
        return key.accept
    }

    /// Receives a request and answers it with 101.
    ///
    /// - Parameters:
    ///   - fields: Further lines of the answer.
    ///   - bytes: What follows the answer in the same segment.
    /// - Returns: The request.
    /// - Throws: When no request comes, or one without a key.
    @discardableResult
    package func upgrade(fields: [String] = [], then bytes: [UInt8] = []) throws -> String {
        let request = try receiveHead()
        let lines =
            [
                "HTTP/1.1 101 Switching Protocols", "Upgrade: WebSocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: \(try accept(for: request))",
            ] + fields
        try send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + bytes)
        return request
    }

    // MARK: Frames

    /// A server's frame.
    package static func frame(
        _ opcode: Opcode,
        _ payload: [UInt8],
        isFinal: Bool = true,
        maskKey: UInt32? = nil
    ) -> [UInt8] {
        var output: [UInt8] = []
        FrameEncoder.append(
            opcode,
            payload: payload,
            isFinal: isFinal,
            maskKey: maskKey,
            to: &output
        )
        return output
    }

    /// A text message in one frame.
    package static func text(_ text: String) -> [UInt8] {
        frame(.text, Array(text.utf8))
    }

    /// A Close frame; empty without a code.
    package static func close(_ code: UInt16?, reason: String = "") -> [UInt8] {
        guard let code else { return frame(.close, []) }
        return frame(
            .close,
            [UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)]
                + Array(reason.utf8)
        )
    }

    /// Receives one frame.
    package func receiveFrame() throws -> Frame {
        while true {
            if let frame = try takeFrame() { return frame }
            guard try receive() else { throw ScriptError("the client ended before a frame") }
        }
    }

    /// Receives one frame, which must be of this kind.
    @discardableResult
    package func receiveFrame(_ opcode: Opcode) throws -> Frame {
        let frame = try receiveFrame()
        guard frame.opcode == opcode else {
            throw ScriptError("expected \(opcode), got \(frame.opcode): \(frame.text)")
        }
        return frame
    }

    /// Receives the client's Close frame, answers it and ends TCP first, as a server does.
    package func answerClose() throws {
        let payload = try receiveFrame(.close).payload
        try send(Self.frame(.close, payload))
        halfClose()
        try receiveEnd()
    }

    private func takeFrame() throws -> Frame? {
        var decoder = FrameDecoder(role: .server, allowedReservedBits: FrameHeader.rsv1)
        let parsed = try received.withUnsafeBytes { bytes -> (FrameHeader, Int)? in
            var input = bytes
            guard let header = try decoder.nextHeader(from: &input),
                input.count >= header.payloadLength
            else { return nil }
            return (header, bytes.count - input.count)
        }
        guard let (header, size) = parsed else { return nil }
        var payload = Array(received[size..<size + header.payloadLength])
        if let key = header.maskKey, !payload.isEmpty {
            let masked = payload
            masked.withUnsafeBytes { source in
                payload.withUnsafeMutableBytes { target in
                    guard let base = target.baseAddress else { return }
                    Masking.apply(source, to: base, key: key, offset: 0)
                }
            }
        }
        received.removeFirst(size + header.payloadLength)
        return Frame(
            opcode: header.opcode,
            isCompressed: header.reservedBits != 0,
            payload: payload,
            maskKey: header.maskKey
        )
    }
}
