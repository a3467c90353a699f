/// The server's side of the opening handshake (RFC 6455 section 4.2): the checks of a request whose HTTP syntax is
/// sound already.
package enum ServerHandshake {
    /// A request that may be upgraded.
    package struct Accepted: Equatable, Sendable {
        /// What the answer proves to know.
        package let key: HandshakeKey
        /// The subprotocols offered, in the client's order of preference: untrusted tokens.
        package let subprotocols: [String]

        /// The fields of the 101 answer, with the chosen subprotocol, if any.
        package func responseFields(subprotocol: String?) -> [HeaderField] {
            var fields = [
                HeaderField("Upgrade", "websocket"),
                HeaderField("Connection", "Upgrade"),
                HeaderField("Sec-WebSocket-Accept", key.accept),
            ]
            if let subprotocol {
                fields.append(HeaderField("Sec-WebSocket-Protocol", subprotocol))
            }
            return fields
        }
    }

    /// Why a request is not upgraded, with the HTTP status that says so.
    package enum Rejection: Error, Equatable {
        /// 405: only GET can be upgraded.
        case notGet
        /// 426, with `Upgrade: websocket`: a plain HTTP request came to a socket's path.
        case notUpgrade
        /// 426, with `Sec-WebSocket-Version: 13`.
        case unsupportedVersion
        /// 400: HTTP/1.0, a body, a wrong key, a field twice that must be there once.
        case malformed

        /// The HTTP status of the refusal.
        package var status: Int {
            switch self {
            case .notGet: 405
            case .notUpgrade, .unsupportedVersion: 426
            case .malformed: 400
            }
        }
    }

    /// Checks a request; Origin and Host are the caller's policy.
    ///
    /// - Parameters:
    ///   - method: As in the request line.
    ///   - isHTTP11: Whether the version is exactly 1.1.
    ///   - fields: All fields.
    /// - Throws: The reason to refuse.
    package static func check(
        method: String,
        isHTTP11: Bool,
        fields: [HeaderField]
    ) throws(Rejection) -> Accepted {
        guard method == "GET" else { throw .notGet }
        guard fields.list(of: "Upgrade").contains(where: { ASCII.equal($0, "websocket") }),
            fields.list(of: "Connection").contains(where: { ASCII.equal($0, "upgrade") })
        else { throw .notUpgrade }
        let lengths = fields.values(of: "Content-Length")
        guard isHTTP11, fields.values(of: "Host").count == 1,
            lengths.isEmpty || lengths == ["0"],
            fields.values(of: "Transfer-Encoding").isEmpty
        else { throw .malformed }
        guard fields.values(of: "Sec-WebSocket-Version") == ["13"] else {
            throw .unsupportedVersion
        }
        let keys = fields.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, let key = HandshakeKey(received: keys[0]) else {
            throw .malformed
        }
        return Accepted(key: key, subprotocols: fields.list(of: "Sec-WebSocket-Protocol"))
    }
}
