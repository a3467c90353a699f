import Glibc
import Wire

/// The servers that are reached without a proxy: the value of `no_proxy`.
///
/// Entries stand between commas or spaces: `*`, a name (which stands for all names below it, with
/// or without a dot before it), an address, or a network as in `10.0.0.0/8`; names and addresses may
/// have a port. What is none of these covers nothing.
struct NoProxyList: Equatable, Sendable {
    /// This machine.
    static let loopback = NoProxyList("localhost,127.0.0.0/8,::1")

    private enum Entry: Equatable {
        case everything
        case name([UInt8], port: Int?)
        case network([UInt8], bits: Int, port: Int?)
    }

    private let entries: [Entry]

    /// Reads a list.
    init(_ text: String) {
        entries = text.utf8.split { $0 == UInt8(ascii: ",") || $0 == 0x20 || $0 == 0x09 }
            .compactMap { Self.entry(Array($0)) }
    }

    /// Whether this server is on the list.
    func covers(host: String, port: Int) -> Bool {
        let name = Self.plainName(host.utf8.prefix { $0 != UInt8(ascii: "%") })
        let address = Self.address(name)
        return entries.contains { entry in
            switch entry {
            case .everything: true
            case .name(let suffix, let only):
                address == nil && only ?? port == port && Self.isName(name, below: suffix)
            case .network(let network, let bits, let only):
                only ?? port == port
                    && address.map { Self.isEqual($0, network, bits: bits) } ?? false
            }
        }
    }

    private static func isName(_ name: [UInt8], below suffix: [UInt8]) -> Bool {
        name == suffix || name.reversed().starts(with: ([UInt8(ascii: ".")] + suffix).reversed())
    }

    private static func isEqual(_ left: [UInt8], _ right: [UInt8], bits: Int) -> Bool {
        guard left.count == right.count else { return false }
        let (bytes, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard left.prefix(bytes) == right.prefix(bytes) else { return false }
        return rest == 0 || (left[bytes] ^ right[bytes]) >> (8 - rest) == 0
    }
}

// MARK: - One entry

extension NoProxyList {
    private static func entry(_ text: [UInt8]) -> Entry? {
        if text == Array("*".utf8) { return .everything }
        if let slash = text.firstIndex(of: UInt8(ascii: "/")) {
            guard let network = address(Array(text[..<slash])),
                let bits = Int(String(decoding: text[(slash + 1)...], as: UTF8.self)),
                (0...network.count * 8).contains(bits)
            else { return nil }
            return .network(network, bits: bits, port: nil)
        }
        guard let (host, port) = hostAndPort(text) else { return nil }
        if let address = address(host) {
            return .network(address, bits: address.count * 8, port: port)
        }
        let name = plainName(host.drop { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: ".") })
        return name.isEmpty ? nil : .name(name, port: port)
    }

    /// `host`, `host:80`, `::1`, `[::1]` or `[::1]:80`.
    private static func hostAndPort(_ text: [UInt8]) -> ([UInt8], Int?)? {
        let colons = text.count { $0 == UInt8(ascii: ":") }
        if text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
            let rest = text[(end + 1)...]
            guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
            return withPort(Array(text[1..<end]), rest.dropFirst())
        }
        guard colons == 1, let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            return (text, nil)
        }
        return withPort(Array(text[..<colon]), text[(colon + 1)...])
    }

    private static func withPort(_ host: [UInt8], _ text: ArraySlice<UInt8>) -> ([UInt8], Int?)? {
        guard !text.isEmpty else { return (host, nil) }
        guard let port = Int(String(decoding: text, as: UTF8.self)) else { return nil }
        return (host, port)
    }

    /// In lower case and without a final dot.
    private static func plainName(_ name: some Collection<UInt8>) -> [UInt8] {
        let lower = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return lower.last == UInt8(ascii: ".") ? lower.dropLast() : lower
    }

    /// The bytes of an IPv4 or IPv6 address.
    private static func address(_ text: [UInt8]) -> [UInt8]? {
        let string = String(decoding: text, as: UTF8.self)
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes: [UInt8] = Array(repeating: 0, count: count)
            if inet_pton(family, string, &bytes) == 1 { return bytes }
        }
        return nil
    }
}
