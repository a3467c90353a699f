/// Why a connection is closed (RFC 6455 section 7.4).
package struct CloseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number on the wire.
    package let rawValue: UInt16

    /// Any number; ``mayBeSent`` tells which ones may stand in a Close frame.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The purpose was fulfilled.
    package static let normal = CloseCode(rawValue: 1000)
    /// The peer goes away: a server that stops, a page that is left.
    package static let goingAway = CloseCode(rawValue: 1001)
    /// A frame broke RFC 6455.
    package static let protocolError = CloseCode(rawValue: 1002)
    /// A kind of message that this endpoint does not take, such as binary.
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// Never on the wire: the Close frame held no code.
    package static let noStatus = CloseCode(rawValue: 1005)
    /// Never on the wire: the transport ended without a Close frame.
    package static let abnormal = CloseCode(rawValue: 1006)
    /// Text that is not UTF-8.
    package static let invalidPayload = CloseCode(rawValue: 1007)
    /// Refused by a rule of the endpoint; coming back will not help.
    package static let policyViolation = CloseCode(rawValue: 1008)
    /// A message over the endpoint's limit.
    package static let messageTooBig = CloseCode(rawValue: 1009)
    /// The server failed.
    package static let internalError = CloseCode(rawValue: 1011)
    /// The server restarts: come back after a random delay.
    package static let serviceRestart = CloseCode(rawValue: 1012)
    /// The server sheds load: come back later.
    package static let tryAgainLater = CloseCode(rawValue: 1013)

    /// Whether a Close frame may carry the code: those that section 7.4 and the IANA registry
    /// define for the wire, and the ranges for libraries (3000) and applications (4000).
    package var mayBeSent: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    package var description: String { String(rawValue) }
}

/// What a peer's Close frame said.
package struct CloseStatus: Equatable, Sendable {
    /// The code, or ``CloseCode/noStatus`` when the frame was empty.
    package var code: CloseCode
    /// The reason, at most 123 bytes: valid UTF-8 but untrusted, so clean it before showing it.
    package var reason: String

    /// A status as received or to be sent.
    package init(code: CloseCode, reason: String = "") {
        self.code = code
        self.reason = reason
    }
}
