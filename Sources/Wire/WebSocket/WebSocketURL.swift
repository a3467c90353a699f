/// A `ws:` or `wss:` URL (RFC 6455 section 3).
package struct WebSocketURL: Hashable, Sendable {
    /// Whether TLS is used.
    package var isSecure: Bool
    /// A name or an IP address; IPv6 without brackets.
    package var host: String
    /// The port, given or the default of the scheme (80, 443).
    package var port: Int
    /// Path and query, percent-encoded, at least `/`: what the request line asks for.
    package var resource: String

    /// Parts that are known to be right.
    package init(isSecure: Bool, host: String, port: Int, resource: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.resource = resource
    }

    /// Why a text is not a WebSocket URL, in one clause that is safe to show.
    package struct Invalid: Error, Equatable {
        /// The clause, as in "it has a fragment".
        package let reason: DisplayText

        fileprivate init(reason: StaticString) {
            self.reason = DisplayText(reason)
        }
    }

    /// Reads a URL as a person writes it: scheme `ws`, `wss`, `http` or `https`, or none for `ws`; a fragment, user
    /// information, spaces and control characters are refused.
    package init(_ text: String) throws(Invalid) {
        let parser = Parser(text)
        self = try parser.url()
    }

    /// The value of the `Host` field: the port only if it is not the scheme's default.
    package var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The origin of a page on the same host, which Origin checks let pass.
    package var origin: String { (isSecure ? "https://" : "http://") + authority }

    /// The URL of a room: `{room}` in the resource is replaced, and a resource without it gets
    /// `ws/chat/ROOM/` appended. The name is percent-encoded but for unreserved characters (RFC 3986 section 2.3).
    package func room(_ name: String) -> WebSocketURL {
        var url = self
        let encoded = Self.percentEncoded(name)
        let marker = Array("{room}".utf8)
        let bytes = Array(resource.utf8)
        if let start = bytes.indices.first(where: { bytes[$0...].starts(with: marker) }) {
            let rest = bytes[(start + marker.count)...]
            url.resource =
                String(decoding: bytes[..<start], as: UTF8.self) + encoded
                + String(decoding: rest, as: UTF8.self)
        } else {
            let slash = resource.utf8.last == UInt8(ascii: "/") ? "" : "/"
            url.resource = resource + slash + "ws/chat/" + encoded + "/"
        }
        return url
    }

    private static func percentEncoded(_ name: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                output.append(byte)
            default:
                output += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension WebSocketURL {
    /// Splits the text by bytes; `String` operations are slow on hostile text.
    private struct Parser {
        let bytes: [UInt8]

        init(_ text: String) {
            bytes = Array(text.utf8)
        }

        func url() throws(Invalid) -> WebSocketURL {
            guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw Invalid(reason: "it has a space or a control character")
            }
            guard bytes.allSatisfy({ $0 < 0x80 }) else {
                throw Invalid(reason: "it has a character outside ASCII")
            }
            guard !bytes.contains(UInt8(ascii: "#")) else {
                throw Invalid(reason: "it has a fragment")
            }
            let (isSecure, rest) = try scheme()
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            let authority = rest[..<(end ?? rest.endIndex)]
            var resource = String(decoding: rest[(end ?? rest.endIndex)...], as: UTF8.self)
            if resource.utf8.first != UInt8(ascii: "/") { resource = "/" + resource }
            guard !authority.contains(UInt8(ascii: "@")) else {
                throw Invalid(reason: "it has a user name")
            }
            let (host, port) = try hostAndPort(authority)
            return WebSocketURL(
                isSecure: isSecure,
                host: host,
                port: port ?? (isSecure ? 443 : 80),
                resource: resource
            )
        }

        private func scheme() throws(Invalid) -> (Bool, ArraySlice<UInt8>) {
            let separator = Array("://".utf8)
            guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) })
            else { return (false, bytes[...]) }
            let name = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            let rest = bytes[(end + separator.count)...]
            switch name {
            case "ws", "http": return (false, rest)
            case "wss", "https": return (true, rest)
            default: throw Invalid(reason: "its scheme is not ws or wss")
            }
        }

        private func hostAndPort(
            _ authority: ArraySlice<UInt8>
        ) throws(Invalid) -> (String, Int?) {
            var host = authority
            var port: ArraySlice<UInt8>?
            if authority.first == UInt8(ascii: "[") {
                guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else {
                    throw Invalid(reason: "its IPv6 address has no closing bracket")
                }
                host = authority[(authority.startIndex + 1)..<end]
                let rest = authority[(end + 1)...]
                guard rest.isEmpty || rest.first == UInt8(ascii: ":") else {
                    throw Invalid(reason: "something other than a port follows the address")
                }
                port = rest.isEmpty ? nil : rest.dropFirst()
            } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
                host = authority[..<colon]
                port = authority[(colon + 1)...]
            }
            guard !host.isEmpty else { throw Invalid(reason: "it has no host") }
            guard let port else { return (String(decoding: host, as: UTF8.self), nil) }
            guard let number = Int(String(decoding: port, as: UTF8.self)),
                (1...65535).contains(number)
            else { throw Invalid(reason: "its port is not a number from 1 to 65535") }
            return (String(decoding: host, as: UTF8.self), number)
        }
    }
}
