import EmbeddedServer
import Logging
import NIOCore
import NIOPosix
import Testing
import Wire

@Suite("The chat server")
struct ChatServerTests {
    private func start(_ configure: (inout ServerConfiguration) -> Void) throws -> ChatServer {
        var configuration = ServerConfiguration()
        configure(&configuration)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try ChatServer.start(
            configuration,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ).wait()
    }

    @Test("says that its address is in use")
    func addressInUse() throws {
        let first = try TestServer()
        #expect(throws: ChatServer.StartError.addressInUse) {
            _ = try start { $0.port = first.port }
        }
    }

    @Test("says why it cannot listen", arguments: ["192.0.2.1", "no such name", "name.invalid"])
    func cannotListen(host: String) throws {
        do {
            _ = try start {
                $0.host = host
                $0.port = 0
            }
            Issue.record("it listens")
        } catch let error as ChatServer.StartError {
            guard case .cannotListen(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test(
        "listens on the loopback by the name localhost, and on IPv6",
        arguments: ["localhost", "::1"]
    )
    func hosts(host: String) throws {
        let server = try start {
            $0.host = host
            $0.port = 0
        }
        #expect(server.port > 0)
        try server.stop().wait()
    }

    @Test("stops: delivers what was said, sends everybody away with 1012, and is done")
    func stops() throws {
        let server = try TestServer { $0.closeTimeout = .seconds(20) }
        let members = try server.members(20)
        let page = try server.client()
        try members[0].say("last words")
        #expect(try members[0].hear() == "last words")
        let stopped = server.server.stop()
        for member in members.dropFirst() { #expect(try member.hear() == "last words") }
        for member in members {
            let close = try member.readFrame()
            #expect(close.closeCode == 1_012)
            try member.write(RawClient.frame(8, close.payload))
            #expect(member.readsEnd())
        }
        #expect(page.readsEnd())
        try stopped.wait()
        #expect(throws: RawClient.Failure.cannotConnect) { try server.client() }
        try server.server.stop().wait()
    }

    @Test("is not held up by a client that does not answer")
    func stuckClient() throws {
        let server = try TestServer { $0.closeTimeout = .milliseconds(200) }
        let stuck = try server.member(receiveBuffer: 4_096)
        let other = try server.member()
        let filling = String(repeating: "x", count: 60_000)
        for _ in 0..<100 {
            try other.say(filling)
            _ = try other.hear()
        }
        let clock = ContinuousClock()
        let time = try clock.measure { try server.server.stop().wait() }
        #expect(time < .seconds(5))
        #expect(try other.hearClose() == 1_012)
        withExtendedLifetime(stuck) {}
    }
}
