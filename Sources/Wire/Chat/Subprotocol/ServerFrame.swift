/// A frame that a server of `chat-tui.1` sends, as a client reads it.
package enum ServerFrame: Equatable, Sendable {
    /// The answer to a hello.
    case welcome(Welcome)
    /// A chat message, live or repeated.
    case message(Message)
    /// An own chat message is accepted: it is in the log under this number.
    case ack(Nonce, seq: Int64)
    /// An own chat message is not accepted, and nobody saw it; or another request failed.
    case error(Refusal)
    /// Somebody came.
    case join(Nick)
    /// Somebody went.
    case leave(Nick)
    /// Somebody has another name now.
    case nick(from: Nick, to: Nick)
    /// Somebody is writing.
    case typing(Nick)
    /// Messages below number `before`, without a hole up to it, oldest first; none if there are no
    /// older ones. Fewer than were asked for do not mean that.
    case history(before: Int64, messages: [Message])
    /// The number of the latest message.
    case top(Int64)
    /// A type that this version does not know: ignored.
    case unknown

    /// What a client is told when it comes.
    package struct Welcome: Equatable, Sendable {
        /// The room's name; untrusted.
        package var room: String
        /// The client's nick from now on; `nil` from a server that gives none.
        package var nick: Nick?
        /// Which log the numbers belong to.
        package var epoch: Epoch
        /// The lowest number that is kept; `top` + 1 if none is.
        package var oldest: Int64
        /// The highest number given, 0 if none was.
        package var top: Int64
        /// Whether all messages behind the position that was asked for follow.
        package var resumed: Bool
        /// Who is there, this client included; at most ``Subprotocol/maximumMembers``.
        package var members: [Nick]
        /// The longest chat message, in bytes of the JSON value; `nil` if it was not told.
        package var messageLimit: Int64?

        /// A welcome.
        package init(
            room: String,
            nick: Nick?,
            epoch: Epoch,
            oldest: Int64,
            top: Int64,
            resumed: Bool,
            members: [Nick],
            messageLimit: Int64?
        ) {
            self.room = room
            self.nick = nick
            self.epoch = epoch
            self.oldest = oldest
            self.top = top
            self.resumed = resumed
            self.members = members
            self.messageLimit = messageLimit
        }
    }

    /// A chat message with what the server adds to it.
    package struct Message: Equatable, Sendable {
        /// The decoded string, or the compact JSON of another value; untrusted.
        package var text: String
        /// Whether the value is a JSON string.
        package var isString: Bool
        /// Its number in the room: 1, 2, 3, … without holes.
        package var seq: Int64
        /// When the server accepted it, in milliseconds since 1970.
        package var at: Int64
        /// Who sent it; `nil` for a plain client.
        package var from: Nick?
        /// In a repetition to the device that sent it.
        package var nonce: Nonce?

        /// A message.
        package init(
            text: String,
            isString: Bool = true,
            seq: Int64,
            at: Int64,
            from: Nick?,
            nonce: Nonce? = nil
        ) {
            self.text = text
            self.isString = isString
            self.seq = seq
            self.at = at
            self.from = from
            self.nonce = nonce
        }
    }

    /// Why something is not done.
    package struct Refusal: Equatable, Sendable {
        /// The kinds of reasons.
        package enum Code: String, Equatable, Sendable {
            /// Too many in a short time: try later.
            case rate
            /// Longer than the server takes.
            case tooLong = "too_long"
            /// No room in the server's queue or on its disk: try later.
            case full
            /// Not allowed.
            case denied
            /// The server cannot just now: try later.
            case unavailable
            /// A code that this version does not know.
            case other
        }

        /// The chat message; `nil` for another request.
        package var nonce: Nonce?
        /// The request for messages of the history below this number; `nil` for another one.
        package var before: Int64?
        /// The kind of reason.
        package var code: Code
        /// Seconds after which it may be tried again, at most a day.
        package var retryAfter: Int64?
        /// A sentence for people; untrusted.
        package var reason: String

        /// A refusal.
        package init(
            nonce: Nonce?,
            before: Int64? = nil,
            code: Code,
            retryAfter: Int64? = nil,
            reason: String
        ) {
            self.nonce = nonce
            self.before = before
            self.code = code
            self.retryAfter = retryAfter
            self.reason = reason
        }
    }
}
