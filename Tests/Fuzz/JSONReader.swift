import Glibc
import Wire

/// Reads documents, each behind its length in four bytes (little-endian), and writes for each a
/// line: whether the server takes it as a chat frame (`+` or `-`), whether a client does and as a
/// string (`s`), another value (`v`) or not (`-`), and in hexadecimal what it shows.
@main
enum JSONReader {
    static func main() {
        while let document = readDocument() {
            let isTaken = document.withUnsafeBytes { ChatFrame.scan($0) != nil }
            let frame = ChatFrame(parsing: document)
            let kind = frame.map { $0.isString ? "s" : "v" } ?? "-"
            let shown = (frame?.message.utf8).map(hexadecimal) ?? ""
            print(isTaken ? "+" : "-", kind, shown)
        }
    }

    private static func readDocument() -> [UInt8]? {
        guard let head = read(4) else { return nil }
        return read(head.reversed().reduce(0) { $0 << 8 | Int($1) })
    }

    private static func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var taken = 0
        while taken < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(STDIN_FILENO, buffer.baseAddress?.advanced(by: taken), count - taken)
            }
            guard more > 0 else { return nil }
            taken += more
        }
        return bytes
    }

    private static func hexadecimal(_ bytes: String.UTF8View) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
