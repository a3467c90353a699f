import Wire

/// A request's head, as far as the routes look at it.
///
/// What stands in it is untrusted.
struct Request: Equatable {
    var method: String
    var target: String
    var isHTTP11: Bool
    /// Whether a further request may follow on the connection.
    var isKeptAlive = true
    var fields: [HeaderField]

    /// The longest target, and the longest field, in bytes.
    static let maximumLine = 8_192
    /// The longest head, and the most fields in it.
    static let maximumHead = 16_384
    static let maximumFields = 64

    /// The path, which is ASCII, without the query; `nil` if the target is not in the origin form.
    ///
    /// The absolute form (RFC 9112 section 3.2.2) is for proxies: it names a host beside the one in
    /// `Host`, and two readers may disagree on which one counts.
    var path: Substring? {
        let isASCII = target.utf8.allSatisfy { $0 < 0x80 }
        guard isASCII, target.utf8.first == UInt8(ascii: "/") else { return nil }
        let end = target.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        return target[..<(end ?? target.utf8.endIndex)]
    }
}

/// The answer to a request.
struct Response: Equatable {
    var status: Int
    var fields: [HeaderField]
    var body: [UInt8]
    /// Why the request was refused, for the log; `nil` if it was not, or if everybody asks for
    /// missing pages.
    var refusal: String?

    /// Whether the connection must end with it: after a refusal it is not known what else the peer
    /// sends.
    var endsConnection: Bool { status >= 400 }

    /// A page or a file.
    init(_ body: [UInt8], type: String) {
        status = 200
        fields = [HeaderField("Content-Type", type)]
        self.body = body
    }

    /// A short answer in plain text.
    init(_ status: Int, _ text: String, fields: [HeaderField] = []) {
        self.status = status
        self.fields = [HeaderField("Content-Type", "text/plain; charset=utf-8")] + fields
        body = Array((text + "\n").utf8)
    }

    /// A redirection within this server; `location` holds nothing that a peer wrote, or has been
    /// checked.
    static func redirect(_ status: Int, to location: String) -> Response {
        Response(status, "see \(location)", fields: [HeaderField("Location", location)])
    }

    /// A refusal; the text tells the peer and the log.
    static func refusal(_ status: Int, _ text: String, fields: [HeaderField] = []) -> Response {
        var response = Response(status, text, fields: fields)
        response.refusal = text
        return response
    }

    /// Not logged: browsers open connections ahead that they then do not use.
    static let headTooLate = Response(408, "the request head took too long")
    static let headTooLarge = refusal(431, "the request head is too large")
    static let targetTooLong = refusal(414, "the request target is too long")
    static let malformed = refusal(400, "the request is not sound HTTP/1.1")
    static let tooManyConnections = refusal(
        503,
        "the server has too many connections; try again later",
        fields: [HeaderField("Retry-After", "5")]
    )
}
