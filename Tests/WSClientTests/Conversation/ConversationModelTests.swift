import TestSupport
import Testing
import Wire

@testable import WSClient

/// A client and a server that is a list, with a connection that breaks at random.
private struct World {
    var generator: SeededGenerator
    var server = ModelServer()
    var client: RoomConversation
    var isConnected = false
    /// On its way to the server.
    var toServer: [(frame: [UInt8], id: SendID)] = []
    var now: Int64 = 0
    var lastID: SendID = 0
    /// Lines whose fate is open, and the number that an accepted one got in which log.
    var open: Set<SendID> = []
    var view = View()
    /// Whether messages can be missing, because the server forgot some or they got lost with its log.
    var hasForgotten = false

    init(seed: UInt64, history: Int64) {
        generator = SeededGenerator(seed: seed)
        var options = RoomConversation.Options(device: Device(using: &generator))
        options.history = history
        client = RoomConversation(options)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &generator) < percent
    }

    mutating func step() {
        now += 100
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<25: server.publish("m\(now)", isLost: chance(15))
        case 25..<45: say()
        case 45..<70: deliver()
        case 70..<85: deliverToServer()
        case 85..<92: isConnected ? lose() : connect()
        case 92..<94: server.tellTop()
        case 94..<96:
            server.forget(Int.random(in: 0...4, using: &generator))
            hasForgotten = true
        case 96:
            lose()
            server.restore(keeping: Int.random(in: 0...10, using: &generator))
            hasForgotten = true
        case 97: lose()
        default:
            client.tick(at: now)
            settle()
        }
    }

    private mutating func say() {
        lastID += 1
        open.insert(lastID)
        let nonce = Nonce(using: &generator)
        client.say(OwnLineRecord(id: lastID, text: "own\(lastID)", nonce: nonce, at: now), at: now)
        settle()
    }

    mutating func connect() {
        guard !isConnected else { return }
        isConnected = true
        client.connected(subprotocol: Subprotocol.chatTUI1, at: now)
        settle()
    }

    mutating func lose() {
        guard isConnected else { return }
        isConnected = false
        // Some of what was under way arrives all the same.
        while !toServer.isEmpty, chance(50) { deliverToServer() }
        toServer = []
        server.disconnect()
        client.lost(isAboutMessage: false)
        settle()
    }

    mutating func deliver() {
        guard isConnected, !server.toClient.isEmpty else { return }
        client.received(server.toClient.removeFirst(), at: now)
        settle()
    }

    mutating func deliverToServer() {
        guard !toServer.isEmpty else { return }
        let (frame, id) = toServer.removeFirst()
        if id != 0, isConnected { client.written(id, at: now) }
        server.receive(frame)
    }

    private mutating func settle() {
        for output in client.takeOutputs() {
            switch output {
            case .send(let frame, let id): toServer.append((frame, id))
            case .event(.own(let id, .accepted(let seq))):
                #expect(open.remove(id) != nil, "line \(id) is settled once")
                #expect(server.archive[server.epoch]?[seq ?? 0] == "own\(id)")
            case .event(let event): view.take(event, server.archive)
            }
        }
    }

    /// Lets everything arrive.
    mutating func heal() {
        lose()
        connect()
        for round in 0..<400 where isUnsettled || round < 2 {
            while !toServer.isEmpty { deliverToServer() }
            while !server.toClient.isEmpty { deliver() }
            if round == 0 { server.tellTop() }
            now += 100
            client.tick(at: now)
            settle()
        }
    }

    private var isUnsettled: Bool {
        !open.isEmpty || !toServer.isEmpty || !server.toClient.isEmpty
    }
}

/// What a person sees, checked against what the server had.
private struct View {
    var epoch: Epoch?
    var last: Int64?
    var gaps = 0
    private var pending: Epoch?

    mutating func take(_ event: ConversationEvent, _ archive: [Epoch: [Int64: String]]) {
        switch event {
        case .welcomed(let welcome):
            pending = welcome.epoch
            // Who has seen nothing misses nothing.
            if last == nil { epoch = welcome.epoch }
        case .gap(let gap):
            gaps += 1
            #expect(gap.after == last ?? gap.after, "a gap begins behind what was seen")
            if gap.isNewLog { epoch = pending } else { #expect(gap.before > gap.after + 1) }
            last = gap.before - 1
        case .message(let message):
            guard let epoch, let seq = message.seq else { return }
            #expect(seq == (last ?? seq - 1) + 1, "each once, in order, none missing")
            #expect(archive[epoch]?[seq] == message.text, "as it is in the log")
            last = seq
        default: break
        }
    }
}

@Suite("A conversation against a server that is a list")
struct ConversationModelTests {
    @Test(
        "the view is a log without duplicates or hidden gaps, and every line is settled once",
        arguments: 0..<300 as Range<UInt64>
    )
    func view(seed: UInt64) {
        var world = World(seed: seed, history: seed.isMultiple(of: 3) ? 0 : 5)
        for _ in 0..<400 { world.step() }
        world.heal()
        #expect(world.open.isEmpty)
        if let last = world.view.last { #expect(last == world.server.top) }
        #expect(world.view.epoch == world.server.epoch || world.view.last == nil)
        // The own lines of this log are in it once.
        let own = world.server.entries.map(\.text).filter { $0.utf8.starts(with: "own".utf8) }
        #expect(Set(own).count == own.count)
        if !world.hasForgotten { #expect(world.view.gaps == 0) }
    }

    @Test("without retention and new logs nothing is missing", arguments: 0..<100 as Range<UInt64>)
    func complete(seed: UInt64) {
        var world = World(seed: seed, history: 0)
        world.connect()
        for _ in 0..<300 {
            let isHarmless = !world.chance(50)
            world.now += 100
            if isHarmless { world.server.publish("m\(world.now)", isLost: world.chance(30)) }
            world.deliver()
            world.deliverToServer()
            if world.chance(3) { world.lose() }
            if world.chance(30) { world.connect() }
        }
        world.heal()
        #expect(world.view.gaps == 0)
        #expect(world.view.last == world.server.top)
    }
}
