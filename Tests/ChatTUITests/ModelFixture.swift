import WSClient
import Wire

@testable import ChatTUI

/// Monday 24 August 2026 at 11:42:10 UTC, a thousand seconds after the clock started.
let start = Moment(monotonic: 1_000_000, wall: 1_787_571_730_000, utcOffset: 0)

/// Where the rooms are.
let serverURL = WebSocketURL(isSecure: false, host: "127.0.0.1", port: 8000, resource: "/")

extension Moment {
    /// This many milliseconds later.
    func after(_ milliseconds: Int64) -> Moment {
        Moment(
            monotonic: monotonic + milliseconds,
            wall: wall + milliseconds,
            utcOffset: utcOffset
        )
    }
}

extension Model {
    /// A screen of 80x24 with these rooms, the first one shown; room n has the ID n.
    static func with(
        rooms names: [String] = ["lobby"],
        nick: String = "",
        connected: Bool = true
    ) -> Model {
        var model = Model(
            server: serverURL,
            nick: nick,
            size: Size(columns: 80, rows: 24),
            now: start
        )
        let addresses = names.compactMap { try? model.address(of: $0) }
        _ = try? model.join(addresses)
        guard connected else { return model }
        for room in model.rooms {
            _ = update(&model, .session(room.id, .connected(subprotocol: nil)), at: start)
        }
        return model
    }

    /// A screen like ``with(rooms:nick:connected:)`` whose server speaks `chat-tui.1` and has let us
    /// in as bob.
    static func numbered(
        rooms names: [String] = ["lobby"],
        members: [String] = ["ana", "bob"],
        top: Int64 = 0,
        oldest: Int64 = 1,
        readUpTo: Int64? = nil
    ) -> Model {
        var model = Model.with(rooms: names, connected: false)
        for room in 1...names.count {
            session(&model, .connected(subprotocol: Subprotocol.chatTUI1), in: room)
            let welcomed = Welcomed(
                nick: Nick("bob"),
                members: members.compactMap { Nick($0) },
                oldest: oldest,
                top: top,
                readUpTo: readUpTo,
                epoch: Epoch(rawValue: 1)
            )
            conversation(&model, .welcomed(welcomed), in: room)
        }
        return model
    }

    /// What the log of the room says: `[notice]`, `<gap>`, `> own message`, `! mention`.
    func transcript(_ room: Int = 0) -> [String] {
        rooms[room].log.lines.map { line in
            switch line.kind {
            case .notice: "[\(line.text)]"
            case .gap: "<\(line.text)>"
            case .missing(let after, let before): "<\(after)…\(before): \(line.text)>"
            case .message(own: true, _): "> \(line.text)"
            case .message(own: false, mention: true): "! \(line.text)"
            case .message(own: false, mention: false): "\(line.text)"
            }
        }
    }

    /// The own lines below the log of the room, with their states.
    func pendingLines(_ room: Int = 0) -> [String] {
        rooms[room].pending.map { "\($0.display) \($0.state)" }
    }

    /// The input line with `|` at the cursor.
    var inputLine: String { editor.picture }
}

extension LineEditor {
    /// The text with `|` at the cursor.
    var picture: String {
        var characters = Array(text)
        characters.insert("|", at: cursor)
        return String(characters)
    }
}

/// Presses keys one after the other.
@discardableResult
func press(_ model: inout Model, _ keys: Key..., at now: Moment = start) -> [Effect] {
    keys.flatMap { update(&model, .input(.key($0)), at: now) }
}

/// Presses chords one after the other.
func press(_ model: inout Model, _ chords: [KeyChord]) {
    for chord in chords {
        press(&model, chord.first)
        if let second = chord.second { press(&model, second) }
    }
}

/// Types text, character by character; line feeds with Alt+Enter.
@discardableResult
func type(_ model: inout Model, _ text: String, at now: Moment = start) -> [Effect] {
    text.unicodeScalars.flatMap { scalar in
        let key = scalar == "\n" ? Key(code: .enter, modifiers: .alt) : .character(scalar)
        return update(&model, .input(.key(key)), at: now)
    }
}

/// Types text and presses Enter.
@discardableResult
func enter(_ model: inout Model, _ text: String, at now: Moment = start) -> [Effect] {
    type(&model, text, at: now) + press(&model, .plain(.enter), at: now)
}

/// A chat message arrives in the room (counted from 1).
@discardableResult
func receive(
    _ model: inout Model,
    _ message: String,
    in room: Int = 1,
    at now: Moment = start
) -> [Effect] {
    conversation(&model, .message(RoomMessage(text: message)), in: room, at: now)
}

/// Something is told of what is said in the room (rooms are counted from 1).
@discardableResult
func conversation(
    _ model: inout Model,
    _ event: ConversationEvent,
    in room: Int = 1,
    at now: Moment = start
) -> [Effect] {
    update(&model, .conversation(RoomID(rawValue: room), event), at: now)
}

/// A message with this number, said a second after the one before it, the tenth at ``start``.
func message(
    _ seq: Int64,
    _ text: String? = nil,
    from: String? = "ana",
    isReplay: Bool = false
) -> RoomMessage {
    var message = RoomMessage(text: text ?? "message \(seq)")
    message.seq = seq
    message.at = start.wall + (seq - 10) * 1_000
    message.from = from.flatMap { Nick($0) }
    message.isReplay = isReplay
    return message
}

/// Messages of these numbers arrive, repeated or live.
@discardableResult
func hear(
    _ model: inout Model,
    _ seqs: ClosedRange<Int64>,
    isReplay: Bool = false,
    in room: Int = 1,
    at now: Moment = start
) -> [Effect] {
    seqs.flatMap { seq in
        conversation(&model, .message(message(seq, isReplay: isReplay)), in: room, at: now)
    }
}

/// More is known of own lines.
func own(
    _ model: inout Model,
    _ state: OwnLineState,
    _ ids: SendID...,
    in room: Int = 1,
    at now: Moment = start
) {
    for id in ids { conversation(&model, .own(id, state), in: room, at: now) }
}

/// A plain server echoes an own line.
func echo(
    _ model: inout Model,
    _ text: String,
    _ id: SendID,
    in room: Int = 1,
    at now: Moment = start
) {
    var message = RoomMessage(text: text)
    (message.isOwn, message.id) = (true, id)
    conversation(&model, .message(message), in: room, at: now)
    own(&model, .accepted(seq: nil), id, in: room, at: now)
}

/// Something happens in the room's session (rooms are counted from 1).
@discardableResult
func session(
    _ model: inout Model,
    _ event: ClientEvent,
    in room: Int = 1,
    at now: Moment = start
) -> [Effect] {
    update(&model, .session(RoomID(rawValue: room), event), at: now)
}
