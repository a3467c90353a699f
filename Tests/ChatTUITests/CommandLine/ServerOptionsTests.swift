import ArgumentParser
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("The way to a room")
struct ServerOptionsTests {
    private static let pin = "sha256/LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

    private static func plan(
        _ arguments: [String],
        environment: [String: String] = [:],
        file: String? = nil
    ) throws -> JoinPlan {
        let command = try #require(try JoinCommand.parseAsRoot(arguments) as? JoinCommand)
        return try JoinPlan(
            command,
            environment: Environment { environment[$0] },
            file: file.map { ConfigurationFile(path: "/c.toml", text: Array($0.utf8)) },
            streams: StandardStreams(input: .other, output: .other)
        )
    }

    private static func complaint(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) -> String? {
        do {
            _ = try plan(arguments, environment: environment)
            return nil
        } catch {
            return JoinCommand.message(for: error)
        }
    }

    @Test("--proxy leads to every server, whatever the environment says")
    func proxy() throws {
        let variables = ["http_proxy": "other:1", "no_proxy": "*"]
        let plan = try Self.plan(["lobby", "--proxy", "u:p@proxy:3128"], environment: variables)
        let proxy = try plan.sessions.proxies.proxy(for: plan.rooms[0].url)
        #expect(proxy?.description == "proxy:3128")
    }

    @Test("--proxy none, or nothing, is no proxy", arguments: ["none", ""])
    func noProxy(value: String) throws {
        let variables = ["all_proxy": "proxy:1"]
        let room = "ws://h/ws/chat/lobby/"
        let plan = try Self.plan([room, "--proxy", value], environment: variables)
        #expect(plan.sessions.proxies == .none)
        let free = try Self.plan([room], environment: variables).sessions.proxies
        #expect(try free.proxy(for: WebSocketURL(room))?.description == "proxy:1")
    }

    @Test(
        "a proxy's mistake is one sentence without its password",
        arguments: [
            (["lobby", "--proxy", "socks5://u:secret@p:1"], [:]),
            (["lobby", "--proxy", "http://u:secret/@p:1"], [:]),
            (["lobby", "-s", "ws://h"], ["all_proxy": "socks5://u:secret@p:1"]),
            (["wss://h/ws/chat/lobby/"], ["HTTPS_PROXY": "http://u:secret@p:x"]),
        ] as [([String], [String: String])]
    )
    func mistake(arguments: [String], environment: [String: String]) throws {
        let complaint = try #require(Self.complaint(arguments, environment: environment))
        #expect(complaint.contains("proxy") || complaint.contains("PROXY"))
        #expect(!complaint.contains("secret"))
        #expect(!complaint.contains("\n"))
    }

    @Test("a proxy of the environment that is not needed may be anything")
    func unneeded() {
        #expect(Self.complaint(["lobby"], environment: ["all_proxy": "socks5://p:1"]) == nil)
    }

    @Test("--pin trusts keys, each once")
    func pins() throws {
        let plan = try Self.plan(["lobby", "-s", "wss://h", "--pin", Self.pin, "--pin", Self.pin])
        #expect(plan.sessions.pinned != nil)
    }

    @Test(
        "a pin that cannot hold is refused",
        arguments: [
            (["lobby", "-s", "wss://h", "--pin", "sha256/short"], "44 characters"),
            (["lobby", "-s", "ws://h", "--pin", pin], "wss://"),
            (["wss://h/ws/chat/a/", "ws://h/ws/chat/b/", "--pin", pin], "wss://"),
            (["lobby", "-s", "wss://h", "--pin", pin, "--cafile", "/dev/null"], "--cafile"),
        ]
    )
    func badPin(arguments: [String], clause: String) throws {
        let complaint = try #require(Self.complaint(arguments))
        #expect(complaint.contains(clause))
        #expect(!complaint.contains("\n"))
    }

    @Test("a Unix-domain socket is a server like others, but none that is started here")
    func unixSocket() throws {
        let plan = try Self.plan(["lobby", "ws+unix:///run/b:/ws/{room}", "-s", "ws+unix:///run/a"])
        #expect(plan.rooms.map(\.url.socketPath) == ["/run/a", "/run/b"])
        #expect(plan.rooms.map(\.url.resource) == ["/ws/chat/lobby/", "/ws/{room}"])
        #expect(plan.rooms[0].name == "lobby")
        #expect(plan.rooms[1].name.utf8.starts(with: "/run/b/".utf8))
        #expect(!ServingRule.canServe(at: plan.sessions.server))
        #expect(Self.complaint(["lobby", "--serve", "-s", "ws+unix:///run/a"]) != nil)
        let rule = ServingRule(address: try WebSocketURL("ws://localhost"))
        #expect(!rule.covers(try WebSocketURL("ws+unix:///run/a")))
    }

    private static let work = "[servers.work]\nurl = 'wss://w'\nnick = 'robert'\n"

    @Test("headers and pins go to the server of the command line and to no other")
    func trusted() throws {
        let plan = try Self.plan(
            ["lobby", "work/a", "-s", "wss://own", "-H", "Cookie: x", "--pin", Self.pin],
            file: Self.work
        )
        let (own, other) = (plan.rooms[0].url, plan.rooms[1].url)
        #expect(plan.sessions.configuration(for: own).headers.map(\.value) == ["x"])
        #expect(plan.sessions.configuration(for: own).tls != nil)
        #expect(plan.sessions.configuration(for: other).headers.isEmpty)
        #expect(plan.sessions.configuration(for: other).tls == nil)
    }

    @Test("a room's own URL says which server that is, if it is alone")
    func trustedURL() throws {
        let plan = try Self.plan(["wss://h/ws/chat/a/", "wss://h/ws/chat/b/", "-H", "Cookie: x"])
        #expect(plan.sessions.configuration(for: plan.rooms[1].url).headers.count == 1)
    }

    @Test("to several servers without --server headers are refused")
    func ambiguous() {
        #expect(
            Self.complaint(["ws://h/a", "ws://i/b", "-H", "Cookie: x"])?.contains("--server")
                == true
        )
        #expect(
            Self.complaint(["ws://h/a", "-s", "ws://i", "-H", "Cookie: x"])?.contains(
                "no room is there"
            ) == true
        )
    }

    @Test("a server of the configuration has its own nick, but for one that was given")
    func nicks() throws {
        let plan = try Self.plan(["lobby", "work/a"], file: "nick = 'bob'\n" + Self.work)
        #expect(plan.rooms.map(\.name) == ["lobby", "work/a"])
        #expect(plan.rooms.map(\.nick) == [nil, "robert"])
        #expect(plan.pipe.nick == "bob")
        #expect(plan.sessions.nicks == ["wss://w": Nick("robert")])
        let given = try Self.plan(["work/a", "-n", "eva"], file: Self.work)
        #expect(given.rooms.map(\.nick) == [nil])
        #expect(given.sessions.nicks.isEmpty)
    }

    @Test("without a room on the command line those of the configuration are joined")
    func rooms() throws {
        let plan = try Self.plan([], file: "rooms = ['a', 'work/b']\n" + Self.work)
        #expect(plan.rooms.map(\.name) == ["a", "work/b"])
        #expect(try Self.plan(["c"], file: "rooms = ['a']").rooms.map(\.name) == ["c"])
    }

    @Test("a configured server is a wish: no other one is started in its place")
    func noServing() throws {
        #expect(
            try Self.plan(["a"], file: "server = 'ws://127.0.0.1:8000'").sessions.serving
                == ServingRule()
        )
    }
}
