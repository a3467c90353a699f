import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("A conversation with names and numbers")
struct ModelConversationTests {
    private let lobby = RoomID(rawValue: 1)

    private func nick(_ name: String) throws -> Nick { try #require(Nick(name)) }

    @Test("the speaker is who the server names, the time is when it was accepted")
    func message() {
        var model = Model.numbered()
        conversation(&model, .message(ChatTUITests.message(4, "hi: there")))
        conversation(&model, .message(ChatTUITests.message(5, "* ana waves")))
        conversation(&model, .message(ChatTUITests.message(6, "ana: forged", from: nil)))
        #expect(model.transcript() == ["ana: hi: there", "* ana waves", "ana: forged"])
        #expect(model.rooms[0].log.lines.map(\.seq) == [4, 5, 6])
        #expect(model.rooms[0].log.lines[0].time.wall == start.wall - 6_000)
        #expect(model.rooms[0].log.lines.map { $0.from?.description } == ["ana", "ana", nil])
    }

    @Test("an own line takes its place in the log when its message comes, acknowledged or not")
    func own() {
        var model = Model.numbered()
        for text in ["a", "b", "c"] { enter(&model, text) }
        #expect(model.pendingLines() == ["bob: a queued", "bob: b queued", "bob: c queued"])
        var echo = ChatTUITests.message(1, "a", from: "bob")
        (echo.isOwn, echo.id) = (true, 1)
        conversation(&model, .message(echo))
        ChatTUITests.own(&model, .accepted(seq: 1), 1)
        #expect(model.transcript() == ["> bob: a"])
        // The acknowledgement first; then the connection was lost, and the repetition has no ID.
        ChatTUITests.own(&model, .accepted(seq: 2), 2)
        #expect(model.rooms[0].pending.map(\.state) == [.accepted(seq: 2), .queued])
        var replay = ChatTUITests.message(2, "b", from: "bob", isReplay: true)
        replay.isOwn = true
        conversation(&model, .message(replay))
        #expect(model.pendingLines() == ["bob: c queued"])
        #expect(model.transcript() == ["> bob: a", "> bob: b"])
    }

    @Test("an acknowledged line is late for nobody, and Alt+R does not double a late one")
    func late() {
        var model = Model.numbered()
        enter(&model, "a")
        ChatTUITests.own(&model, .sending, 1)
        #expect(press(&model, .alt("r"), at: start.after(60_000)) == [])
        #expect(model.notice == "nothing to send again")
        ChatTUITests.own(&model, .accepted(seq: 9), 1)
        #expect(!model.rooms[0].pending[0].isLate(at: start.after(99_000)))
    }

    @Test("what names us rings and counts, by the name that the server gave")
    func mention() {
        var model = Model.numbered(rooms: ["lobby", "dev"])
        let effects = conversation(
            &model,
            .message(ChatTUITests.message(1, "@bob look")),
            in: 2
        )
        #expect(effects == [.bell])
        #expect(model.rooms[1].mentions == 1)
        conversation(&model, .message(ChatTUITests.message(2, "I am bob", from: "bob")), in: 2)
        #expect(model.rooms[1].mentions == 1)
    }

    @Test("who comes and goes stands in one line as long as nothing else is said for a minute")
    func presence() throws {
        var model = Model.numbered()
        conversation(&model, .joined(try nick("eva")))
        #expect(model.transcript() == ["[eva joined]"])
        conversation(&model, .left(try nick("ana")), at: start.after(30_000))
        #expect(model.transcript() == ["[eva joined, ana left]"])
        for name in ["c", "d", "e"] { conversation(&model, .joined(try nick(name))) }
        #expect(model.transcript() == ["[4 joined, 1 left]"])
        #expect(model.rooms[0].members.nicks.map(\.description) == ["bob", "c", "d", "e", "eva"])
        hear(&model, 1...1)
        conversation(&model, .left(try nick("c")))
        conversation(&model, .left(try nick("d")), at: start.after(60_000))
        #expect(model.transcript().dropFirst(2) == ["[c left]", "[d left]"])
    }

    @Test("a new name is told, and our own is ours from then on")
    func rename() throws {
        var model = Model.numbered()
        conversation(&model, .renamed(from: try nick("ana"), to: try nick("Zoe"), isOwn: false))
        conversation(&model, .renamed(from: try nick("bob"), to: try nick("rob"), isOwn: true))
        #expect(model.transcript() == ["[ana is Zoe now]", "[you are rob now]"])
        #expect(model.shownNick == "rob")
        #expect(model.rooms[0].members.nicks.map(\.description) == ["rob", "Zoe"])
    }

    @Test("/nick asks all rooms' servers")
    func nickCommand() throws {
        var model = Model.numbered()
        let rob = try nick("rob")
        #expect(enter(&model, "/nick rob") == [.rename(lobby, rob)])
        #expect(model.notice == nil)
        conversation(
            &model,
            .refused(ServerFrame.Refusal(nonce: nil, code: .denied, reason: "not\nhere"))
        )
        #expect(model.notice == "not done: not⏎here")
    }

    @Test("who writes is shown until the message comes, or for six seconds")
    func typing() throws {
        var model = Model.numbered()
        let (ana, eva) = (try nick("ana"), try nick("eva"))
        conversation(&model, .typing(ana))
        #expect(model.rooms[0].typists.sentence == "ana is writing")
        conversation(&model, .typing(eva), at: start.after(1_000))
        conversation(&model, .typing(ana), at: start.after(2_000))
        #expect(model.rooms[0].typists.sentence == "eva and ana are writing")
        #expect(nextDeadline(of: model) == start.monotonic + 7_000)
        _ = update(&model, .tick, at: start.after(7_000))
        #expect(model.rooms[0].typists.sentence == "ana is writing")
        hear(&model, 1...1)
        #expect(model.rooms[0].typists.sentence == nil)
    }

    @Test("the others are told every three seconds that we write, but not of commands")
    func tellsTyping() {
        var model = Model.numbered()
        #expect(type(&model, "/x") == [])
        press(&model, .control("u"))
        #expect(type(&model, "ab") == [.typing(lobby)])
        #expect(type(&model, "c", at: start.after(2_999)) == [])
        #expect(type(&model, "d", at: start.after(3_000)) == [.typing(lobby)])
        press(&model, .plain(.enter), at: start.after(3_001))
        #expect(type(&model, "e", at: start.after(3_002)) == [.typing(lobby)])
        var plain = Model.with()
        #expect(type(&plain, "hello") == [])
    }

    @Test("after a reconnect no line says that something may be missing")
    func reconnect() {
        var model = Model.numbered()
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connected(subprotocol: Subprotocol.chatTUI1), at: start.after(42_000))
        #expect(model.transcript() == [])
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connected(subprotocol: nil), at: start.after(42_000))
        #expect(model.transcript() == ["<42 s not connected: messages may be missing>"])
        #expect(model.shownNick == "")
    }

    @Test("Tab completes who is there, who spoke lately first, after @ too")
    func completion() {
        var model = Model.numbered(members: ["anton", "ana", "bob", "eva"])
        for name in ["anne", "anton"] {
            conversation(&model, .message(message(1, "hi", from: name)))
        }
        type(&model, "hi @an")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "hi @anton |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "hi @ana |")
        press(&model, .control("u"))
        type(&model, "e")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "eva: |")
        press(&model, .control("u"))
        type(&model, "b")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "b|")
    }

    @Test("Tab completes who speaks from a page that tells the server no name")
    func completesUnnamed() {
        var model = Model.numbered(members: ["anton"])
        var page = message(1, "anka: hi from a browser", from: "ana")
        page.from = nil
        conversation(&model, .message(page))
        conversation(&model, .message(message(2, "gone by now", from: "anne")))
        type(&model, "an")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "anka: |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "anton: |")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "an|")
    }

    @Test("F3 and F3 again leave the members to the width, as it was", arguments: [90, 130])
    func memberListTwice(columns: Int) {
        var model = Model.numbered()
        model.size.columns = columns
        press(&model, .plain(.function(3)))
        #expect(model.showsMemberList == (columns < 120))
        press(&model, .plain(.function(3)))
        #expect(model.memberListChoice == nil)
    }

    @Test("F3 shows the members where there is room, else in place of the messages")
    func memberList() {
        var model = Model.with()
        press(&model, .plain(.function(3)))
        #expect(model.notice == "this server does not tell who is in the room")
        model = .numbered()
        press(&model, .plain(.function(3)))
        #expect(model.showsMemberList)
        press(&model, .plain(.function(3)))
        #expect(!model.showsMemberList)
        _ = update(&model, .resized(Size(columns: 79, rows: 24)), at: start)
        press(&model, .plain(.function(3)))
        #expect(model.overlay == .members(scroll: 0))
        press(&model, .plain(.down))
        #expect(model.overlay == .members(scroll: 0))
        press(&model, .plain(.function(3)))
        #expect(model.overlay == nil)
        _ = update(&model, .resized(Size(columns: 120, rows: 24)), at: start)
        model.memberListChoice = nil
        #expect(model.showsMemberList)
    }

    private func message(_ seq: Int64, _ text: String, from: String) -> RoomMessage {
        ChatTUITests.message(seq, text, from: from)
    }
}
