import Wire

/// The client's side of `CONNECT` (RFC 9110 section 9.3.6): the request, and the check of the
/// answer, within the limits of ``ResponseHead/Parser``.
struct ProxyHandshake: Sendable {
    /// How the proxy answered.
    enum Answer: Equatable {
        /// The next byte is the server's.
        case connected
        /// Another status; the reason phrase is untrusted.
        case refused(status: Int, reason: String)
    }

    /// What is wrong with an answer.
    enum Fault: Error, Equatable {
        /// Not an HTTP response head, or one over the limits.
        case head(ResponseHead.Fault)
        /// 101: nobody asked for another protocol.
        case upgraded
        /// Bytes follow the answer, where the server has nothing to say before us.
        case bytesBehind

        /// One clause, safe to show.
        var explanation: String {
            switch self {
            case .head(let fault): fault.explanation
            case .upgraded: "the answer switches to another protocol"
            case .bytesBehind: "something follows the answer"
            }
        }
    }

    /// The bytes to send.
    let request: [UInt8]
    private var parser = ResponseHead.Parser()

    /// A request for the server of `url`; the login, if there is one, is for the proxy alone and in no
    /// other request.
    init(to url: WebSocketURL, through proxy: Proxy) {
        let target = Proxy.authority(host: url.host, port: url.port)
        var lines = ["CONNECT \(target) HTTP/1.1", "Host: \(target)"]
        if let authorization = proxy.authorization {
            lines.append("Proxy-Authorization: \(authorization)")
        }
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Takes the next bytes of the answer.
    ///
    /// - Returns: The answer, or `nil` when more is needed.
    /// - Throws: What makes it no answer.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Answer? {
        var input = bytes
        while let head = try nextHead(from: &input) {
            switch head.status {
            case 101: throw .upgraded
            case 100..<200: parser = ResponseHead.Parser()  // Interim (RFC 9110 section 15.2).
            case 200..<300:
                // A length that it may state does not count.
                guard input.isEmpty else { throw .bytesBehind }
                return .connected
            default: return .refused(status: head.status, reason: head.reason)
            }
        }
        return nil
    }

    private mutating func nextHead(
        from input: inout UnsafeRawBufferPointer
    ) throws(Fault) -> ResponseHead? {
        do throws(ResponseHead.Fault) {
            return try parser.next(from: &input)
        } catch {
            throw .head(error)
        }
    }
}
