import ArgumentParser
import Glibc
import NIOCore
import NIOPosix
import WSClient
import Wire

/// `chat-tui rooms`: the rooms of a server.
struct RoomsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rooms",
        abstract: "List a server's rooms: members, messages, when the latest came.",
        discussion: """
            chat-tui rooms
            chat-tui rooms -s wss://chat.example.org -o json | jq -r .room
            """
    )

    @Option(name: .shortAndLong, help: "How rooms are printed.")
    var output: LogFormat.Output = .text

    @OptionGroup var server: ServerOptions

    func run() throws {
        let environment = Environment.current()
        let configuration = try server.configuration(
            environment,
            file: environment.configurationFile()
        )
        let url = configuration.settings.server.url.roomList
        let settings = try server.settings(environment, configuration, for: [url])
        listRooms(settings.configuration(for: url), output).endProcess()
    }
}

extension WebSocketURL {
    /// Where our server lists its rooms: `/chat/rooms`, below the same path as the rooms.
    var roomList: WebSocketURL {
        let rooms = Array("/ws/chat/".utf8)
        let path = Array(room("x").resource.utf8.prefix { $0 != UInt8(ascii: "?") })
        let start = path.indices.first { path[$0...].starts(with: rooms) } ?? 0
        var url = self
        url.resource = String(decoding: path[..<start], as: UTF8.self) + "/chat/rooms"
        return url
    }
}

private func listRooms(
    _ configuration: ClientConfiguration,
    _ form: LogFormat.Output
) -> ProcessEnd {
    // Before the first thread is made, so that no thread takes a signal away.
    guard let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP]),
        let answer = Mailbox<Result<[UInt8], HTTPFailure>>(onFull: { _ in })
    else { return outOfDescriptors() }
    let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    HTTPGet.get(configuration, on: loop) { answer.post($0) }
    var entries = [pollfd(answer.descriptor, POLLIN), pollfd(signals.descriptor, POLLIN)]
    while true {
        wait(&entries, until: nil)
        if let signal = signals.next() { return .signal(signal) }
        if let result = answer.drain().first { return show(result, configuration.url, form) }
    }
}

private func show(
    _ result: Result<[UInt8], HTTPFailure>,
    _ url: WebSocketURL,
    _ form: LogFormat.Output
) -> ProcessEnd {
    switch result {
    // Django sends on to the page of a room that is called "rooms".
    case .failure(.status(let status, _)) where status == 404 || (300..<400).contains(status):
        complain("this server has no list of rooms (HTTP \(status))")
        return .exit(.lost)
    case .failure(let failure):
        complain("cannot list the rooms: \(failure.explanation(for: url))")
        if case .connection(let loss) = failure, loss != .ended { return .exit(.cannotConnect) }
        return .exit(.lost)
    case .success(let bytes):
        guard let rooms = RoomListing.list(parsing: bytes) else {
            complain("the server's list of rooms is not one that this version understands")
            return .exit(.lost)
        }
        return show(rooms, form)
    }
}

private func show(_ rooms: [RoomListing], _ form: LogFormat.Output) -> ProcessEnd {
    var output = BatchedOutput()
    do throws(BatchedOutput.Failed) {
        switch form {
        case .json: for room in rooms { try output.append(room.encoded) }
        case .text:
            if rooms.isEmpty { complain("there are no rooms now") }
            try output.append(roomTable(rooms) { Moment.utcOffset(at: $0) })
        }
        try output.flush()
        return .exit(.done)
    } catch {
        return error.end
    }
}
