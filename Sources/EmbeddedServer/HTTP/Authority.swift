import Glibc

/// The host and port of a `Host` field or an origin (RFC 3986 section 3.2), compared by what they
/// mean: addresses by their bytes, names without regard to case.
struct Authority: Hashable {
    /// Who is meant.
    enum Host: Hashable {
        /// A name in lower case: letters, digits, `-`, `_` and `.`.
        case name(String)
        /// An IP address: 4 or 16 bytes.
        case address([UInt8])

        /// The host as a text without brackets: a name or an IP address.
        init?(_ text: String) {
            if let bytes = Self.addressBytes(text, family: AF_INET, count: 4)
                ?? Self.addressBytes(text, family: AF_INET6, count: 16)
            {
                self = .address(bytes)
            } else if (1...253).contains(text.utf8.count), text.utf8.allSatisfy(Self.isNameByte) {
                self = .name(String(decoding: text.utf8.map(Self.lowered), as: UTF8.self))
            } else {
                return nil
            }
        }

        /// Whether it is an address that only this machine reaches.
        var isLoopback: Bool {
            switch self {
            case .name(let name): name == "localhost"
            case .address(let bytes):
                bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
            }
        }

        /// Whether it stands for all addresses of this machine.
        var isWildcard: Bool {
            if case .address(let bytes) = self { bytes.allSatisfy { $0 == 0 } } else { false }
        }

        /// Whether it is an IP address, which nobody can make point elsewhere.
        var isAddress: Bool {
            if case .address = self { true } else { false }
        }

        private static func addressBytes(_ text: String, family: CInt, count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            return inet_pton(family, text, &bytes) == 1 ? bytes : nil
        }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch lowered(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }

        private static func lowered(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
    }

    var host: Host
    /// The port as it was written, if one was.
    var port: Int?

    init(_ host: Host, port: Int?) {
        self.host = host
        self.port = port
    }

    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`; `nil` for anything else.
    init?(_ text: String) {
        let bytes = text.utf8
        let hostText: Substring
        let rest: Substring
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostText = text[bytes.index(after: bytes.startIndex)..<end]
            rest = text[bytes.index(after: end)...]
            guard hostText.utf8.contains(UInt8(ascii: ":")) else { return nil }
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            hostText = text[..<colon]
            rest = text[colon...]
        }
        guard let host = Host(String(hostText)) else { return nil }
        guard !rest.isEmpty else {
            self.init(host, port: nil)
            return
        }
        let digits = rest.utf8.dropFirst()
        guard rest.utf8.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535
        else { return nil }
        self.init(host, port: port)
    }
}

extension Authority: CustomStringConvertible {
    /// The canonical text, made anew from the parts: it can stand in a header field.
    var description: String { host.description + (port.map { ":\($0)" } ?? "") }
}

extension Authority.Host: CustomStringConvertible {
    var description: String {
        switch self {
        case .name(let name): name
        case .address(let bytes) where bytes.count == 4:
            bytes.map(String.init).joined(separator: ".")
        case .address(let bytes):
            "["
                + stride(from: 0, to: 16, by: 2).map { index in
                    String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
                }.joined(separator: ":") + "]"
        }
    }
}
