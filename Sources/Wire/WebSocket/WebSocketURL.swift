/// A `ws:` or `wss:` URL (RFC 6455 section 3), or the `ws+unix:` URL of a Unix-domain socket.
package struct WebSocketURL: Hashable, Sendable {
    /// Whether TLS is used.
    package var isSecure: Bool
    /// A name or an IP address; IPv6 without brackets, with its zone as in `fe80::1%eth0`.
    package var host: String
    /// The port, given or the default of the scheme (80, 443).
    package var port: Int
    /// Path and query, percent-encoded, at least `/`: what the request line asks for.
    ///
    /// It may have a place for a room's name, `{room}`, which ``room(_:)`` fills.
    package var resource: String
    /// The path of the Unix-domain socket where the server listens, if it is not on the network;
    /// `host` is then `localhost`, for the `Host` and `Origin` fields alone.
    package var socketPath: String?

    /// The most bytes of ``socketPath``: what `sockaddr_un` takes besides its final NUL.
    package static let maximumSocketPath = 107

    /// Parts that are known to be right.
    package init(
        isSecure: Bool,
        host: String,
        port: Int,
        resource: String,
        socketPath: String? = nil
    ) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.resource = resource
        self.socketPath = socketPath
    }

    /// Why a text is not a WebSocket URL, in one clause that is safe to show.
    package struct Invalid: Error, Equatable {
        /// The clause, as in "it has a fragment".
        package let reason: DisplayText
    }

    /// Reads a URL as a person writes it: scheme `ws`, `wss`, `http` or `https`, or none for `ws`.
    ///
    /// Scheme and host become lower case, and what may not stand in a resource is
    /// percent-encoded. A fragment, user information, spaces and control characters are refused.
    ///
    /// `ws+unix:///run/chat.sock:/ws/chat/lobby/` names a socket and, behind the last colon that
    /// a slash follows, a resource; the socket's path is percent-encoded where need be.
    package init(_ text: String) throws(Invalid) {
        let parser = WebSocketURLParser(text)
        self = try parser.url()
    }

    /// The value of the `Host` field: the port only if it is not the scheme's default, and never
    /// a zone, which means something on this machine alone (RFC 6874 section 4).
    package var authority: String {
        let address = String(decoding: host.utf8.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
        return port == Self.defaultPort(isSecure: isSecure) ? name : "\(name):\(port)"
    }

    /// What tells the server from others: ``authority``, or the path of its socket.
    package var serverName: String { socketPath ?? authority }

    /// The origin of a page on the same host, which Origin checks let pass.
    package var origin: String { (isSecure ? "https://" : "http://") + authority }

    /// The port of a URL that names none.
    package static func defaultPort(isSecure: Bool) -> Int { isSecure ? 443 : 80 }
}

// MARK: - Rooms

extension WebSocketURL {
    /// The URL of a room.
    ///
    /// The first `{room}` in the resource is replaced by the name; a resource without it gets
    /// `ws/chat/ROOM/` at the end of its path. The name is percent-encoded but for unreserved
    /// characters (RFC 3986 section 2.3).
    package func room(_ name: String) -> WebSocketURL {
        let encoded = Self.percentEncoded(name.utf8, where: { !Self.isUnreserved($0) })
        let marker = Array("{room}".utf8)
        let bytes = Array(resource.utf8)
        var url = self
        if let start = bytes.indices.first(where: { bytes[$0...].starts(with: marker) }) {
            url.resource =
                String(decoding: bytes[..<start], as: UTF8.self) + encoded
                + String(decoding: bytes[(start + marker.count)...], as: UTF8.self)
        } else {
            let path = bytes.prefix { $0 != UInt8(ascii: "?") }
            let slash = path.last == UInt8(ascii: "/") ? "" : "/"
            url.resource =
                String(decoding: path, as: UTF8.self) + slash + "ws/chat/" + encoded + "/"
                + String(decoding: bytes[path.endIndex...], as: UTF8.self)
        }
        return url
    }

    /// The text with each byte for which `needsEncoding` holds as `%XX` (RFC 3986 section 2.1).
    static func percentEncoded(
        _ text: some Sequence<UInt8>,
        where needsEncoding: (UInt8) -> Bool
    ) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text {
            if needsEncoding(byte) {
                output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes that a percent-encoded text stands for; `nil` if a `%` has no two hexadecimal
    /// digits behind it.
    package static func percentDecoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            guard let high = bytes.next().flatMap(ASCII.hexValue),
                let low = bytes.next().flatMap(ASCII.hexValue)
            else { return nil }
            output.append(high << 4 | low)
        }
        return output
    }

    /// Letters, digits, `-`, `.`, `_` and `~` (RFC 3986 section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: ASCII.isLetterOrDigit(byte)
        }
    }
}
