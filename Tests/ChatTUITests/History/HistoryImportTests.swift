import EmbeddedServer
import Glibc
import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Exporting and importing a history")
struct HistoryImportTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("history.db")
    }

    private func run(_ text: String) throws -> ProcessEnd {
        try directory.write(Array(text.utf8), to: "lines")
        let descriptor = open(directory.file("lines"), O_RDONLY)
        defer { close(descriptor) }
        let importer = try HistoryImporter(path: path)
        var lines = HistoryImport(importer: importer, descriptor: descriptor)
        return lines.run()
    }

    private func count() throws -> Int64 {
        try HistoryLog(path: path).extent(of: #require(RoomName("r"))).count
    }

    private static func line(_ seq: Int) -> String {
        #"{"room":"r","seq":\#(seq),"at":\#(seq),"message":"\#(seq)"}"#
    }

    @Test("all lines are taken, blank ones and a missing last line end too")
    func all() throws {
        let lines = (1...2_345).map(Self.line).joined(separator: "\n")
        #expect(try run("\n" + lines + "\r\n \n") == .exit(.done))
        #expect(try count() == 2_345)
        #expect(try run(lines + "\n" + Self.line(2_346)) == .exit(.done))
        #expect(try count() == 2_346)
        #expect(try run("") == .exit(.done))
    }

    @Test(
        "a line that is wrong ends it; those before it are there",
        arguments: [
            "no", #"{"room":"r","seq":5,"at":5}"#, #"{"room":"ö","seq":1,"at":5,"message":1}"#,
            line(9),
        ]
    )
    func wrong(line: String) throws {
        let lines = [Self.line(1), Self.line(2), line, Self.line(3)].joined(separator: "\n")
        #expect(try run(lines) == .exit(.usage))
        #expect(try count() == 2)
    }
}
