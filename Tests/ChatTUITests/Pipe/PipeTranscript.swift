import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@testable import ChatTUI

/// A pipe session with a clock of its own and the conversations of its rooms: events go in by name,
/// and what is to be done is remembered in short.
struct PipeTranscript {
    private(set) var session: PipeSession
    /// Texts that were sent, in order.
    private(set) var sent: [String] = []
    /// What would stand on stderr and stdout.
    private(set) var complaints: [String] = []
    private(set) var printed = ""
    /// Rooms that were told to close.
    private(set) var closed: [Int] = []
    private(set) var end: ProcessEnd?
    private var now = start
    private var ids: [String: SendID] = [:]
    private var conversations: [RoomConversation] = []
    private var generator = SeededGenerator(seed: 1)

    /// A session in `rooms`; `change` sets further options.
    init(_ rooms: [String] = ["lobby"], _ change: (inout PipeOptions) -> Void = { _ in }) {
        let server = WebSocketURL(isSecure: false, host: "h", port: 80, resource: "/")
        let addresses = rooms.compactMap { try? RoomAddress($0, server: server) }
        var options = PipeOptions(rooms: addresses)
        change(&options)
        session = PipeSession(options, at: now)
        conversations = addresses.map { _ in
            var chat = RoomConversation.Options(device: Device(using: &generator))
            chat.nick = Nick(options.nick)
            chat.resends = options.resends
            chat.awaitsEchoes = options.confirmation == .echo
            return RoomConversation(chat)
        }
    }

    /// One that sends what stdin holds, and waits 10 s for confirmations.
    static func sending(_ change: (inout PipeOptions) -> Void = { _ in }) -> PipeTranscript {
        PipeTranscript { options in
            options.source = .stdin(.lines, isJSON: false)
            options.confirmWithin = 10_000
            change(&options)
        }
    }

    mutating func take(_ event: PipeEvent) {
        for effect in session.handle(event, at: now) {
            #expect(end == nil, "nothing follows the end")
            switch effect {
            case .say(let room, let text, let prefix, let id):
                let nonce = Nonce(using: &generator)
                let record = OwnLineRecord(
                    id: id,
                    text: text,
                    prefix: prefix,
                    nonce: nonce,
                    at: 0
                )
                ids[prefix + text] = id
                converse(room.rawValue) { $0.say(record, at: $1) }
            case .close(let room): closed.append(room.rawValue)
            case .print(let bytes): printed += String(decoding: bytes, as: UTF8.self)
            case .complain(let sentence): complaints.append(sentence.string)
            case .end(let end): self.end = end
            }
        }
    }

    /// Something happens to a room's connection: what it means goes the way that it goes in the
    /// room sessions.
    mutating func room(_ event: ClientEvent, _ index: Int = 0) {
        let told = PipeEvent.session(RoomID(rawValue: index), event)
        switch event {
        case .connected(let subprotocol):
            take(told)
            converse(index) { $0.connected(subprotocol: subprotocol, at: $1) }
        case .text(let bytes): converse(index) { $0.received(bytes, at: $1) }
        case .written(let id): converse(index) { $0.written(id, at: $1) }
        case .lost(let loss, _):
            converse(index) { conversation, _ in
                conversation.lost(isAboutMessage: loss.isAboutMessage)
            }
            take(told)
        default: take(told)
        }
    }

    private mutating func converse(
        _ index: Int,
        _ act: (inout RoomConversation, _ now: Int64) -> Void
    ) {
        act(&conversations[index], now.monotonic)
        for output in conversations[index].takeOutputs() {
            switch output {
            case .send(let frame, let id):
                guard id != 0 else { continue }
                sent.append(ChatFrame(parsing: frame)?.message ?? "")
            case .event(let event):
                guard end == nil else { return }
                take(.conversation(RoomID(rawValue: index), event))
            }
        }
    }

    mutating func connect(_ index: Int = 0, subprotocol: String? = nil) {
        room(.connecting(attempt: 1), index)
        room(.connected(subprotocol: subprotocol), index)
    }

    mutating func lines(_ texts: String...) {
        for (index, text) in texts.enumerated() {
            take(.line(PipeInput.Line(number: index + 1, text: text)))
        }
    }

    /// The kernel takes lines that were sent.
    mutating func write(_ texts: String...) {
        for text in texts { room(.written(ids[text] ?? 0)) }
    }

    /// The server says something, perhaps what we said.
    mutating func say(_ texts: String..., in index: Int = 0) {
        for text in texts { room(.text(ChatFrame.encode(message: text)), index) }
    }

    mutating func lose(_ loss: ConnectionLoss = .ended, retryIn: TimeAmount? = .seconds(1)) {
        room(.lost(loss, retryIn: retryIn))
    }

    mutating func close(_ code: CloseCode, _ index: Int = 0, retryIn: TimeAmount? = .seconds(1)) {
        room(.lost(.closed(CloseStatus(code: code)), retryIn: retryIn), index)
    }

    /// The server answers our Close frame.
    mutating func answerClose(_ index: Int = 0) {
        room(.closed(answer: CloseStatus(code: .normal)), index)
    }

    /// Time passes; deadlines that are due are kept.
    mutating func pass(_ milliseconds: Int64) {
        let until = now.after(milliseconds)
        while end == nil, let next = session.nextDeadline, next <= until.monotonic {
            now = now.after(max(next - now.monotonic, 0))
            take(.tick)
        }
        now = until
    }

    /// Time passes in which nothing is taken, not even deadlines.
    mutating func stall(_ milliseconds: Int64) {
        now = now.after(milliseconds)
        take(.wasHeldUp(milliseconds: milliseconds))
    }

    /// The texts of the JSON lines that were printed.
    var messages: [String] {
        printed.split(separator: "\n").compactMap { line in
            ChatFrame(parsing: Array(line.utf8))?.message
        }
    }
}
