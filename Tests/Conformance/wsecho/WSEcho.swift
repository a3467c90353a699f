import Echo
import Glibc
import Wire

/// An echo server for the Autobahn suite, one connection after the other.
@main
enum WSEcho {
    static let usage = """
        usage: wsecho PORT [--compress | --context-takeover]
          --compress           agree to permessage-deflate as the product's server does
          --context-takeover   the same, but keep windows between messages unless asked not to
        """

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let port = arguments.first.flatMap({ UInt16($0) }),
            let policy = arguments.count == 2 ? Policy(rawValue: arguments[2]) : .plain,
            arguments.count <= 2
        else {
            print(usage)
            exit(2)
        }
        do {
            try serve(port: port, policy)
        } catch {
            print("wsecho: \(error)")
            exit(1)
        }
    }

    private static func serve(port: UInt16, _ policy: Policy) throws(BlockingSocket.Failure) {
        let listener = try BlockingSocket(listeningOn: port)
        while true {
            let socket = try listener.accepted()
            var head: [UInt8] = []
            var early: [UInt8] = []
            guard read(&head, early: &early, from: socket),
                let accepted = try? check(head)
            else { continue }
            let deflate = policy.deflate(accepted)
            var answer = "HTTP/1.1 101 Switching Protocols\r\n"
            for field in accepted.responseFields(subprotocol: nil, deflate: deflate) {
                answer += "\(field.name): \(field.value)\r\n"
            }
            socket.write(Array((answer + "\r\n").utf8))
            var connection = EchoConnection(socket, role: .server, deflate: deflate)
            connection.run(early: early)
        }
    }

    /// Reads a request's head; `early` is what comes behind it.
    private static func read(
        _ head: inout [UInt8],
        early: inout [UInt8],
        from socket: borrowing BlockingSocket
    ) -> Bool {
        let end = Array("\r\n\r\n".utf8)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while head.count < 16_384 {
            let count = socket.read(into: &buffer)
            guard count > 0 else { return false }
            head += buffer[..<count]
            guard head.count >= end.count else { continue }
            for start in 0...head.count - end.count where head[start...].starts(with: end) {
                early = Array(head[(start + end.count)...])
                head.removeSubrange(start...)
                return true
            }
        }
        return false
    }

    /// The product reads heads with NIO; the suite sends none that are odd.
    private static func check(
        _ head: [UInt8]
    ) throws(ServerHandshake.Rejection) -> ServerHandshake.Accepted {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let fields = lines.dropFirst().compactMap { line -> HeaderField? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return HeaderField(String(line[..<colon]), String(value))
        }
        let method = lines.first?.prefix { $0 != " " }
        return try ServerHandshake.check(
            method: String(method ?? ""),
            isHTTP11: lines.first?.hasSuffix(" HTTP/1.1") ?? false,
            fields: fields
        )
    }
}

/// What to do with an offer of permessage-deflate.
private enum Policy: String {
    case plain = "--plain"
    case compress = "--compress"
    case contextTakeover = "--context-takeover"

    func deflate(_ accepted: ServerHandshake.Accepted) -> DeflateParameters? {
        guard self != .plain else { return nil }
        return DeflateParameters.accepting(
            accepted.extensions,
            contextTakeover: self == .contextTakeover
        )
    }
}
