import Store
import Wire

/// Which device sent a message, and what it calls it: sent twice, it is stored once.
package struct MessageOrigin: Hashable, Sendable {
    /// The sender's device.
    package var device: Device
    /// The sender's name for the message.
    package var nonce: Nonce

    /// The message `nonce` of `device`.
    package init(device: Device, nonce: Nonce) {
        self.device = device
        self.nonce = nonce
    }
}

/// A chat message on its way into the history.
package struct Draft: Sendable {
    /// Where it was said.
    package var room: RoomName
    /// When it came, in milliseconds since 1970 by the server's clock.
    package var at: Int64
    /// Who said it; `nil` for a plain client.
    package var nick: Nick?
    /// What makes a repetition known; `nil` for a plain client, whose messages are all new.
    package var origin: MessageOrigin?
    /// The JSON value of `message` as it was sent, byte for byte: what is relayed, so that values
    /// that are no strings survive as well.
    package var value: [UInt8]
    /// The caller's; comes back with the outcome.
    package var token: UInt64

    /// A chat message that is not numbered yet.
    package init(
        room: RoomName,
        at: Int64,
        nick: Nick? = nil,
        origin: MessageOrigin? = nil,
        value: [UInt8],
        token: UInt64 = 0
    ) {
        self.room = room
        self.at = at
        self.nick = nick
        self.origin = origin
        self.value = value
        self.token = token
    }

    /// About how many bytes of memory it takes while it waits.
    var size: Int { value.count + 256 }
}

/// What became of a draft.
package enum DraftOutcome: Equatable, Sendable {
    /// It is on disk under this number. `at` is the draft's, or the one of the room's message
    /// before when the clock went back in between: within a room time never does.
    case stored(seq: Int64, at: Int64)
    /// Its origin is on disk already, under this number; nothing was stored.
    case duplicate(of: Int64)
    /// The disk did not take it (the protocol's code `unavailable`), and nobody has seen it.
    ///
    /// It is not in the history, with one exception that nobody can rule out: after
    /// `StoreError.ioError` and a crash right after, a message that was refused can turn up there.
    /// Sent again with the same origin it is a duplicate then.
    case refused(StoreError)
}

/// A draft and what became of it.
package struct SettledDraft: Sendable {
    /// As it was submitted.
    package var draft: Draft
    /// Final.
    package var outcome: DraftOutcome
}

/// A chat message in the history.
package struct StoredMessage: Equatable, Sendable {
    /// Its number in the room: 1, 2, 3 … without holes.
    package var seq: Int64
    /// When it came, in milliseconds since 1970; never less than the message before.
    package var at: Int64
    /// Who said it; `nil` for a plain client.
    package var nick: Nick?
    /// What the replay to the same device carries (its nonce).
    package var origin: MessageOrigin?
    /// The JSON value of `message`, byte for byte as it was sent.
    package var value: [UInt8]

    /// A message of these parts.
    package init(seq: Int64, at: Int64, nick: Nick?, origin: MessageOrigin?, value: [UInt8]) {
        self.seq = seq
        self.at = at
        self.nick = nick
        self.origin = origin
        self.value = value
    }
}

/// Where a room's log begins and ends.
package struct RoomExtent: Equatable, Sendable {
    /// The life of the log.
    ///
    /// A room in which nothing was said has one too, and keeps it.
    package var epoch: Epoch
    /// The number of the first message that is kept; 1 when nothing was said, `top + 1` when
    /// nothing is kept.
    package var oldest: Int64
    /// The number of the last message; 0 when nothing was said.
    package var top: Int64

    /// How many messages are kept.
    package var count: Int64 { top - oldest + 1 }

    /// Whether a client that read up to `position` can be given all that followed.
    ///
    /// Not if the log is another one, ends before (``HistoryWriter/renewEpoch(of:)``) or begins
    /// behind the next message.
    package func continues(_ position: LogPosition) -> Bool {
        position.epoch == epoch && (oldest - 1...top).contains(position.seq)
    }
}

/// A room in the list of rooms.
package struct RoomSummary: Equatable, Sendable {
    /// Its name.
    package var name: RoomName
    /// Where its log begins and ends.
    package var extent: RoomExtent
    /// When the last message came, in milliseconds since 1970; 0 when there was none.
    package var lastAt: Int64
}

/// How much of each room is kept.
package struct HistoryRetention: Equatable, Sendable {
    /// The newest messages of a room, at least 1.
    package var messages: Int64
    /// The age in milliseconds from which messages go; `nil` keeps them by number alone.
    package var age: Int64?

    /// Keeps the newest `messages` of each room, and none older than `days`.
    package init(messages: Int64 = 100_000, days: Int64? = nil) {
        self.messages = max(messages, 1)
        age = days.map { max($0, 1).multipliedReportingOverflow(by: 86_400_000) }
            .map { $0.overflow ? .max : $0.partialValue }
    }
}
