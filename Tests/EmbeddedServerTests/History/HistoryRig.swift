import Dispatch
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

/// A history in a directory of its own, with a clock that the test sets.
final class HistoryRig: Sendable {
    let path: String
    let clock = Atomic<Int64>(1_000_000)
    private let outcomes = Mutex<[SettledDraft]>([])
    private let batches = DispatchSemaphore(value: 0)

    /// A history in `directory`, which outlives it.
    init(in directory: String) {
        path = directory + "/history.db"
    }

    func writer(
        _ file: HistoryFile? = nil,
        retention: HistoryRetention = HistoryRetention()
    ) throws -> HistoryWriter {
        try HistoryWriter(
            file: file ?? HistoryFile(path: path),
            retention: retention,
            clock: { [self] in clock.load(ordering: .relaxed) },
            onSettled: { [self] settled in
                outcomes.withLock { $0 += settled }
                batches.signal()
            }
        )
    }

    /// The outcomes so far, as soon as there are `count`; fails after 20 s.
    func settled(_ count: Int) throws -> [SettledDraft] {
        let deadline = DispatchTime.now() + .seconds(20)
        while true {
            let settled = outcomes.withLock { $0 }
            if settled.count >= count { return settled }
            try #require(batches.wait(timeout: deadline) == .success, "no outcome in time")
        }
    }

    /// Submits drafts and waits for their outcomes.
    func outcomes(of drafts: [Draft], from writer: HistoryWriter) throws -> [DraftOutcome] {
        let before = outcomes.withLock { $0.count }
        for draft in drafts { try #require(writer.submit(draft)) }
        return try settled(before + drafts.count).dropFirst(before).map(\.outcome)
    }

    func log() throws -> HistoryLog { try HistoryLog(path: path) }

    /// What the room's log says, value by value, after a check that the numbers have no hole.
    func values(of name: String = "lobby") throws -> [String] {
        let log = try log()
        let messages = try log.last(1_000_000, of: room(name))
        let extent = try log.extent(of: room(name))
        #expect(messages.map(\.seq) == Array(extent.oldest..<extent.top + 1))
        return messages.map { String(decoding: $0.value, as: UTF8.self) }
    }
}

func room(_ name: String = "lobby") throws -> RoomName {
    try #require(RoomName(name))
}

/// A chat message with the JSON value `value`; with `nonce`, from a device.
func draft(
    _ value: String,
    in name: String = "lobby",
    at time: Int64 = 1_000_000,
    device: UInt8 = 1,
    nonce: String? = nil,
    token: UInt64 = 0
) throws -> Draft {
    let digits = [UInt8](repeating: UInt8(ascii: "0") + device, count: 32)
    let origin = try nonce.map {
        MessageOrigin(
            device: try #require(Device(digits)),
            nonce: try #require(Nonce($0.utf8))
        )
    }
    return try Draft(
        room: room(name),
        at: time,
        nick: nonce == nil ? nil : Nick("bob"),
        origin: origin,
        value: Array(value.utf8),
        token: token
    )
}
