import NIOCore
import Wire

/// A number of the caller's choosing that names one sent message in ``ClientEvent/written(_:)``.
package typealias SendID = UInt64

/// What happens in one room session, in order, through all its connections.
///
/// Every connection is `connecting`, then either `connected` … `lost`, or `lost` at once; after a
/// `lost` without `retryIn`, or after `closed`, nothing more comes.
package enum ClientEvent: Equatable, Sendable {
    /// A connection is being made; `attempt` counts from 1 and starts again after a connection.
    case connecting(attempt: Int)
    /// The handshake is done, with the subprotocol that the server selected.
    case connected(subprotocol: String?)
    /// A text message came: valid UTF-8, untrusted.
    case text([UInt8])
    /// A binary message of this many bytes came; Channels' chat never sends one.
    case binary(count: Int)
    /// The whole message was handed to the kernel; it may or may not arrive. A message that is
    /// not `written` before `lost` was not handed over whole, so no server has seen it.
    case written(SendID)
    /// The connection ended or could not be made; the next attempt starts in `retryIn`, or never.
    case lost(ConnectionLoss, retryIn: TimeAmount?)
    /// ``ReconnectingClient/close(_:)`` was called and the connection is over.
    ///
    /// `answer` is the Close frame that the server sent after ours went out, `nil` if there was none or no connection.
    case closed(answer: CloseStatus?)
}

extension TimeAmount {
    /// Whole milliseconds, for callers that know no NIO.
    package var wholeMilliseconds: Int64 { nanoseconds / 1_000_000 }
}
