import Dispatch
import Glibc
import Synchronization

/// A TCP server on a free port of 127.0.0.1 that plays a script with every connection, for
/// clients that must cope with any peer.
///
/// Scripts block, each on a thread of its own; every step has a deadline, so that a script always
/// ends.
package final class ScriptedPeer: Sendable {
    /// Where it listens.
    package let port: Int
    private let listener: CInt
    private let results: AsyncStream<Result<Void, any Error>>
    private let continuation: AsyncStream<Result<Void, any Error>>.Continuation

    /// Listens at once.
    ///
    /// - Parameters:
    ///   - isIPv6: Listens on ::1 instead.
    ///   - script: Called for each connection, on its own thread; the connection is closed after
    ///     it.
    /// - Throws: When there is no socket to be had.
    package convenience init(
        isIPv6: Bool = false,
        _ script: @escaping @Sendable (ScriptedConnection) throws -> Void
    ) throws {
        let listener = try Socket.bound(isIPv6: isIPv6)
        try self.init(listener, port: Socket.port(of: listener), script)
    }

    /// Listens on a Unix-domain socket, which stays in the file system.
    ///
    /// - Parameters:
    ///   - path: Where nothing is yet.
    ///   - script: As above; its connections have the port 0.
    /// - Throws: When there is no socket to be had.
    package convenience init(
        path: String,
        _ script: @escaping @Sendable (ScriptedConnection) throws -> Void
    ) throws {
        try self.init(Socket.bound(path: path), port: 0, script)
    }

    private init(
        _ listener: CInt,
        port: Int,
        _ script: @escaping @Sendable (ScriptedConnection) throws -> Void
    ) throws {
        self.listener = listener
        self.port = port
        guard listen(listener, 64) == 0 else { throw ScriptError("listen: errno \(errno)") }
        let (stream, continuation) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        (results, self.continuation) = (stream, continuation)
        DispatchQueue(label: "scripted peer").async { [listener, port] in
            var number = 0
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                number += 1
                let connectionNumber = number
                DispatchQueue(label: "scripted connection").async {
                    let connection = ScriptedConnection(
                        descriptor,
                        number: connectionNumber,
                        port: port
                    )
                    defer { connection.end() }
                    continuation.yield(Result { try script(connection) })
                }
            }
            close(listener)
        }
    }

    deinit {
        // Makes `accept` fail; its thread closes the descriptor.
        shutdown(listener, CInt(SHUT_RDWR))
    }

    /// Waits until `count` more scripts have ended.
    ///
    /// - Throws: What the first one of them threw.
    package func finish(_ count: Int = 1) async throws {
        let overdue = DispatchWorkItem { [continuation] in
            continuation.yield(.failure(ScriptError("no script has ended")))
        }
        let patience = DispatchTimeInterval.seconds(2 * ScriptedConnection.patience)
        DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: overdue)
        defer { overdue.cancel() }
        var iterator = results.makeAsyncIterator()
        for _ in 0..<count { try await iterator.next()?.get() }
    }
}

/// A port of 127.0.0.1 that is taken, so that nobody else listens there, and that refuses
/// connections.
package final class RefusingPort: Sendable {
    /// The port.
    package let port: Int
    private let descriptor: CInt

    /// Takes a port until it is released.
    package init() throws {
        descriptor = try Socket.bound()
        port = try Socket.port(of: descriptor)
    }

    deinit { close(descriptor) }
}

/// A gate between a test and its scripts: closed until somebody opens it.
package final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// A closed gate.
    package init() {}

    /// Lets those through who wait, and all who come.
    package func open() { semaphore.signal() }

    /// Waits at the gate; only for the threads of scripts.
    package func pass() throws {
        guard semaphore.wait(timeout: .now() + .seconds(ScriptedConnection.patience)) == .success
        else { throw ScriptError("nobody opened the gate") }
        semaphore.signal()
    }

    /// Waits at the gate without blocking; for tests.
    package func passed() async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "gate").async {
                continuation.resume(with: Result { try self.pass() })
            }
        }
    }
}

/// What went wrong in a script.
package struct ScriptError: Error, CustomStringConvertible {
    /// One clause.
    package let description: String

    /// An error that says so.
    package init(_ description: String) {
        self.description = description
    }
}

private enum Socket {
    /// A TCP socket bound to a free port of 127.0.0.1 or, with `isIPv6`, of ::1.
    static func bound(isIPv6: Bool = false) throws -> CInt {
        let family = isIPv6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var ipv4 = sockaddr_in()
        ipv4.sin_family = sa_family_t(AF_INET)
        ipv4.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var ipv6 = sockaddr_in6()
        ipv6.sin6_family = sa_family_t(AF_INET6)
        ipv6.sin6_addr = in6addr_loopback
        let result =
            isIPv6 ? bind(descriptor, to: &ipv6) : bind(descriptor, to: &ipv4)
        guard result == 0 else {
            close(descriptor)
            throw ScriptError("bind: errno \(errno)")
        }
        return descriptor
    }

    /// A Unix-domain socket bound to a path.
    static func bound(path: String) throws -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        guard bind(descriptor, to: &address) == 0 else {
            close(descriptor)
            throw ScriptError("bind: errno \(errno)")
        }
        return descriptor
    }

    private static func bind<Address>(_ descriptor: CInt, to address: inout Address) -> CInt {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    static func port(of descriptor: CInt) throws -> Int {
        // Both kinds of address have the port in the same place.
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0 else { throw ScriptError("getsockname: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}
