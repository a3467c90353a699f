import Wire

/// The numbers of a room's messages on a server without a history: they begin anew with each life
/// of the room, and nothing can be read again.
struct RoomNumbering {
    /// How many messages are known again when they are sent twice.
    static let maximumOrigins = 1_000

    /// Of this life of the room.
    let epoch: Epoch
    private(set) var top: Int64 = 0
    private var numbers: [MessageOrigin: Int64] = [:]
    /// The keys of `numbers` in the order they came, as a ring.
    private var origins: [MessageOrigin] = []
    private var oldest = 0

    init() {
        var generator = SystemRandomNumberGenerator()
        epoch = Epoch(using: &generator)
    }

    /// What a client is told of the log: it holds nothing.
    var extent: RoomExtent { RoomExtent(epoch: epoch, oldest: top + 1, top: top) }

    /// Gives a message its number, or finds the one that it had before.
    mutating func number(_ origin: MessageOrigin?) -> (seq: Int64, isNew: Bool) {
        if let origin, let seq = numbers[origin] { return (seq, false) }
        top += 1
        if let origin { remember(origin) }
        return (top, true)
    }

    private mutating func remember(_ origin: MessageOrigin) {
        numbers[origin] = top
        guard origins.count == Self.maximumOrigins else {
            origins.append(origin)
            return
        }
        numbers[origins[oldest]] = nil
        origins[oldest] = origin
        oldest = (oldest + 1) % Self.maximumOrigins
    }
}
