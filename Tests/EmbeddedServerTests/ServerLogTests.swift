import Testing
import Wire

@testable import EmbeddedServer

@Suite("The server's log")
struct ServerLogTests {
    @Test(
        "shows untrusted values in printable ASCII",
        arguments: [
            ("http://a", "http://a"), ("", ""), ("a\nb\u{1B}[0m", #"a\x0ab\x1b[0m"#),
            (#"\"#, #"\x5c"#), ("é\u{202E}", #"\xc3\xa9\xe2\x80\xae"#),
        ]
    )
    func cleans(value: String, cleaned: String) {
        #expect(ServerLog.cleaned(value).string == cleaned)
    }

    @Test("cuts long values")
    func cuts() {
        let cleaned = ServerLog.cleaned(String(repeating: "x", count: 1 << 20)).string
        #expect(cleaned.utf8.count < 120)
    }

    @Test("admits a number of lines per window and counts the rest")
    func budget() {
        var budget = LogBudget(lines: 7)
        for _ in 0..<7 { #expect(budget.admit(at: 5) == 0) }
        for _ in 0..<3 { #expect(budget.admit(at: 6) == nil) }
        #expect(budget.admit(at: 5 + LogBudget.window) == 3)
        #expect(budget.admit(at: 5 + LogBudget.window) == 0)
    }

    @Test("has one line per refusal, whatever a peer sends, and not one for each of many")
    func refusals() throws {
        let server = try TestServer()
        let request = RawClient.upgrade(
            room: "lobby",
            port: server.port,
            fields: ["Origin: http://e\u{301}vil\u{9B}2J"]
        )
        for _ in 0..<30 { #expect(try server.answer(to: request).status == 403) }
        let lines = server.log.all.filter { $0.contains("403") }
        #expect(lines.count == ServerLog.Kind.refusal.lines)
        #expect(lines.allSatisfy { line in line.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
    }
}
