/// What one connection may make us hold and do.
///
/// All are checked before anything is allocated.
package struct Limits: Equatable, Sendable {
    /// The largest message in bytes, all fragments together; exactly this many are accepted.
    package var messageBytes: Int
    /// The most fragments one message may have, empty ones counted.
    package var fragments: Int
    /// The most control frames within one second.
    ///
    /// Peers ping every few seconds; after a stall, what piled up comes at once.
    package var controlFramesPerSecond: Int

    /// Limits of these sizes.
    package init(
        messageBytes: Int,
        fragments: Int = 16_384,
        controlFramesPerSecond: Int = 200
    ) {
        self.messageBytes = messageBytes
        self.fragments = fragments
        self.controlFramesPerSecond = controlFramesPerSecond
    }
}
