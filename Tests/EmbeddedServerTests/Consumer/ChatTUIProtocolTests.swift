import EmbeddedServer
import NIOCore
import TestSupport
import Testing
import Wire

@Suite("A server that speaks chat-tui.1")
struct ChatTUIProtocolTests {
    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        server = try TestServer { $0.historyPath = directory.path + "/history.db" }
    }

    private func nick(_ text: String) throws -> Nick { try #require(Nick(text)) }

    @Test("welcomes with name, members and where the log stands")
    func welcomes() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        let welcome = try ana.hearWelcome()
        #expect(welcome.room == "lobby")
        #expect(welcome.nick == (try nick("ana")))
        #expect(welcome.oldest == 1)
        #expect(welcome.top == 0)
        #expect(welcome.members == [try nick("ana")])
        #expect(welcome.messageLimit == 65_536)
    }

    @Test("gives every member the same message, and its sender an acknowledgement behind it")
    func acknowledges() throws {
        let ana = try ChatTUIClient(server, device: "a", nick: "ana")
        _ = try ana.hearWelcome()
        let bob = try ChatTUIClient(server, device: "b", nick: "bob")
        _ = try bob.hearWelcome()
        #expect(try ana.hear() == .join(nick("bob")))
        try bob.say("hi", nonce: "n1")
        let heard = try ana.hearMessage()
        #expect(heard.text == "hi")
        #expect(heard.seq == 1)
        #expect(heard.from == (try nick("bob")))
        #expect(heard.nonce == nil)
        #expect(try bob.hear() == .message(heard))
        #expect(try bob.hear() == .ack(#require(Nonce("n1".utf8)), seq: 1))
    }

    @Test("shows plain members the plain protocol and nothing else, and their messages to all")
    func plainMembers() throws {
        let plain = try server.member()
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        try ana.say("hi", nonce: "n1")
        try ana.send(ClientFrame.encodeTyping())
        try ana.send(ClientFrame.encode(nick: nick("anna")))
        #expect(try plain.readFrame().text == #"{"message": "hi"}"#)
        try plain.say("hello")
        #expect(try plain.readFrame().text == #"{"message": "hello"}"#)
        #expect(try ana.hearMessage().text == "hi")
        let heard = try ana.hearMessage()
        #expect(heard.text == "hello")
        #expect(heard.from == nil)
        #expect(heard.seq == 2)
    }

    @Test("stores a message once that is sent twice, and acknowledges it with its first number")
    func deduplicates() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        try ana.say("one", nonce: "n1")
        #expect(try ana.hearAck() == 1)
        try ana.say("two", nonce: "n2")
        #expect(try ana.hearAck() == 2)
        let again = try ChatTUIClient(server, nick: "ana", past: .last(10))
        #expect(try again.hearWelcome().top == 2)
        try again.say("one", nonce: "n1")
        #expect(try again.hearAck() == 1)
        try again.say("three", nonce: "n3")
        #expect(try again.hearAck() == 3)
    }

    @Test("repeats what followed a position, with the nonces of the same device")
    func resumes() throws {
        let ana = try ChatTUIClient(server, device: "a", nick: "ana")
        let welcome = try ana.hearWelcome()
        for number in 1...5 {
            try ana.say("\(number)", nonce: "n\(number)")
            #expect(try ana.hearAck() == Int64(number))
        }
        let position = LogPosition(epoch: welcome.epoch, seq: 2)
        let same = try ChatTUIClient(server, device: "a", past: .resume(position))
        let other = try ChatTUIClient(server, device: "b", past: .resume(position))
        #expect(try same.hearWelcome().resumed)
        #expect(try other.hearWelcome().resumed)
        for number in 3...5 {
            let own = try same.hearMessage()
            #expect(own.text == "\(number)")
            #expect(own.nonce == Nonce("n\(number)".utf8))
            let heard = try other.hearMessage()
            #expect(heard.seq == own.seq)
            #expect(heard.nonce == nil)
        }
    }

    @Test("says when it cannot go on from a position", arguments: [0, 1])
    func cannotResume(_ seq: Int64) throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        let welcome = try ana.hearWelcome()
        let epoch = seq == 0 ? Epoch(rawValue: welcome.epoch.rawValue ^ 1) : welcome.epoch
        let past = ClientFrame.Hello.Past.resume(LogPosition(epoch: epoch, seq: seq))
        let bob = try ChatTUIClient(server, device: "b", past: past)
        #expect(try !bob.hearWelcome().resumed)
    }

    @Test("repeats thousands in order while others speak, without a hole or a double")
    func catchesUp() throws {
        let ana = try ChatTUIClient(server, device: "a", nick: "ana")
        let welcome = try ana.hearWelcome()
        let text = String(repeating: "x", count: 1_000)
        for number in 1...3_000 {
            try ana.say(text, nonce: "n\(number)")
            if number.isMultiple(of: 100) {
                while try ana.hearAck() < number {}
            }
        }
        let past = ClientFrame.Hello.Past.resume(LogPosition(epoch: welcome.epoch, seq: 0))
        let bob = try ChatTUIClient(server, device: "b", past: past)
        for number in 3_001...3_050 { try ana.say("live", nonce: "n\(number)") }
        #expect(try bob.hearWelcome().resumed)
        for seq in 1...3_050 {
            let message = try bob.hearMessage()
            try #require(message.seq == Int64(seq))
        }
    }

    @Test("hands out older messages in pages")
    func pages() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        for number in 1...5 { try ana.say("\(number)", nonce: "n\(number)") }
        while try ana.hearAck() < 5 {}
        try ana.send(ClientFrame.encode(historyBefore: 5, limit: 2))
        guard case .history(let before, let messages) = try ana.hear() else {
            throw RawClient.Failure.unexpected("no page")
        }
        #expect(before == 5)
        #expect(messages.map(\.text) == ["3", "4"])
        try ana.send(ClientFrame.encode(historyBefore: 1, limit: 2))
        #expect(try ana.hear() == .history(before: 1, messages: []))
    }

    @Test("keeps its log through a restart")
    func restarts() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/deep/history.db"
        let first = try TestServer { $0.historyPath = path }
        let ana = try ChatTUIClient(first, nick: "ana")
        let epoch = try ana.hearWelcome().epoch
        try ana.say("kept", nonce: "n1")
        #expect(try ana.hearAck() == 1)
        try first.server.stop().wait()
        let second = try TestServer { $0.historyPath = path }
        let again = try ChatTUIClient(second, nick: "ana", past: .last(5))
        let welcome = try again.hearWelcome()
        #expect(welcome.epoch == epoch)
        #expect(welcome.top == 1)
        #expect(try again.hearMessage().text == "kept")
    }

    @Test("tells who comes, goes, changes the name and writes")
    func presence() throws {
        let ana = try ChatTUIClient(server, device: "a", nick: "ana")
        _ = try ana.hearWelcome()
        var bob: ChatTUIClient? = try ChatTUIClient(server, device: "b", nick: "ana")
        #expect(try bob?.hearWelcome().nick == nick("ana2"))
        #expect(try ana.hear() == .join(nick("ana2")))
        try bob?.send(ClientFrame.encode(nick: nick("bob")))
        #expect(try ana.hear() == .nick(from: nick("ana2"), to: nick("bob")))
        #expect(try bob?.hear() == .nick(from: nick("ana2"), to: nick("bob")))
        try bob?.send(ClientFrame.encodeTyping())
        try bob?.send(ClientFrame.encodeTyping())
        #expect(try ana.hear() == .typing(nick("bob")))
        bob = nil
        #expect(try ana.hear() == .leave(nick("bob")))
    }

    @Test("refuses a message that is too long, and goes on")
    func tooLong() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        try ana.say(String(repeating: "x", count: 65_535), nonce: "n1")
        guard case .error(let refusal) = try ana.hear() else {
            throw RawClient.Failure.unexpected("no refusal")
        }
        #expect(refusal.code == .tooLong)
        #expect(refusal.nonce == Nonce("n1".utf8))
        try ana.say(String(repeating: "x", count: 65_534), nonce: "n2")
        #expect(try ana.hearAck() == 1)
    }

    @Test("tells no number before the welcome, and none before its message")
    func orderOfAcknowledgements() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        let epoch = try ana.hearWelcome().epoch
        let text = String(repeating: "x", count: 1_000)
        for number in 1...2_000 {
            try ana.say(text, nonce: "n\(number)")
            if number.isMultiple(of: 100) {
                while try ana.hearAck() < number {}
            }
        }
        // What it says is accepted long before it has been told all that was said.
        let bob = try ChatTUIClient(server)
        let start = LogPosition(epoch: epoch, seq: 0)
        try bob.greet(device: "b", nick: "bob", past: .resume(start))
        for number in 1...50 { try bob.say("\(number)", nonce: "n\(number)") }
        #expect(try bob.hearWelcome().resumed)
        var heard: Int64 = 0
        var acknowledged = 0
        while acknowledged < 50 {
            switch try bob.hear() {
            case .message(let message): heard = message.seq
            case .ack(_, let seq):
                try #require(seq <= heard)
                acknowledged += 1
            default: break
            }
        }
    }

    @Test("answers no request for history while its peer reads none, and goes on with the others")
    func unreadHistory() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        for number in 1...200 {
            try ana.say(String(repeating: "x", count: 1_000), nonce: "n\(number)")
        }
        while try ana.hearAck() < 200 {}
        let greedy = try ChatTUIClient(server, device: "b", nick: "bob")
        let request = RawClient.frame(1, ClientFrame.encode(historyBefore: 201, limit: 1_000))
        let requests = Array(repeatElement(request, count: 1_000).joined())
        let most = 32 << 20
        var written = 0
        while written < most, greedy.raw.canWrite(within: 500) {
            guard let count = try? greedy.raw.writeSome(requests[...]) else { break }
            written += count
        }
        #expect(written < most, "the server reads on")
        try ana.say("still here", nonce: "last")
        #expect(try ana.hearAck() == 201)
    }

    @Test("lets a name change once a second, and says so")
    func renamingRate() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        try ana.send(ClientFrame.encode(nick: nick("eva")))
        #expect(try ana.hear() == .nick(from: nick("ana"), to: nick("eva")))
        try ana.send(ClientFrame.encode(nick: nick("ute")))
        guard case .error(let refusal) = try ana.hear() else {
            throw RawClient.Failure.unexpected("no refusal")
        }
        #expect(refusal.code == .rate)
    }

    @Test("does not announce who has no name, and takes what it says")
    func nameless() throws {
        let ana = try ChatTUIClient(server, nick: "ana")
        _ = try ana.hearWelcome()
        let reader = try ChatTUIClient(server, device: "b")
        let welcome = try reader.hearWelcome()
        #expect(welcome.nick == nil)
        #expect(welcome.members == [try nick("ana")])
        try reader.say("hi", nonce: "n1")
        guard case .message(let message) = try ana.hear() else {
            throw RawClient.Failure.unexpected("an announcement")
        }
        #expect(message.from == nil)
    }

    @Test("closes who speaks before the hello")
    func wantsHello() throws {
        let ana = try ChatTUIClient(server)
        try ana.say("hi", nonce: "n1")
        #expect(try ana.raw.hearClose() == 1008)
    }

    @Test("numbers and acknowledges without a history too")
    func withoutHistory() throws {
        let server = try TestServer()
        let ana = try ChatTUIClient(server, device: "a", nick: "ana")
        let welcome = try ana.hearWelcome()
        #expect(welcome.oldest == 1)
        try ana.say("hi", nonce: "n1")
        #expect(try ana.hearAck() == 1)
        try ana.say("hi", nonce: "n1")
        #expect(try ana.hearAck() == 1)
        let position = LogPosition(epoch: welcome.epoch, seq: 1)
        let bob = try ChatTUIClient(server, device: "b", past: .resume(position))
        #expect(try bob.hearWelcome().resumed)
        let earlier = LogPosition(epoch: welcome.epoch, seq: 0)
        let eva = try ChatTUIClient(server, device: "e", past: .resume(earlier))
        #expect(try !eva.hearWelcome().resumed)
        try ana.send(ClientFrame.encode(historyBefore: 2, limit: 2))
        while true {
            guard case .history(_, let messages) = try ana.hear() else { continue }
            #expect(messages.isEmpty)
            break
        }
    }
}
