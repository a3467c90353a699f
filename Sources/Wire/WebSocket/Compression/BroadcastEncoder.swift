/// Encodes messages that go to many connections of a server: each is compressed once for all that
/// agreed on ``DeflateParameters/takesBroadcasts``.
///
/// Owns zlib's memory, 260 KiB at most; one for an event loop is enough.
package struct BroadcastEncoder: ~Copyable {
    private var compression = OutgoingCompression(
        DeflateParameters.Direction(noContextTakeover: true),
        keepsMemory: true
    )

    /// An encoder before its first message.
    package init() {}

    /// Appends a message to `output` as one unmasked frame, compressed if that makes it shorter.
    ///
    /// - Parameters:
    ///   - kind: Text must be valid UTF-8.
    ///   - payload: The whole message, below 4 GiB.
    ///   - output: Where the frame goes, such as the buffer of a turn.
    package mutating func append(
        _ kind: MessageKind,
        _ payload: UnsafeRawBufferPointer,
        to output: inout [UInt8]
    ) {
        compression.append(kind, payload, maskKey: nil, to: &output)
    }
}

extension DeflateParameters {
    /// Whether the client understands the frames of a ``BroadcastEncoder``: they begin with an
    /// empty window, and use a full one.
    package var takesBroadcasts: Bool {
        server.noContextTakeover && server.maxWindowBits == 15
    }
}
