import TestSupport
import Testing

@testable import Wire

@Suite("Heads of HTTP responses (RFC 9112)")
struct ResponseHeadTests {
    /// What a parser makes of the text, the same however it arrives, and what it leaves.
    private func parse(
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Result<ResponseHead, ResponseHead.Fault>? {
        everyWay(of: Array(text.utf8), sourceLocation: sourceLocation) { parse($0) }
    }

    private func parse(_ pieces: [ArraySlice<UInt8>]) -> Result<ResponseHead, ResponseHead.Fault>? {
        var parser = ResponseHead.Parser()
        for piece in pieces {
            let result: Result<ResponseHead, ResponseHead.Fault>? = piece.withUnsafeBytes { bytes in
                var input = bytes
                do throws(ResponseHead.Fault) {
                    return try parser.next(from: &input).map { .success($0) }
                } catch {
                    return .failure(error)
                }
            }
            if let result { return result }
        }
        return nil
    }

    @Test("status, reason and fields are read, and spaces around values go")
    func head() {
        let head = parse("HTTP/1.1 404 Not Found\r\nServer:  x y \t\r\nEmpty:\r\n\r\n")
        let fields = [HeaderField("Server", "x y"), HeaderField("Empty", "")]
        #expect(head == .success(ResponseHead(status: 404, reason: "Not Found", fields: fields)))
    }

    @Test(
        "what real servers leave out may be missing",
        arguments: [
            ("HTTP/1.1 403 Access denied\r\n\r\n", 403, "Access denied"),
            ("HTTP/1.1 403 \r\n\r\n", 403, ""), ("HTTP/1.1 403\r\n\r\n", 403, ""),
            ("HTTP/1.0 500 Internal server error\n\n", 500, "Internal server error"),
            ("HTTP/1.1 999 Odd\r\n\r\n", 999, "Odd"),
        ]
    )
    func tolerance(text: String, status: Int, reason: String) {
        #expect(parse(text) == .success(ResponseHead(status: status, reason: reason, fields: [])))
    }

    @Test(
        "what is not HTTP is refused as soon as it shows",
        arguments: [
            "SSH-2.0-OpenSSH", "\u{15}\u{3}\u{1}", "\r\n", "HTTP/2 101 x\r\n", "HTTP/1.1\r\n",
            "HTTP/1.1 20\r\n", "HTTP/1.1 2000 x\r\n", "HTTP/1.1 +10 x\r\n", "HTTP/1.1 099 x\r\n",
            "HTTP/1.1  200 x\r\n", "HTTP/1.x 200 OK\r\n", "HTTP/1.1 200OK\r\n",
            String(repeating: "x", count: 20_000),
        ]
    )
    func notHTTP(text: String) {
        #expect(parse(text) == .failure(.notHTTP))
    }

    @Test(
        "a malformed field is refused",
        arguments: [
            "no colon", "A B: x", "A : x", ": x", "A: x\u{0}y", "A: x\ry", "A: x\r\n folded",
            "A: x\r\n\tfolded",
        ]
    )
    func badFields(field: String) {
        #expect(parse("HTTP/1.1 101 OK\r\n\(field)\r\n\r\n") == .failure(.badField))
    }

    @Test("an unfinished head is waited for")
    func unfinished() {
        #expect(parse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n") == nil)
        #expect(parse("") == nil)
    }
}

// MARK: - Limits

extension ResponseHeadTests {
    private static let start = "HTTP/1.1 101 OK\r\n"

    @Test("a line of exactly the limit passes, one byte more does not")
    func lineLimit() {
        let maximum = ResponseHead.Parser.maximumLine
        // The line holds "A: ", the value and a carriage return.
        let value = String(repeating: "v", count: maximum - 4)
        let fits = parse([Array("\(Self.start)A: \(value)\r\n\r\n".utf8)[...]])
        #expect((try? fits?.get())?.fields == [HeaderField("A", value)])
        let tooLong = Array("\(Self.start)A: \(value)v\r\n\r\n".utf8)
        #expect(parse([tooLong[...]]) == .failure(.tooLarge))
        #expect(parse(tooLong.indices.map { tooLong[$0...$0] }) == .failure(.tooLarge))
    }

    @Test("a head of exactly the limit passes, one byte more does not")
    func headLimit() {
        let maximum = ResponseHead.Parser.maximumBytes
        let line = "A: \(String(repeating: "v", count: 4091))\r\n"
        let rest = maximum - Self.start.utf8.count - 3 * line.utf8.count - 7
        let head =
            Self.start + line + line + line + "B: \(String(repeating: "w", count: rest))\r\n\r\n"
        #expect(head.utf8.count == maximum)
        let fits = parse([Array(head.utf8)[...]])
        #expect((try? fits?.get())?.fields.count == 4)
        let tooLarge =
            Self.start + line + line + line
            + "B: \(String(repeating: "w", count: rest + 1))\r\n\r\n"
        #expect(parse([Array(tooLarge.utf8)[...]]) == .failure(.tooLarge))
    }

    @Test("as many fields as the limit pass, one more does not")
    func fieldLimit() {
        let fields = String(repeating: "A: x\r\n", count: ResponseHead.Parser.maximumFields)
        #expect((try? parse(Self.start + fields + "\r\n")?.get())?.fields.count == 64)
        #expect(parse(Self.start + fields + "A: x\r\n\r\n") == .failure(.tooLarge))
    }
}
