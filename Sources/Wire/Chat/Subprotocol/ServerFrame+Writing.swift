extension ServerFrame {
    private static let head: StaticString = #"{"message":"#
    private static let seqKey: StaticString = #","seq":"#
    private static let atKey: StaticString = #","at":"#
    private static let fromKey: StaticString = #","from":""#
    private static let nonceKey: StaticString = #","nonce":""#

    /// The length of the frame that ``append(value:seq:at:from:nonce:to:)`` writes.
    package static func encodedCount(
        valueCount: Int,
        seq: Int64,
        at: Int64,
        from: Nick?,
        nonce: Nonce? = nil
    ) -> Int {
        var count = head.utf8CodeUnitCount + valueCount + 1
        count += seqKey.utf8CodeUnitCount + [UInt8].digits(of: seq)
        count += atKey.utf8CodeUnitCount + [UInt8].digits(of: at)
        if let from { count += fromKey.utf8CodeUnitCount + from.description.utf8.count + 1 }
        if let nonce { count += nonceKey.utf8CodeUnitCount + nonce.description.utf8.count + 1 }
        return count
    }

    /// Appends a chat message.
    ///
    /// - Parameters:
    ///   - value: The JSON value, as ``ClientFrame/Message/value`` or ``ChatFrame/Scanned/value``
    ///     found it; it is copied, not looked at.
    ///   - seq: Its number, from 1 up.
    ///   - at: When it was accepted, in milliseconds since 1970, from 0 up.
    ///   - from: Who sent it; `nil` for a plain client.
    ///   - nonce: Only in a repetition to the device that sent it.
    ///   - output: Grows by ``encodedCount(valueCount:seq:at:from:nonce:)``.
    package static func append(
        value: UnsafeRawBufferPointer,
        seq: Int64,
        at: Int64,
        from: Nick?,
        nonce: Nonce? = nil,
        to output: inout [UInt8]
    ) {
        output.append(literal: head)
        output.append(contentsOf: value)
        output.append(literal: seqKey)
        output.append(decimal: seq)
        output.append(literal: atKey)
        output.append(decimal: at)
        if let from { append(fromKey, from.description, to: &output) }
        if let nonce { append(nonceKey, nonce.description, to: &output) }
        output.append(UInt8(ascii: "}"))
    }

    /// Appends an acknowledgement.
    package static func append(ack nonce: Nonce, seq: Int64, to output: inout [UInt8]) {
        append(#"{"type":"ack","nonce":""#, nonce.description, to: &output)
        output.append(literal: seqKey)
        output.append(decimal: seq)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends a refusal.
    package static func append(_ refusal: Refusal, to output: inout [UInt8]) {
        append(#"{"type":"error","code":""#, refusal.code.rawValue, to: &output)
        if let nonce = refusal.nonce { append(nonceKey, nonce.description, to: &output) }
        if let before = refusal.before {
            output.append(literal: #","before":"#)
            output.append(decimal: before)
        }
        if let seconds = refusal.retryAfter {
            output.append(literal: #","retry_after":"#)
            output.append(decimal: seconds)
        }
        output.append(literal: #","reason":"#)
        JSONText.appendString(refusal.reason.utf8, to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends that somebody came.
    package static func append(join nick: Nick, to output: inout [UInt8]) {
        append(#"{"type":"join","nick":""#, nick.description, to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends that somebody went.
    package static func append(leave nick: Nick, to output: inout [UInt8]) {
        append(#"{"type":"leave","nick":""#, nick.description, to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends that somebody has another name.
    package static func append(nickFrom from: Nick, to nick: Nick, to output: inout [UInt8]) {
        append(#"{"type":"nick","from":""#, from.description, to: &output)
        append(#","to":""#, nick.description, to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends that somebody is writing.
    package static func append(typing nick: Nick, to output: inout [UInt8]) {
        append(#"{"type":"typing","nick":""#, nick.description, to: &output)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends the highest number.
    package static func append(top seq: Int64, to output: inout [UInt8]) {
        output.append(literal: #"{"type":"top","seq":"#)
        output.append(decimal: seq)
        output.append(UInt8(ascii: "}"))
    }

    /// Appends a welcome; of the members at most ``Subprotocol/maximumMembers``.
    package static func append(_ welcome: Welcome, to output: inout [UInt8]) {
        output.append(literal: #"{"type":"welcome","room":"#)
        JSONText.appendString(welcome.room.utf8, to: &output)
        if let nick = welcome.nick { append(#","nick":""#, nick.description, to: &output) }
        append(#","epoch":""#, welcome.epoch.description, to: &output)
        output.append(literal: #","oldest":"#)
        output.append(decimal: welcome.oldest)
        output.append(literal: #","top":"#)
        output.append(decimal: welcome.top)
        output.append(literal: welcome.resumed ? #","resumed":true"# : #","resumed":false"#)
        output.append(literal: #","members":["#)
        for (index, nick) in welcome.members.prefix(Subprotocol.maximumMembers).enumerated() {
            append(index == 0 ? "\"" : ",\"", nick.description, to: &output)
        }
        output.append(UInt8(ascii: "]"))
        if let limit = welcome.messageLimit {
            output.append(literal: #","limits":{"message":"#)
            output.append(decimal: limit)
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "}"))
    }

    /// Appends `literal`, text that needs no escapes, and a quote.
    private static func append(
        _ literal: StaticString,
        _ text: String,
        to output: inout [UInt8]
    ) {
        output.append(literal: literal)
        output.append(contentsOf: text.utf8)
        output.append(UInt8(ascii: "\""))
    }
}

/// Makes a history frame from the newest message to the oldest, until it is full.
package struct HistoryPage: Sendable {
    private static let head: StaticString = #"{"type":"history","before":"#

    private let before: Int64
    /// Newest first.
    private var messages: [[UInt8]] = []
    private var bytes = 64

    /// A page of messages below number `before`.
    package init(before: Int64) {
        self.before = before
    }

    /// How many messages it has.
    package var count: Int { messages.count }

    /// Puts the next older message in, with what ``ServerFrame/append(value:seq:at:from:nonce:to:)``
    /// wants; returns whether it fits (``Subprotocol/maximumHistory``,
    /// ``Subprotocol/maximumHistoryBytes``).
    package mutating func prepend(
        value: UnsafeRawBufferPointer,
        seq: Int64,
        at: Int64,
        from: Nick?,
        nonce: Nonce? = nil
    ) -> Bool {
        let size = ServerFrame.encodedCount(
            valueCount: value.count,
            seq: seq,
            at: at,
            from: from,
            nonce: nonce
        )
        let fits =
            messages.isEmpty
            || bytes + size + 1 <= Subprotocol.maximumHistoryBytes
                && messages.count < Subprotocol.maximumHistory
        guard fits else { return false }
        var message: [UInt8] = []
        message.reserveCapacity(size)
        ServerFrame.append(
            value: value,
            seq: seq,
            at: at,
            from: from,
            nonce: nonce,
            to: &message
        )
        messages.append(message)
        bytes += size + 1
        return true
    }

    /// The bytes of the frame.
    package func encoded() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes)
        output.append(literal: Self.head)
        output.append(decimal: before)
        output.append(literal: #","messages":["#)
        for (index, message) in messages.reversed().enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: message)
        }
        output.append(literal: "]}")
        return output
    }
}
