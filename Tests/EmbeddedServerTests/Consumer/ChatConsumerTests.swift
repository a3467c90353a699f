import Testing
import Wire

@testable import EmbeddedServer

@Suite("The chat consumer")
struct ChatConsumerTests {
    private func outcome(_ text: String, _ kind: MessageKind = .text) -> ChatConsumer.Outcome {
        Array(text.utf8).withUnsafeBytes { ChatConsumer().receive(kind, $0) }
    }

    @Test("relays the value of a chat frame as it was written")
    func relays() {
        #expect(outcome(#"{"message":"hi"}"#) == .relay(11..<15))
        #expect(outcome(#"{"a":1,"message":{"b":[2]}}"#) == .relay(17..<26))
    }

    @Test("ignores other text", arguments: ["", "hi", "[]", "{}", #"{"message":}"#])
    func ignores(text: String) {
        #expect(outcome(text) == .ignore)
    }

    @Test("closes on binary messages")
    func binary() {
        guard case .close(let status) = outcome(#"{"message":"hi"}"#, .binary) else {
            Issue.record("it was not closed")
            return
        }
        #expect(status.code == .unsupportedData)
    }
}
