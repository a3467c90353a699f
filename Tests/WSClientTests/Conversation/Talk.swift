import TestSupport
import Wire

@testable import WSClient

/// A conversation with a clock, and what came out of it.
struct Talk {
    static let device = "000102030405060708090a0b0c0d0e0f"
    static let epoch = "00000000000000ab"

    var talk: RoomConversation
    /// Frames since the last connection or receipt.
    var sent: [String] = []
    var events: [ConversationEvent] = []
    /// Messages and gaps since the property was read.
    var told: [String] {
        mutating get {
            defer { heard = [] }
            return heard
        }
    }
    private var heard: [String] = []
    private var now: Int64 = 0

    init(resends: Bool = false, awaitsEchoes: Bool = true) {
        var generator = SeededGenerator(seed: 1)
        let device = Device(Self.device.utf8) ?? Device(using: &generator)
        var options = RoomConversation.Options(device: device)
        options.nick = Nick("bob")
        options.resends = resends
        options.awaitsEchoes = awaitsEchoes
        talk = RoomConversation(options)
    }

    mutating func connect(subprotocol: String? = Subprotocol.chatTUI1) {
        sent = []
        talk.connected(subprotocol: subprotocol, at: now)
        settle()
    }

    /// Connects and is welcomed; what was sent before is forgotten.
    mutating func join(top: Int64) {
        connect()
        sent = []
        receive(Self.welcome(top: top, resumed: true))
    }

    mutating func receive(_ frames: String...) {
        sent = []
        for frame in frames {
            talk.received(Array(frame.utf8), at: now)
            settle()
        }
    }

    mutating func say(_ text: String, id: SendID, prefix: String = "") {
        var record = Self.record(text, id: id)
        record.prefix = prefix
        talk.say(record, at: now)
        settle()
    }

    mutating func lose() {
        talk.lost(isAboutMessage: false)
        settle()
    }

    mutating func wait(_ milliseconds: Int64) {
        now += milliseconds
        talk.tick(at: now)
        settle()
    }

    /// Takes what has come out.
    mutating func settle() {
        for output in talk.takeOutputs() {
            switch output {
            case .send(let bytes, _): sent.append(String(decoding: bytes, as: UTF8.self))
            case .event(let event):
                events.append(event)
                note(event)
            }
        }
    }

    func states(of id: SendID) -> [OwnLineState] {
        events.compactMap { if case .own(id, let state) = $0 { state } else { nil } }
    }

    private mutating func note(_ event: ConversationEvent) {
        switch event {
        case .message(let message):
            let seq = message.seq.map { String($0) } ?? "-"
            let own = message.id.map { " own \($0)" } ?? (message.isOwn ? " own" : "")
            heard.append("\(seq) \(message.text)\(own)")
        case .gap(let gap):
            heard.append("\(gap.isNewLog ? "new log" : "gap") \(gap.after)-\(gap.before)")
        case .older(_, let messages, let reachedOldest):
            let seqs = messages.compactMap(\.seq).map { " \($0)" }.joined()
            heard.append("older\(seqs)\(reachedOldest ? " end" : "")")
        default: break
        }
    }
}

// MARK: - Frames

extension Talk {
    static func record(_ text: String, id: SendID) -> OwnLineRecord {
        var generator = SeededGenerator(seed: id)
        let nonce = Nonce("n\(id)".utf8) ?? Nonce(using: &generator)
        return OwnLineRecord(id: id, text: text, nonce: nonce, at: 0)
    }

    static func welcome(
        oldest: Int64 = 1,
        top: Int64,
        resumed: Bool = false,
        epoch: String = epoch
    ) -> String {
        #"""
        {"type":"welcome","room":"r","nick":"bob","epoch":"\#(epoch)","oldest":\#(oldest),\#
        "top":\#(top),"resumed":\#(resumed),"members":["bob"],"limits":{"message":65536}}
        """#
    }

    static func message(
        _ seq: Int64,
        _ text: String,
        from: String? = nil,
        nonce: String? = nil
    ) -> String {
        let from = from.map { #","from":"\#($0)""# } ?? ""
        let nonce = nonce.map { #","nonce":"\#($0)""# } ?? ""
        return #"{"message":"\#(text)","seq":\#(seq),"at":5\#(from)\#(nonce)}"#
    }

    static func history(before: Int64, _ seqs: [Int64]) -> String {
        let messages = seqs.map { message($0, String($0)) }.joined(separator: ",")
        return #"{"type":"history","before":\#(before),"messages":[\#(messages)]}"#
    }
}
