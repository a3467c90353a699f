import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Notifications")
struct NotificationsTests {
    private func said(_ model: inout Model, _ text: String, at now: Moment = start) -> [Effect] {
        update(
            &model,
            .conversation(RoomID(rawValue: 1), .message(RoomMessage(text: text))),
            at: now
        )
    }

    private func away(_ settings: (inout Settings) -> Void = { _ in }) -> Model {
        var model = Model.with(nick: "bob")
        settings(&model.settings)
        _ = update(&model, .input(.focus(false)), at: start)
        return model
    }

    @Test("a mention rings, and tells a person who looks elsewhere who said what where")
    func mention() {
        var model = away()
        let told = Notification(title: "lobby", body: "ana: bob, look")
        #expect(said(&model, "ana: bob, look") == [.bell, .notify(told)])
        #expect(said(&model, "ana: no name here") == [])
    }

    @Test("nobody is told of what is before their eyes")
    func focused() {
        var model = Model.with(nick: "bob")
        #expect(said(&model, "ana: bob, look") == [])
    }

    @Test("a flood rings once a second and tells once in five")
    func limits() {
        var model = away()
        #expect(said(&model, "bob").count == 2)
        #expect(said(&model, "bob", at: start.after(999)) == [])
        #expect(said(&model, "bob", at: start.after(1_000)) == [.bell])
        #expect(said(&model, "bob", at: start.after(5_000)).count == 2)
    }

    @Test("the person chooses of what they are told, and how")
    func choice() {
        var all = away { $0.notify = .all }
        #expect(said(&all, "ana: hi").count == 2)
        var off = away { $0.notify = .off }
        #expect(said(&off, "ana: bob") == [])
        var bell = away { $0.notifyWith = .bell }
        #expect(said(&bell, "ana: bob") == [.bell])
    }
}

@Suite("Clipboard")
struct ClipboardTests {
    @Test("what was chosen is copied, and the status line tells")
    func copy() {
        var model = Model.with()
        #expect(model.copy("hello", "the message") == [.copy("hello")])
        #expect(model.notice?.string.utf8.starts(with: "copied the message (5 bytes)".utf8) == true)
    }

    @Test("too much is refused with a reason")
    func bounds() {
        var model = Model.with()
        #expect(
            model.copy(String(repeating: "x", count: Model.maximumCopy + 1), "the message") == []
        )
        #expect(model.notice?.string.utf8.starts(with: "not copied".utf8) == true)
        #expect(model.copy("", "the message") == [])
    }
}
