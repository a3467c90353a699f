import ArgumentParser
import Wire

/// A length of time on the command line: seconds, a fraction if need be.
struct Seconds: ExpressibleByArgument, Equatable, Sendable {
    /// At least 1.
    var milliseconds: Int64

    init?(argument: String) {
        guard let seconds = Double(argument), seconds > 0, seconds <= 1e9 else { return nil }
        milliseconds = max(1, Int64(seconds * 1000))
    }
}

/// `--retry`: how long, or not at all.
enum RetryOption: ExpressibleByArgument, Equatable, Sendable {
    case no
    case within(Seconds)

    init?(argument: String) {
        if argument.utf8.elementsEqual("no".utf8) {
            self = .no
        } else if let seconds = Seconds(argument: argument) {
            self = .within(seconds)
        } else {
            return nil
        }
    }
}

/// A number of things or bytes, at least 1.
struct Count: ExpressibleByArgument, Equatable, Sendable {
    var value: Int

    init?(argument: String) {
        guard let value = Int(argument), value > 0 else { return nil }
        self.value = value
    }
}

/// `HOST:PORT` of `serve`: IPv6 in brackets, port 0 for any that is free.
struct ListenAddress: ExpressibleByArgument, Equatable, Sendable {
    var host: String
    var port: Int

    init?(argument: String) {
        let bytes = Array(argument.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        var host = bytes[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(UInt8(ascii: ":")) {
            // Without brackets nobody knows where the port begins.
            return nil
        }
        let digits = bytes[(colon + 1)...]
        guard !host.isEmpty, !digits.isEmpty,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535
        else { return nil }
        self.host = String(decoding: host, as: UTF8.self)
        self.port = port
    }
}

extension PipeOptions.Output: ExpressibleByArgument {}
extension PipeOptions.Confirmation: ExpressibleByArgument {}

/// `--input`: the form of what stdin holds.
enum InputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json
}

/// `-H`: one field of the handshake.
struct HeaderOption: ExpressibleByArgument, Equatable, Sendable {
    var field: HeaderField

    init?(argument: String) {
        let bytes = Array(argument.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let value = bytes[(colon + 1)...].drop(while: isSpace).reversed().drop(while: isSpace)
        field = HeaderField(
            String(decoding: bytes[..<colon], as: UTF8.self),
            String(decoding: value.reversed(), as: UTF8.self)
        )
        guard field.isValid else { return nil }
    }
}
