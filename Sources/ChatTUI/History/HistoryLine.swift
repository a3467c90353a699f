import Wire

/// A message of a room's log as one line of JSON, the same in `log -o json`, `export` and `import`.
///
/// `room`, `seq`, `at` and `message` are always there, in the order of the members below.
struct HistoryLine: Equatable, Sendable {
    /// The room's name; untrusted.
    var room: String
    /// Which log the number belongs to.
    var epoch: Epoch?
    /// Its number in the room.
    var seq: Int64
    /// When the server accepted it, in milliseconds since 1970.
    var at: Int64
    /// Who said it; `nil` for a plain client.
    var from: Nick?
    /// Which program sent it, and what that calls it.
    var device: Device?
    var nonce: Nonce?
    /// What was said: JSON, a string as a rule.
    var value: [UInt8]

    /// A line.
    init(
        room: String,
        epoch: Epoch? = nil,
        seq: Int64,
        at: Int64,
        from: Nick?,
        device: Device? = nil,
        nonce: Nonce? = nil,
        value: [UInt8]
    ) {
        self.room = room
        self.epoch = epoch
        self.seq = seq
        self.at = at
        self.from = from
        self.device = device
        self.nonce = nonce
        self.value = value
    }

    /// The line of a message as a server tells it.
    init(_ message: ServerFrame.Message, room: String) {
        var value: [UInt8] = []
        if message.isString {
            JSONText.appendString(message.text.utf8, to: &value)
        } else {
            value = Array(message.text.utf8)
        }
        self.init(room: room, seq: message.seq, at: message.at, from: message.from, value: value)
    }

    /// The JSON, with a line feed behind it and in no other place.
    var encoded: [UInt8] {
        var line = Array(#"{"room":"#.utf8)
        JSONText.appendString(room.utf8, to: &line)
        if let epoch { line += #","epoch":"\#(epoch)""#.utf8 }
        line += #","seq":\#(seq),"at":"\#(Timestamp.iso8601(at))""#.utf8
        if let from { line += #","from":"\#(from)""#.utf8 }
        if let device { line += #","device":"\#(device)""#.utf8 }
        if let nonce { line += #","nonce":"\#(nonce)""#.utf8 }
        line += #","message":"#.utf8
        JSONText.appendOneLine(value, to: &line)
        line += "}\n".utf8
        return line
    }
}
