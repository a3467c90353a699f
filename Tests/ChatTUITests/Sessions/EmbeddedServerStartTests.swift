import Testing
import Wire

@testable import ChatTUI

@Suite("The rule of serving")
struct EmbeddedServerStartTests {
    @Test(
        "a server of this process can be at a loopback address only, and without TLS",
        arguments: [
            ("ws://127.0.0.1:8000", true), ("ws://[::1]:1", true), ("ws://localhost", true),
            ("ws://127.0.0.1:8000/ws/chat/{room}/", true), ("ws://127.0.0.2:8000", false),
            ("ws://example.org", false), ("wss://127.0.0.1", false),
            ("ws://127.0.0.1/x/{room}", false),
        ]
    )
    func addresses(url: String, canServe: Bool) throws {
        #expect(ServingRule.canServe(at: try WebSocketURL(url)) == canServe)
    }

    @Test("the rule covers the rooms of its address, and nothing without one")
    func covers() throws {
        let rule = ServingRule(address: try WebSocketURL("ws://127.0.0.1:8000"))
        #expect(rule.covers(try WebSocketURL("ws://127.0.0.1:8000/ws/chat/lobby/")))
        #expect(!rule.covers(try WebSocketURL("ws://127.0.0.1:8001/ws/chat/lobby/")))
        #expect(!rule.covers(try WebSocketURL("ws://localhost:8000/ws/chat/lobby/")))
        #expect(!rule.covers(try WebSocketURL("wss://127.0.0.1:8000/ws/chat/lobby/")))
        #expect(!ServingRule().covers(try WebSocketURL("ws://127.0.0.1:8000/")))
    }
}
