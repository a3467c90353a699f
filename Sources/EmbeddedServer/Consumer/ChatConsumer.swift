import Wire

/// What a message from one peer leads to in the plain chat protocol.
///
/// Pure.
///
/// Unlike the tutorial's consumer, which fails with a traceback and drops the connection, this one
/// ignores text that is no chat frame.
struct ChatConsumer {
    /// What to do with a message.
    enum Outcome: Equatable {
        /// The JSON value in this range of the payload goes to everybody in the room.
        case relay(Range<Int>)
        /// It is no chat frame.
        case ignore
        /// The connection is closed.
        case close(CloseStatus)
    }

    /// Judges one whole message.
    func receive(_ kind: MessageKind, _ payload: UnsafeRawBufferPointer) -> Outcome {
        guard kind == .text else {
            return .close(CloseStatus(code: .unsupportedData, reason: "chat frames are text"))
        }
        guard let frame = ChatFrame.scan(payload) else { return .ignore }
        return .relay(frame.value)
    }
}
