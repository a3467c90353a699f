import Wire

/// What a ``RoomConversation`` tells, in order.
///
/// The connection itself is told by ``ClientEvent``: `connecting`, `connected`, `lost`, `closed`.
package enum ConversationEvent: Equatable, Sendable {
    /// The server speaks `chat-tui.1` and has let us in; once in each connection, before anything
    /// else of it. A plain server tells nothing.
    case welcomed(Welcomed)
    /// Somebody said something, in the room's order.
    case message(RoomMessage)
    /// Messages are missing here.
    case gap(MessageGap)
    /// The answer to a request for messages below number `before`, oldest first.
    ///
    /// `reachedOldest` if there are no older ones; otherwise none at all means that it failed.
    case older(before: Int64, messages: [RoomMessage], reachedOldest: Bool)
    /// Somebody came (other than by ``Welcomed/members``).
    case joined(Nick)
    /// Somebody went.
    case left(Nick)
    /// Somebody has another name; it is our own if `isOwn`.
    case renamed(from: Nick, to: Nick, isOwn: Bool)
    /// Somebody else is writing; forget it after twice ``Subprotocol/typingMilliseconds``.
    case typing(Nick)
    /// A line that an earlier process left behind is ours now; its states follow.
    case restored(OwnLineRecord)
    /// What is known of an own line has changed.
    case own(SendID, OwnLineState)
    /// The server did not do something else that was asked for; the reason is untrusted.
    case refused(ServerFrame.Refusal)
    /// Something that is no frame of the chat.
    case notChat([UInt8])
}

/// What the server tells when we come.
package struct Welcomed: Equatable, Sendable {
    /// Our name until ``ConversationEvent/renamed(from:to:isOwn:)``.
    package var nick: Nick?
    /// Who is there, we included.
    package var members: [Nick]
    /// Where the log of the room begins and ends.
    package var oldest: Int64, top: Int64
    /// How far the room was read before (``RoomConversation/Start``), if it is still the same log.
    package var readUpTo: Int64?
    /// Which log it is: numbers of another one mean nothing any more.
    package var epoch: Epoch

    /// What the server tells.
    package init(
        nick: Nick?,
        members: [Nick],
        oldest: Int64,
        top: Int64,
        readUpTo: Int64?,
        epoch: Epoch
    ) {
        self.nick = nick
        self.members = members
        self.oldest = oldest
        self.top = top
        self.readUpTo = readUpTo
        self.epoch = epoch
    }
}

/// A chat message as it is told to people.
///
/// All its text is untrusted.
package struct RoomMessage: Equatable, Sendable {
    /// What was said: the decoded string, or the compact JSON of another value.
    package var text: String
    /// Whether it is a JSON string.
    package var isString = true
    /// Its number in the room's log; `nil` from a plain server.
    package var seq: Int64?
    /// When the server accepted it, in milliseconds since 1970.
    package var at: Int64?
    /// Who said it; `nil` if that is not known.
    package var from: Nick?
    /// Whether it is one of ours.
    package var isOwn = false
    /// Which line of ours it is; ``ConversationEvent/own(_:_:)`` tells its state by itself.
    package var id: SendID?
    /// Whether it was said before this connection.
    package var isReplay = false
    /// The other keys of a plain frame as compact JSON of an object.
    package var extra: String?
    /// The frame as it came; `nil` for a message out of a page of history.
    package var frame: [UInt8]?

    /// A message of which only the text is known.
    package init(text: String) {
        self.text = text
    }
}

/// Messages that are not there: from the one behind `after` to the one before `before`.
package struct MessageGap: Equatable, Sendable {
    /// The last message that was told; 0 if none was.
    package var after: Int64
    /// The next message that will be told.
    package var before: Int64
    /// Whether the log is another one, so that `after` counts messages of one that is gone.
    package var isNewLog: Bool

    /// A gap.
    package init(after: Int64, before: Int64, isNewLog: Bool) {
        self.after = after
        self.before = before
        self.isNewLog = isNewLog
    }

    /// How many messages are missing; `nil` if nobody knows.
    package var count: Int64? { isNewLog ? nil : before - after - 1 }
}

/// A line of our own, before anything is known of its fate.
package struct OwnLineRecord: Equatable, Sendable {
    /// What it is called in this process.
    package var id: SendID
    /// What is said.
    package var text: String
    /// Put before the text where the protocol has no names: `ana: `, or nothing.
    package var prefix: String
    /// What it is called on the wire and on disk, in all repetitions.
    package var nonce: Nonce
    /// When it was entered, in milliseconds since 1970.
    package var at: Int64

    /// A line.
    package init(id: SendID, text: String, prefix: String = "", nonce: Nonce, at: Int64) {
        self.id = id
        self.text = text
        self.prefix = prefix
        self.nonce = nonce
        self.at = at
    }
}

/// What is known of the fate of an own line.
package enum OwnLineState: Equatable, Sendable {
    /// Waits: for a connection, for its turn, or for what the server wants it to wait.
    case waiting
    /// On its way.
    case sending
    /// Handed to the kernel, which is all there will be where nothing else confirms.
    case written
    /// The server has it, in its log under this number; a plain server gives none. The end.
    case accepted(seq: Int64?)
    /// It may or may not have arrived: not sent again unless asked for.
    case unconfirmed
    /// The server, or the conversation, does not take it, and nobody saw it. The reason is
    /// untrusted. The end.
    case refused(ServerFrame.Refusal.Code, reason: String)

    /// Whether nothing more comes.
    package var isFinal: Bool {
        switch self {
        case .accepted, .refused: true
        case .waiting, .sending, .written, .unconfirmed: false
        }
    }
}
