import Echo
import Glibc
import Wire

/// A client that goes through all cases of an Autobahn server and echoes what it is sent.
@main
enum WSEchoClient {
    /// Why the suite cannot be gone through.
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let agent = arguments.last,
            let url = try? WebSocketURL(arguments[1]), !url.isSecure
        else {
            print("usage: wsechoclient ws://127.0.0.1:PORT AGENT")
            exit(2)
        }
        do {
            var count = 0
            try visit("/getCaseCount", of: url) { message in
                count = Int(String(decoding: message, as: UTF8.self)) ?? 0
            }
            guard count > 0 else { throw Failure(description: "the server has no cases") }
            for number in 1...count {
                try visit("/runCase?case=\(number)&agent=\(agent)", of: url)
            }
            try visit("/updateReports?agent=\(agent)", of: url)
        } catch {
            print("wsechoclient: \(error)")
            exit(1)
        }
    }

    /// Opens one connection and stays until it is over, echoing unless `read` takes the messages.
    private static func visit(
        _ resource: String,
        of url: WebSocketURL,
        read: (([UInt8]) -> Void)? = nil
    ) throws {
        guard let port = UInt16(exactly: url.port) else {
            throw Failure(description: "\(url.port) is no port")
        }
        var url = url
        url.resource = resource
        var generator = SystemRandomNumberGenerator()
        var handshake = ClientHandshake(
            url: url,
            key: HandshakeKey(randomBytes: (generator.next(), generator.next())),
            offersDeflate: true
        )
        let socket = try BlockingSocket(connectedTo: port)
        socket.write(handshake.request)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = socket.read(into: &buffer)
            guard count > 0 else { throw Failure(description: "no answer for \(resource)") }
            var early: [UInt8] = []
            let answer = try buffer.withUnsafeBytes { bytes in
                var input = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                let answer = try handshake.receive(&input)
                early = Array(input)
                return answer
            }
            switch answer {
            case nil: continue
            case .refused(let status, _):
                throw Failure(description: "status \(status) for \(resource)")
            case .accepted(_, let deflate):
                var connection = EchoConnection(socket, role: .client, deflate: deflate)
                connection.run(early: early, read: read)
                return
            }
        }
    }
}
