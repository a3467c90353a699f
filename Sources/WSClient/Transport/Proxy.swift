import Wire

/// An HTTP proxy that leads to a server by `CONNECT` (RFC 9110 section 9.3.6).
///
/// It prints as its host and port: its password is for the proxy alone.
package struct Proxy: Equatable, Sendable, CustomStringConvertible {
    /// Why a text does not name a proxy, in one clause that is safe to show and has nothing of the
    /// text in it.
    package struct Invalid: Error, Equatable {
        /// The clause, as in "its port is not a number from 1 to 65535".
        package let reason: DisplayText
    }

    /// A name or an address, as in ``WebSocketURL/host``.
    let host: String
    /// Its port.
    let port: Int
    /// The value of `Proxy-Authorization` (RFC 7617), if a login was given.
    let authorization: String?

    /// Reads `http://[USER[:PASSWORD]@]HOST[:PORT]`, with `http://` optional and port 80 when none
    /// is named; user and password are percent-encoded.
    package init(_ text: String) throws(Invalid) {
        let rest = try Self.withoutScheme(Array(text.utf8))
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        let at = rest[..<end].lastIndex(of: UInt8(ascii: "@"))
        authorization = try at.map { at throws(Invalid) in
            "Basic " + Base64.encode(try Self.login(rest[..<at]))
        }
        let address = rest[(at.map { $0 + 1 } ?? rest.startIndex)...]
        let url: WebSocketURL
        do throws(WebSocketURL.Invalid) {
            url = try WebSocketURL("http://" + String(decoding: address, as: UTF8.self))
        } catch {
            throw Invalid(reason: error.reason)
        }
        guard url.resource.utf8.elementsEqual("/".utf8) else {
            throw Invalid(reason: "it has a path")
        }
        (host, port) = (url.host, url.port)
    }

    /// Host and port.
    package var description: String { Self.authority(host: host, port: port) }

    /// Host and port, the default one too, as `CONNECT` wants them; a zone means something on this
    /// machine alone (RFC 6874 section 4).
    static func authority(host: String, port: Int) -> String {
        let address = String(decoding: host.utf8.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private static func withoutScheme(_ text: [UInt8]) throws(Invalid) -> ArraySlice<UInt8> {
        let separator = Array("://".utf8)
        guard let start = text.indices.first(where: { text[$0...].starts(with: separator) }) else {
            return text[...]
        }
        switch String(decoding: text[..<start].map { $0 | 0x20 }, as: UTF8.self) {
        case "http": return text[(start + 3)...]
        case "https": throw Invalid(reason: "a proxy that is itself reached by TLS cannot be used")
        default: throw Invalid(reason: "only HTTP proxies can be used, as in http://host:3128")
        }
    }

    /// `USER:PASSWORD`, decoded.
    private static func login(_ text: ArraySlice<UInt8>) throws(Invalid) -> [UInt8] {
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        guard let user = WebSocketURL.percentDecoded(text[..<colon]),
            let password = WebSocketURL.percentDecoded(text[colon...].dropFirst())
        else {
            throw Invalid(reason: "its user or password is not percent-encoded as it should be")
        }
        // The first colon ends the user (RFC 7617 section 2).
        guard !user.contains(UInt8(ascii: ":")) else {
            throw Invalid(reason: "its user has a colon")
        }
        return user + [UInt8(ascii: ":")] + password
    }
}
