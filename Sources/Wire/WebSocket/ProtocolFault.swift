/// What a peer did against RFC 6455 or our limits: a value that fails the connection
/// (section 7.1.7).
///
/// It is thrown between the parts of ``Connection``, never out of it.
package enum ProtocolFault: Error, Equatable {
    /// An RSV bit where no negotiated extension defines it (section 5.2).
    case reservedBits
    /// One of the reserved opcodes 3–7 and 11–15.
    case unknownOpcode(UInt8)
    /// A client frame without a mask, or a server frame with one (section 5.1).
    case wrongMasking
    /// A length that is not in its shortest form, or has its top bit set (section 5.2).
    case badLength
    /// A fragmented control frame, or one with over 125 bytes (section 5.5).
    case badControlFrame
    /// A continuation with nothing to continue, or a new message inside one (section 5.4).
    case badFragmentation
    /// A Close frame with one byte, or a code that must not be sent (sections 5.5.1, 7.4).
    case badCloseFrame
    /// Text, or the reason of a Close frame, that is not UTF-8 (section 8.1).
    case invalidUTF8
    /// A compressed message that does not inflate (RFC 7692 section 7.2.2).
    case badCompression
    /// A frame or message over the limit of this many bytes.
    case messageTooBig(limit: Int)
    /// A message in more than this many fragments.
    case tooManyFragments(limit: Int)
    /// More than this many control frames within a second.
    case tooManyControlFrames(limit: Int)

    /// The code that tells the peer.
    package var closeCode: CloseCode {
        switch self {
        case .invalidUTF8, .badCompression: .invalidPayload
        case .messageTooBig: .messageTooBig
        case .tooManyFragments, .tooManyControlFrames: .policyViolation
        default: .protocolError
        }
    }

    /// One short clause in plain words, safe to show, and short enough for a Close frame.
    package var explanation: String {
        switch self {
        case .reservedBits: "a reserved bit is set"
        case .unknownOpcode(let opcode): "opcode \(opcode) is not defined"
        case .wrongMasking: "a frame is masked the wrong way"
        case .badLength: "a frame length is not in its shortest form"
        case .badControlFrame: "a control frame is fragmented or too long"
        case .badFragmentation: "fragments are out of order"
        case .badCloseFrame: "a close frame is malformed"
        case .invalidUTF8: "text is not valid UTF-8"
        case .badCompression: "a compressed message does not inflate"
        case .messageTooBig(let limit): "a message is over the limit of \(limit) bytes"
        case .tooManyFragments(let limit): "a message has more than \(limit) fragments"
        case .tooManyControlFrames(let limit):
            "more than \(limit) control frames came within a second"
        }
    }
}
