/// The latest frames of a room, kept only while members catch up with its history: what was said
/// since they came, so that nothing is missing, and nothing doubled, between the last message they
/// read from the history and the first live one.
struct RecentFrames {
    /// The most bytes that are kept; over it the older half goes, and who needs it reads the
    /// history again.
    static let maximumBytes = 1 << 20

    private var bytes: [UInt8] = []
    /// The number of each message, and where its frame begins.
    private var starts: [(seq: Int64, offset: Int)] = []
    /// The highest number that was dropped.
    private var dropped: Int64 = 0

    /// Takes the frame of the next message.
    mutating func append(seq: Int64, frame: some Collection<UInt8>) {
        if bytes.count + frame.count > Self.maximumBytes { dropOlderHalf() }
        starts.append((seq, bytes.count))
        bytes.append(contentsOf: frame)
    }

    /// The frames behind message `seq`; `nil` if some of them are not kept any more.
    func frames(after seq: Int64) -> ArraySlice<UInt8>? {
        guard seq >= dropped else { return nil }
        guard let first = starts.first(where: { $0.seq > seq }) else { return [] }
        return bytes[first.offset...]
    }

    private mutating func dropOlderHalf() {
        let kept = starts.firstIndex { $0.offset >= (bytes.count + 1) / 2 } ?? starts.endIndex
        guard kept > 0 else { return }
        dropped = starts[kept - 1].seq
        let cut = kept < starts.endIndex ? starts[kept].offset : bytes.count
        bytes.removeFirst(cut)
        starts.removeFirst(kept)
        for index in starts.indices { starts[index].offset -= cut }
    }
}
