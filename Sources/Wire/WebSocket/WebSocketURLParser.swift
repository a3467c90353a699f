/// Splits a URL by bytes; `String` operations are slow on hostile text.
struct WebSocketURLParser {
    private typealias Invalid = WebSocketURL.Invalid

    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The URL, checked.
    func url() throws(WebSocketURL.Invalid) -> WebSocketURL {
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Invalid(reason: "it has a space or a control character")
        }
        guard !bytes.contains(UInt8(ascii: "#")) else {
            throw Invalid(reason: "it has a fragment")
        }
        let (scheme, rest) = try scheme()
        guard scheme != .unix else { return try unixURL(rest) }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let authority = rest[..<(end ?? rest.endIndex)]
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw Invalid(reason: "it has a user name")
        }
        let (host, port) = try hostAndPort(authority)
        let isSecure = scheme == .secure
        // "host:" is a URL's way to name the default port; without a scheme it is a slip.
        if let port, port.isEmpty, scheme == .none { throw Invalid(reason: "its port is missing") }
        return WebSocketURL(
            isSecure: isSecure,
            host: host,
            port: try port.flatMap(number) ?? WebSocketURL.defaultPort(isSecure: isSecure),
            resource: resource(rest[(end ?? rest.endIndex)...])
        )
    }
}

// MARK: - Scheme and resource

extension WebSocketURLParser {
    private enum Scheme {
        case none, plain, secure, unix
    }

    /// The scheme, and what is behind its `://`.
    private func scheme() throws(WebSocketURL.Invalid) -> (Scheme, ArraySlice<UInt8>) {
        // A `://` in a query is not the scheme's.
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: "://".utf8),
            bytes[..<colon].allSatisfy({ ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "+") })
        else { return (.none, bytes[...]) }
        let name = bytes[..<colon].map(ASCII.lowered)
        let rest = bytes[(colon + 3)...]
        switch String(decoding: name, as: UTF8.self) {
        case "ws", "http": return (.plain, rest)
        case "wss", "https": return (.secure, rest)
        case "ws+unix": return (.unix, rest)
        case "wss+unix": throw Invalid(reason: "a Unix-domain socket has no TLS: write ws+unix://")
        default: throw Invalid(reason: "its scheme is not ws or wss")
        }
    }

    /// The resource with a slash at its beginning; encoded is what neither RFC 3986 nor `{room}`
    /// has a use for.
    private func resource(_ text: ArraySlice<UInt8>) -> String {
        let encoded = WebSocketURL.percentEncoded(text) { byte in
            byte >= 0x80 || "\"<>\\^`|".utf8.contains(byte)
        }
        return encoded.utf8.first == UInt8(ascii: "/") ? encoded : "/" + encoded
    }
}

// MARK: - Unix-domain sockets

extension WebSocketURLParser {
    /// The URL with a socket's path and maybe, behind the last `:/` of both, a resource.
    private func unixURL(_ text: ArraySlice<UInt8>) throws(WebSocketURL.Invalid) -> WebSocketURL {
        let query = text.firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
        let colon = text[..<query].indices.last { text[$0..<query].starts(with: ":/".utf8) }
        let end = colon ?? query
        return WebSocketURL(
            isSecure: false,
            host: "localhost",
            port: WebSocketURL.defaultPort(isSecure: false),
            resource: resource(colon.map { text[($0 + 1)...] } ?? text[query...]),
            socketPath: try socketPath(text[..<end])
        )
    }

    private func socketPath(_ text: ArraySlice<UInt8>) throws(WebSocketURL.Invalid) -> String {
        guard text.first == UInt8(ascii: "/") else {
            throw Invalid(reason: "its socket has no absolute path, as in ws+unix:///run/chat.sock")
        }
        guard let path = WebSocketURL.percentDecoded(text), !path.contains(0),
            let decoded = String(validating: path, as: UTF8.self)
        else { throw Invalid(reason: "the path of its socket is malformed") }
        guard path.count <= WebSocketURL.maximumSocketPath else {
            throw Invalid(reason: "the path of its socket is longer than 107 bytes")
        }
        return decoded
    }
}

// MARK: - Host and port (RFC 3986 section 3.2)

extension WebSocketURLParser {
    /// The host, and what is behind its colon, if there is one.
    private func hostAndPort(
        _ authority: ArraySlice<UInt8>
    ) throws(WebSocketURL.Invalid) -> (String, ArraySlice<UInt8>?) {
        guard authority.first != UInt8(ascii: "[") else { return try addressAndPort(authority) }
        let colon = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        let port = authority[colon...].dropFirst()
        guard !port.contains(UInt8(ascii: ":")) else {
            throw Invalid(reason: "an IPv6 address needs brackets around it")
        }
        let host = authority[..<colon]
        guard !host.isEmpty else { throw Invalid(reason: "it has no host") }
        guard host.allSatisfy({ WebSocketURL.isUnreserved($0) }) else {
            throw Invalid(reason: "its host has something other than letters, digits, . - _ ~")
        }
        let name = String(decoding: host.map(ASCII.lowered), as: UTF8.self)
        return (name, colon == authority.endIndex ? nil : port)
    }

    /// The IPv6 address in brackets, and what is behind the colon after them.
    private func addressAndPort(
        _ authority: ArraySlice<UInt8>
    ) throws(WebSocketURL.Invalid) -> (String, ArraySlice<UInt8>?) {
        guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else {
            throw Invalid(reason: "its IPv6 address has no closing bracket")
        }
        let rest = authority[end...].dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: ":") else {
            throw Invalid(reason: "something other than a port follows the address")
        }
        let inside = authority[..<end].dropFirst()
        let address = inside.prefix { $0 != UInt8(ascii: "%") }
        guard address.contains(UInt8(ascii: ":")), address.allSatisfy(Self.isAddressByte) else {
            throw Invalid(reason: "there is no IPv6 address in its brackets")
        }
        var host = address.map(ASCII.lowered)
        if address.endIndex < inside.endIndex {
            host += [UInt8(ascii: "%")] + (try zone(inside[address.endIndex...]))
        }
        return (String(decoding: host, as: UTF8.self), rest.isEmpty ? nil : rest.dropFirst())
    }

    /// The zone behind `%25` (RFC 6874 section 2), or behind a bare `%`, as people write it.
    private func zone(
        _ text: ArraySlice<UInt8>
    ) throws(WebSocketURL.Invalid) -> ArraySlice<UInt8> {
        let zone = text.dropFirst(text.starts(with: "%25".utf8) ? 3 : 1)
        guard !zone.isEmpty, zone.allSatisfy({ WebSocketURL.isUnreserved($0) }) else {
            throw Invalid(reason: "the zone of its IPv6 address is malformed")
        }
        return zone
    }

    /// The port; `nil` when it is empty.
    private func number(_ port: ArraySlice<UInt8>) throws(WebSocketURL.Invalid) -> Int? {
        guard !port.isEmpty else { return nil }
        guard port.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(String(decoding: port, as: UTF8.self)), (1...65535).contains(number)
        else { throw Invalid(reason: "its port is not a number from 1 to 65535") }
        return number
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        ASCII.hexValue(byte) != nil || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
