import TestSupport
import Testing

@testable import Wire

@Suite("Bodies of HTTP responses (RFC 9112 section 6)")
struct ResponseBodyTests {
    private enum Outcome: Equatable {
        case body(String, isComplete: Bool)
        case fault(ResponseBody.Fault)
    }

    /// What is made of the text, the same however it arrives; `ends` says that the transport does.
    private static func read(
        _ fields: [(String, String)],
        _ text: String,
        limit: Int = 100,
        ends: Bool = false
    ) -> Outcome {
        let fields = fields.map { HeaderField($0.0, $0.1) }
        let head = ResponseHead(status: 200, reason: "OK", fields: fields)
        return everyWay(of: Array(text.utf8)) { pieces in
            do throws(ResponseBody.Fault) {
                var body = try ResponseBody(of: head, limit: limit)
                for piece in pieces {
                    let bytes = Array(piece)
                    let result = bytes.withUnsafeBytes { bytes in
                        Result { () throws(ResponseBody.Fault) in try body.append(bytes) }
                    }
                    try result.get()
                }
                if ends { try body.end() }
                let text = String(decoding: body.bytes, as: UTF8.self)
                return .body(text, isComplete: body.isComplete)
            } catch {
                return .fault(error)
            }
        }
    }

    private static let chunked = [("Transfer-Encoding", "Chunked")]

    @Test("a length counts, and what follows is left out")
    func length() {
        #expect(Self.read([("Content-Length", "3")], "abcd") == .body("abc", isComplete: true))
        #expect(Self.read([("Content-Length", "3, 3")], "ab") == .body("ab", isComplete: false))
        #expect(Self.read([("Content-Length", "3")], "ab", ends: true) == .fault(.cut))
        #expect(Self.read([("Content-Length", "0")], "") == .body("", isComplete: true))
    }

    @Test("without a length it ends with the transport")
    func untilEnd() {
        #expect(Self.read([], "abc") == .body("abc", isComplete: false))
        #expect(Self.read([], "abc", ends: true) == .body("abc", isComplete: true))
    }

    @Test("chunks are put together, their extensions and the trailer left out")
    func chunks() {
        let text = "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nrest"
        #expect(Self.read(Self.chunked, text) == .body("abc0123456789", isComplete: true))
        #expect(Self.read(Self.chunked, "0\n\n") == .body("", isComplete: true))
        #expect(Self.read(Self.chunked, "3\r\nab", ends: true) == .fault(.cut))
        #expect(Self.read(Self.chunked, "0\r\n", ends: true) == .fault(.cut))
    }

    @Test(
        "what breaks the grammar is refused",
        arguments: [
            ("Content-Length", "-1", ""), ("Content-Length", "1, 2", ""),
            ("Content-Length", "1a", ""),
            ("Transfer-Encoding", "gzip, chunked", ""), ("Transfer-Encoding", "chunked", "x\r\n"),
            ("Transfer-Encoding", "chunked", "\r\n"),
            ("Transfer-Encoding", "chunked", "1\r\nab\r\n"),
            ("Transfer-Encoding", "chunked", "000000001\r\na\r\n"),
        ]
    )
    func malformed(name: String, value: String, text: String) {
        #expect(Self.read([(name, value)], text) == .fault(.malformed))
    }

    @Test(
        "more than the limit is refused",
        arguments: [
            ([("Content-Length", "5")], ""), ([("Content-Length", "99999999999999999999")], ""),
            ([], "abcde"), (chunked, "5\r\n"), (chunked, "FFFFFFFF\r\n"),
            (chunked, "2\r\nab\r\n3\r\n"),
        ]
    )
    func tooLarge(fields: [(String, String)], text: String) {
        #expect(Self.read(fields, text, limit: 4) == .fault(.tooLarge))
    }

    @Test("lines between chunks have an end", arguments: ["0\r\n", "1;"])
    func longLines(start: String) {
        let text = start + String(repeating: "x", count: 5_000)
        #expect(Self.read(Self.chunked, text) == .fault(.malformed))
    }
}
