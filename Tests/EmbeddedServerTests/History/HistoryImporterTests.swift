import Store
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("Importing into a history")
struct HistoryImporterTests {
    private let directory: TemporaryDirectory
    private let rig: HistoryRig

    init() throws {
        directory = try TemporaryDirectory()
        rig = HistoryRig(in: directory.path)
    }

    private func message(
        _ seq: Int64,
        _ value: String? = nil,
        at time: Int64? = nil,
        nonce: String? = nil
    ) throws -> HistoryImporter.Message {
        let device = try #require(Device(Array(repeating: UInt8(ascii: "1"), count: 32)))
        let origin = try nonce.map {
            MessageOrigin(device: device, nonce: try #require(Nonce($0.utf8)))
        }
        return HistoryImporter.Message(
            room: try room(),
            message: StoredMessage(
                seq: seq,
                at: time ?? 1_000 + seq,
                nick: Nick("bob"),
                origin: origin,
                value: Array((value ?? "\(seq)").utf8)
            )
        )
    }

    /// What an import of these says, with a new importer.
    private func add(
        _ batch: [HistoryImporter.Message]
    ) throws -> Result<Int, HistoryImporter.Failure> {
        let importer = try HistoryImporter(path: rig.path)
        return Result { () throws(HistoryImporter.Failure) in try importer.add(batch) }
    }

    @Test("an empty room takes the numbers as they are")
    func numbers() throws {
        #expect(try add([message(5), message(6, #"{"a":1}"#, nonce: "n")]) == .success(2))
        #expect(try rig.values() == ["5", #"{"a":1}"#])
        let extent = try rig.log().extent(of: room())
        #expect((extent.oldest, extent.top) == (5, 6))
        let stored = try #require(try rig.log().last(1, of: room()).first)
        #expect(
            (stored.at, stored.nick, stored.origin?.nonce.description) == (1_006, Nick("bob"), "n")
        )
    }

    @Test("what is there already is skipped, and older ones too")
    func again() throws {
        let batch = try [message(5), message(6, "[1,\n2]")]
        #expect(try add(batch) == .success(2))
        #expect(try add(batch) == .success(0))
        #expect(try add([message(4), message(6, "[1, 2]"), message(7)]) == .success(1))
        #expect(try rig.values() == ["5", "[1,\n2]", "7"])
    }

    @Test("what does not fit stops it, and nothing of the batch is there")
    func conflicts() throws {
        #expect(try add([message(1), message(2, nonce: "n")]) == .success(2))
        let cases: [([HistoryImporter.Message], HistoryImporter.Conflict, Int)] = try [
            ([message(3), message(5)], .hole(first: 4), 1),
            ([message(2, "other", nonce: "n")], .otherMessage, 0),
            ([message(2, at: 9_999)], .otherMessage, 0),
            ([message(3, at: 7)], .older, 0),
            ([message(3), message(4, nonce: "n")], .sameOrigin, 1),
        ]
        for (batch, conflict, index) in cases {
            #expect(try add(batch) == .failure(.conflict(conflict, at: index)))
            #expect(try rig.values() == ["1", "2"])
        }
    }

    @Test("a server goes on behind what was imported")
    func goesOn() throws {
        #expect(try add([message(41), message(42)]) == .success(2))
        let writer = try rig.writer()
        let outcomes = try rig.outcomes(of: [draft("\"hi\"")], from: writer)
        #expect(outcomes == [.stored(seq: 43, at: 1_000_000)])
        writer.stop()
    }

    @Test("a history that a server has is not touched")
    func locked() throws {
        let file = try HistoryFile(path: rig.path)
        #expect(throws: HistoryError.self) { try HistoryImporter(path: rig.path) }
        withExtendedLifetime(file) {}
    }
}
