import Glibc
import Wire

/// One connection after its handshake, which sends every message back as it came.
///
/// A thin shell: all that decides is ``Connection``, as in the product.
package struct EchoConnection: ~Copyable {
    /// What the largest cases of the suite need: messages of 16 MiB, 65,537 fragments.
    private static let limits = Limits(messageBytes: 16 << 20, fragments: 1 << 17)
    /// Output is written when it has this many bytes, or when there is no input.
    private static let flushBytes = 1 << 16

    private let socket: BlockingSocket
    private var connection: Connection
    private var output: [UInt8] = []
    private var scratch: [UInt8] = []
    private var generator = SystemRandomNumberGenerator()

    /// A connection whose handshake is done.
    package init(
        _ socket: consuming BlockingSocket,
        role: Role,
        deflate: DeflateParameters?
    ) {
        self.socket = socket
        connection = Connection(role: role, limits: Self.limits, deflate: deflate)
    }

    /// Echoes until the connection is over.
    ///
    /// - Parameters:
    ///   - early: Bytes that came behind the handshake.
    ///   - read: Called with each message, in place of the echo.
    package mutating func run(early: [UInt8], read: (([UInt8]) -> Void)? = nil) {
        take(early, read)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !connection.isClosed {
            let count = socket.read(into: &buffer)
            guard count > 0 else { return }
            take(Array(buffer[..<count]), read)
        }
        // RFC 6455 section 7.1.1: the server ends TCP first. To close with unread bytes would send
        // a reset, which can overtake what was written.
        if connection.role == .server { socket.endOutput() }
        while socket.read(into: &buffer) > 0 {}
    }

    private mutating func take(_ bytes: [UInt8], _ read: (([UInt8]) -> Void)?) {
        bytes.withUnsafeBytes { all in
            var input = all
            while let event = connection.next(from: &input, scratch: &scratch, at: .now()) {
                if case .message(let kind, let count) = event {
                    if let read { read(Array(scratch[..<count])) } else { echo(kind, count: count) }
                }
                takeOutput()
                if output.count > Self.flushBytes { flush() }
            }
        }
        takeOutput()
        flush()
    }

    private mutating func echo(_ kind: MessageKind, count: Int) {
        guard connection.isOpen else { return }
        let maskKey: UInt32? = connection.role == .client ? generator.next() : nil
        scratch.withUnsafeBytes { bytes in
            let payload = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            connection.encode(kind, payload, maskKey: maskKey, to: &output)
        }
    }

    private mutating func takeOutput() {
        connection.takeOutput(maskKey: { generator.next() }, into: &output)
    }

    private mutating func flush() {
        socket.write(output)
        output.removeAll(keepingCapacity: true)
    }
}

extension Int64 {
    /// Milliseconds of the clock that never goes back.
    fileprivate static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
