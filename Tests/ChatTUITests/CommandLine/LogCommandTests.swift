import ArgumentParser
import Testing
import Wire

@testable import ChatTUI

@Suite("The command line of log and rooms")
struct LogCommandTests {
    private static func command(_ arguments: String...) throws -> LogCommand {
        try #require(try LogCommand.parseAsRoot(arguments) as? LogCommand)
    }

    private static func complaint(_ arguments: [String]) -> String? {
        do {
            let command = try #require(try LogCommand.parseAsRoot(arguments) as? LogCommand)
            _ = try command.query(at: 0)
            return nil
        } catch {
            return LogCommand.message(for: error)
        }
    }

    @Test("what is asked for becomes a query")
    func query() throws {
        var query = try Self.command("lobby").query(at: 0)
        #expect((query.since, query.count, query.follows) == (.oldest, nil, false))
        query = try Self.command("lobby", "-f").query(at: 0)
        #expect((query.count, query.follows) == (10, true))
        query = try Self.command("lobby", "-f", "--since", "2h").query(at: 10_000_000)
        #expect((query.since, query.count) == (.time(2_800_000), nil))
        query = try Self.command("lobby", "-n", "0", "--since", "17", "--grep", "a|b").query(at: 0)
        #expect((query.since, query.count) == (.seq(17), 0))
        #expect(query.pattern?.matches("xb") == true)
    }

    @Test(
        "a mistake is one sentence",
        arguments: [
            (["lobby", "--count=-1"], "-n takes a number from 0 up"),
            (["lobby", "--grep", "("], "--grep is not a regular expression: Unmatched ( or \\("),
            (["lobby", "--file", "f", "-f"], "-f follows a server, so it does not go with --file"),
            (
                ["lobby", "--file", "f", "-s", "ws://h"],
                "with --file no server is asked, so what leads to one has no meaning"
            ),
        ]
    )
    func mistakes(arguments: [String], sentence: String) {
        #expect(Self.complaint(arguments) == sentence)
    }

    @Test(
        "--since takes numbers, durations and times",
        arguments: [
            ("412", LogSince.seq(412)), ("90s", .ago(90_000)), ("5m", .ago(300_000)),
            ("2h", .ago(7_200_000)), ("3d", .ago(259_200_000)), ("1w", .ago(604_800_000)),
            ("2026-09-21T14:13:20Z", .time(1_790_000_000_000)),
            ("2026-09-21 14:13:20.250Z", .time(1_790_000_000_250)),
            ("1970-01-01T00:00Z", .time(0)), ("2024-02-29T00:00Z", .time(1_709_164_800_000)),
        ]
    )
    func since(text: String, expected: LogSince) {
        #expect(LogSince(argument: text) == expected)
    }

    @Test(
        "--since takes nothing else",
        arguments: [
            "", "h", "-1", "1y", "1.5h", "2026-13-01", "2026-02-29T00:00Z", "2026-01-01T24:00",
            "2026-01-01Z",
            "2026-01-01T", "2026-01-01T1:00", "1969-12-31", "yesterday", "99999999999999999999",
            "99999999999w",
            "2026-01-01T00:00:00.1Z", "2026-01-01x00:00",
        ]
    )
    func notSince(text: String) {
        #expect(LogSince(argument: text) == nil)
    }

    @Test("a time without Z is local, whatever the clock does")
    func localTime() throws {
        let time = try #require(Timestamp.parse(Array("2026-07-01 12:30:15".utf8)))
        let local = Timestamp.local(time, utcOffset: Moment.utcOffset(at: time))
        #expect(local == "2026-07-01 12:30:15")
    }

    @Test(
        "the list of rooms is below the path of the rooms",
        arguments: [
            ("ws://h:8000", "/chat/rooms"), ("wss://h/", "/chat/rooms"),
            ("ws://h/app/", "/app/chat/rooms"),
            ("ws://h/app/ws/chat/{room}/?k=1", "/app/chat/rooms"),
            ("ws://h/other/{room}", "/chat/rooms"),
        ]
    )
    func roomList(server: String, resource: String) throws {
        #expect(try WebSocketURL(server).roomList.resource == resource)
    }
}
