/// The server's side of the opening handshake (RFC 6455 section 4.2): the checks of a request
/// whose HTTP syntax is sound already.
package enum ServerHandshake {
    /// A request that may be upgraded.
    package struct Accepted: Equatable, Sendable {
        /// What the answer proves to know.
        package let key: HandshakeKey
        /// The subprotocols offered, in the client's order of preference: untrusted tokens.
        package let subprotocols: [String]
        /// The extensions offered, in the client's order of preference: untrusted tokens.
        ///
        /// ``DeflateParameters/accepting(_:contextTakeover:)`` chooses from them.
        package let extensions: [ExtensionElement]

        /// The fields of the 101 answer, with the subprotocol and the compression that were chosen,
        /// if any.
        package func responseFields(
            subprotocol: String?,
            deflate: DeflateParameters? = nil
        ) -> [HeaderField] {
            var fields = [
                HeaderField("Upgrade", "websocket"),
                HeaderField("Connection", "Upgrade"),
                HeaderField("Sec-WebSocket-Accept", key.accept),
            ]
            if let subprotocol {
                fields.append(HeaderField("Sec-WebSocket-Protocol", subprotocol))
            }
            if let deflate {
                fields.append(HeaderField("Sec-WebSocket-Extensions", deflate.answer))
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
        /// 400: HTTP/1.0, a body, a wrong key, a field twice that must be there once, extensions that
        /// break the grammar.
        case malformed

        /// The HTTP status of the refusal.
        package var status: Int {
            switch self {
            case .notGet: 405
            case .notUpgrade, .unsupportedVersion: 426
            case .malformed: 400
            }
        }

        /// What the refusal must say besides its status (RFC 9110 sections 15.5.6 and 15.5.22,
        /// RFC 6455 section 4.4).
        package var responseFields: [HeaderField] {
            switch self {
            case .notGet: [HeaderField("Allow", "GET")]
            case .notUpgrade: [HeaderField("Upgrade", "websocket")]
            case .unsupportedVersion:
                [HeaderField("Upgrade", "websocket"), HeaderField("Sec-WebSocket-Version", "13")]
            case .malformed: []
            }
        }
    }

    /// Checks a request; Origin and Host are the caller's policy.
    ///
    /// - Parameters:
    ///   - method: As in the request line.
    ///   - isHTTP11: Whether the version is exactly 1.1.
    ///   - fields: All fields.
    /// - Returns: What the answer needs.
    /// - Throws: The reason to refuse.
    package static func check(
        method: String,
        isHTTP11: Bool,
        fields: [HeaderField]
    ) throws(Rejection) -> Accepted {
        guard ASCII.identical(method, "GET") else { throw .notGet }
        guard fields.list(of: "Upgrade").contains(where: { ASCII.equal($0, "websocket") }),
            fields.list(of: "Connection").contains(where: { ASCII.equal($0, "upgrade") })
        else { throw .notUpgrade }
        let lengths = fields.values(of: "Content-Length")
        guard isHTTP11, fields.values(of: "Host").count == 1,
            lengths.isEmpty || lengths.count == 1 && ASCII.identical(lengths[0], "0"),
            fields.values(of: "Transfer-Encoding").isEmpty
        else { throw .malformed }
        let versions = fields.values(of: "Sec-WebSocket-Version")
        guard versions.count == 1, ASCII.identical(versions[0], "13") else {
            throw .unsupportedVersion
        }
        let keys = fields.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, let key = HandshakeKey(received: keys[0]) else {
            throw .malformed
        }
        let offers = fields.values(of: "Sec-WebSocket-Extensions")
        guard let extensions = ExtensionElement.parse(offers) else { throw .malformed }
        return Accepted(
            key: key,
            subprotocols: fields.list(of: "Sec-WebSocket-Protocol"),
            extensions: extensions
        )
    }
}
