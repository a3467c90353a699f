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
        environment: [String: String] = [:]
    ) throws -> JoinPlan {
        let command = try #require(try JoinCommand.parseAsRoot(arguments) as? JoinCommand)
        return try JoinPlan(
            command,
            environment: Environment { environment[$0] },
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
        #expect(plan.sessions.tls != nil)
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
}
