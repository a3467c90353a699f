/// Which end of a WebSocket connection this is; it decides who masks (RFC 6455 section 5.1) and who
/// closes the TCP connection first (section 7.1.1).
package enum Role: Sendable {
    /// Masks what it sends and refuses masked frames.
    case client
    /// Refuses unmasked frames and never masks.
    case server
}

/// What a frame carries (RFC 6455 section 5.2); the reserved opcodes have no case.
package enum Opcode: UInt8, Sendable {
    /// A further fragment of the message begun before.
    case continuation = 0x0
    /// The first fragment, or the whole, of a text message.
    case text = 0x1
    /// The first fragment, or the whole, of a binary message.
    case binary = 0x2
    /// Starts or answers the closing handshake.
    case close = 0x8
    /// Asks for a pong with the same payload.
    case ping = 0x9
    /// Answers a ping, or is unsolicited.
    case pong = 0xA

    /// Whether frames of this kind may sit between the fragments of a message (section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}

/// The kind of a whole message: fragments are already joined.
package enum MessageKind: Sendable {
    /// Valid UTF-8, checked.
    case text
    /// Any bytes.
    case binary

    /// The opcode of the message's first frame.
    package var opcode: Opcode { self == .text ? .text : .binary }
}

/// The first 2 to 14 bytes of a frame (RFC 6455 section 5.2).
package struct FrameHeader: Equatable, Sendable {
    /// Whether this is the last fragment of its message.
    package var isFinal: Bool
    /// RSV1 to RSV3 in bits 2 to 0; RSV1 marks a compressed message (RFC 7692 section 6).
    package var reservedBits: UInt8
    /// What the frame carries.
    package var opcode: Opcode
    /// The masking key in the order of its bytes on the wire (least significant first), if masked.
    package var maskKey: UInt32?
    /// Length of the payload in bytes, below 2^63.
    package var payloadLength: Int

    /// RSV1 alone, as in ``reservedBits``.
    package static let rsv1: UInt8 = 0b100
    /// The longest header: 2 bytes, 8 of extended length, 4 of masking key.
    package static let maximumSize = 14
    /// The longest payload of a control frame (section 5.5).
    package static let maximumControlPayload = 125
}
