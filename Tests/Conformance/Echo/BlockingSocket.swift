import Glibc

/// A TCP socket on 127.0.0.1 that blocks; closed at the end of its life.
package struct BlockingSocket: ~Copyable {
    /// What the system did not do.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ action: String) {
            description = "\(action): \(String(cString: strerror(errno)))"
        }
    }

    private let descriptor: CInt

    private init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A socket that listens on the port, or on one that the system chooses for 0.
    package init(listeningOn port: UInt16) throws(Failure) {
        self.init(descriptor: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        set(SOL_SOCKET, SO_REUSEADDR, CInt(1))
        guard call(bind, port: port) == 0, listen(descriptor, 64) == 0 else {
            throw Failure("listen on port \(port)")
        }
    }

    /// A socket that is connected to the port.
    package init(connectedTo port: UInt16) throws(Failure) {
        self.init(descriptor: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        guard call(connect, port: port) == 0 else { throw Failure("connect to port \(port)") }
        prepare()
    }

    /// Waits for a connection to this listener.
    package func accepted() throws(Failure) -> BlockingSocket {
        let descriptor = accept(self.descriptor, nil, nil)
        guard descriptor >= 0 else { throw Failure("accept") }
        let socket = BlockingSocket(descriptor: descriptor)
        socket.prepare()
        return socket
    }

    /// Reads what is there, waiting for the first byte.
    ///
    /// - Returns: How many bytes; none at the end, after an error, or after a minute of silence.
    package func read(into buffer: inout [UInt8]) -> Int {
        max(0, recv(descriptor, &buffer, buffer.count, 0))
    }

    /// Writes all of the bytes; what a peer that is gone does not take is lost.
    package func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Says that nothing more will be written.
    package func endOutput() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    private func prepare() {
        set(CInt(IPPROTO_TCP), TCP_NODELAY, CInt(1))
        set(SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: 60, tv_usec: 0))
    }

    private func set<Value>(_ level: CInt, _ option: CInt, _ value: Value) {
        _ = withUnsafePointer(to: value) {
            setsockopt(descriptor, level, option, $0, socklen_t(MemoryLayout<Value>.size))
        }
    }

    private func call(
        _ function: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt,
        port: UInt16
    ) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
