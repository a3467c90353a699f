/// The client's side of the opening handshake (RFC 6455 section 4.1): the request, and the checks
/// of the answer.
package struct ClientHandshake: Sendable {
    /// How the server answered.
    package enum Answer: Equatable, Sendable {
        /// 101, and all checks passed; the next byte is a frame's.
        ///
        /// `deflate` is what ``Connection`` must be made with.
        case accepted(subprotocol: String?, deflate: DeflateParameters?)
        /// Another status: the connection must be closed. The reason phrase is untrusted.
        case refused(status: Int, reason: String)
    }

    /// What is wrong with an answer.
    package enum Fault: Error, Equatable {
        /// Not an HTTP response head, or one over the limits.
        case head(ResponseHead.Fault)
        /// `Upgrade` or `Connection` does not say that the protocol was switched.
        case notUpgraded
        /// `Sec-WebSocket-Accept` is missing or not the answer to our key.
        case wrongAccept
        /// The server uses an extension that was not offered.
        case unofferedExtension
        /// The server's parameters for permessage-deflate answer no offer of ours (RFC 7692
        /// section 7.1), or `Sec-WebSocket-Extensions` breaks its grammar.
        case badExtension
        /// The server chose a subprotocol that was not offered.
        case unofferedSubprotocol

        /// One clause, safe to show.
        package var explanation: String {
            switch self {
            case .head(let fault): fault.explanation
            case .notUpgraded: "the answer does not switch to WebSocket"
            case .wrongAccept: "Sec-WebSocket-Accept does not answer our key"
            case .unofferedExtension: "the server uses an extension that was not offered"
            case .badExtension: "the server's answer about compression is malformed"
            case .unofferedSubprotocol: "the server chose a subprotocol that was not offered"
            }
        }
    }

    /// The bytes to send; nothing may follow them before the answer (some servers lose it).
    package let request: [UInt8]
    private let key: HandshakeKey
    private let subprotocols: [String]
    private let offersDeflate: Bool
    private var parser = ResponseHead.Parser()

    /// A handshake for `url`.
    ///
    /// - Parameters:
    ///   - url: Gives the request line, `Host` and `Origin`.
    ///   - key: New for every handshake.
    ///   - fields: Further fields; `Host` and `Origin` take the place of the URL's. `Cookie`
    ///     fields are joined to one line, because daphne joins several with a comma. Fields that
    ///     are not ``mayAdd(_:)`` are left out: check them where they come from.
    ///   - subprotocols: Offered in this order; tokens.
    ///   - offersDeflate: Whether permessage-deflate is offered.
    package init(
        url: WebSocketURL,
        key: HandshakeKey,
        fields: [HeaderField] = [],
        subprotocols: [String] = [],
        offersDeflate: Bool = false
    ) {
        self.key = key
        self.subprotocols = subprotocols
        self.offersDeflate = offersDeflate
        let added = fields.filter(Self.mayAdd)
        var lines = [
            "GET \(url.resource) HTTP/1.1",
            "Host: \(added.values(of: "Host").first ?? url.authority)",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: \(key.value)",
            "Sec-WebSocket-Version: 13",
            "Origin: \(added.values(of: "Origin").first ?? url.origin)",
        ]
        if !subprotocols.isEmpty {
            lines.append("Sec-WebSocket-Protocol: \(subprotocols.joined(separator: ", "))")
        }
        if offersDeflate {
            lines.append("Sec-WebSocket-Extensions: \(DeflateParameters.offer)")
        }
        let cookies = added.values(of: "Cookie")
        if !cookies.isEmpty { lines.append("Cookie: \(cookies.joined(separator: "; "))") }
        for field in added where !["Host", "Origin", "Cookie"].contains(where: field.isNamed) {
            lines.append("\(field.name): \(field.value)")
        }
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Whether a field may be added to the request: it is well formed, and neither the
    /// handshake's own nor the sign of a body.
    package static func mayAdd(_ field: HeaderField) -> Bool {
        let own: [StaticString] = [
            "Upgrade", "Connection", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Key",
            "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
        ]
        return field.isValid && !own.contains(where: field.isNamed)
    }

    /// Takes bytes from the front of `input` up to the end of the answer's head.
    ///
    /// - Parameter input: What has arrived; what is left belongs to the frames.
    /// - Returns: The answer, or `nil` when more is needed.
    /// - Throws: What makes it no answer to this handshake.
    package mutating func receive(
        _ input: inout UnsafeRawBufferPointer
    ) throws(Fault) -> Answer? {
        while let head = try nextHead(from: &input) {
            switch head.status {
            case 101: return try check(head.fields)
            case 100..<200: parser = ResponseHead.Parser()  // Interim (RFC 9110 section 15.2).
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

    private func check(_ fields: [HeaderField]) throws(Fault) -> Answer {
        // daphne answers `Upgrade: WebSocket`.
        guard fields.list(of: "Upgrade").contains(where: { ASCII.equal($0, "websocket") }),
            fields.list(of: "Connection").contains(where: { ASCII.equal($0, "upgrade") })
        else { throw .notUpgraded }
        let accepts = fields.values(of: "Sec-WebSocket-Accept")
        guard accepts.count == 1, ASCII.identical(accepts[0], key.accept) else {
            throw .wrongAccept
        }
        return try .accepted(subprotocol: chosenSubprotocol(fields), deflate: agreedDeflate(fields))
    }

    private func chosenSubprotocol(_ fields: [HeaderField]) throws(Fault) -> String? {
        let chosen = fields.values(of: "Sec-WebSocket-Protocol")
        guard let subprotocol = chosen.first else { return nil }
        guard chosen.count == 1,
            subprotocols.contains(where: { ASCII.identical($0, subprotocol) })
        else { throw .unofferedSubprotocol }
        return subprotocol
    }

    private func agreedDeflate(_ fields: [HeaderField]) throws(Fault) -> DeflateParameters? {
        let values = fields.values(of: "Sec-WebSocket-Extensions")
        guard let elements = ExtensionElement.parse(values) else { throw .badExtension }
        guard let element = elements.first else { return nil }
        guard offersDeflate, elements.count == 1,
            ASCII.equal(element.name, DeflateParameters.extensionName)
        else { throw .unofferedExtension }
        guard let deflate = DeflateParameters(answer: element) else { throw .badExtension }
        return deflate
    }
}
