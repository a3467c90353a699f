/// Control frames that wait for the socket, bounded whatever a peer sends: ``maximumPongs``
/// pongs, a ping and a Close.
///
/// Pongs are answered one for one while the socket takes them; when more than ``maximumPongs``
/// wait, the newest takes the place of the last one (RFC 6455 section 5.5.3 allows to answer only
/// the most recent ping).
struct ControlQueue: Sendable {
    /// A control frame to be.
    struct Control: Equatable, Sendable {
        var opcode: Opcode
        var payload: [UInt8]
    }

    /// How many pongs may wait.
    static let maximumPongs = 16

    private var controls: [Control] = []
    private var pongs = 0

    /// Whether nothing waits.
    var isEmpty: Bool { controls.isEmpty }

    /// Queues a ping unless one waits.
    mutating func appendPing(_ payload: [UInt8]) {
        guard !controls.contains(where: { $0.opcode == .ping }) else { return }
        controls.append(Control(opcode: .ping, payload: payload))
    }

    /// Queues a Close frame; a connection sends one.
    mutating func appendClose(_ payload: [UInt8]) {
        controls.append(Control(opcode: .close, payload: payload))
    }

    /// Queues a pong, or replaces the newest one when too many wait.
    mutating func appendPong(_ payload: [UInt8]) {
        let pong = Control(opcode: .pong, payload: payload)
        guard pongs == Self.maximumPongs else {
            pongs += 1
            controls.append(pong)
            return
        }
        if let last = controls.lastIndex(where: { $0.opcode == .pong }) {
            controls[last] = pong
        }
    }

    /// Empties the queue.
    mutating func takeAll() -> [Control] {
        defer {
            controls = []
            pongs = 0
        }
        return controls
    }
}
