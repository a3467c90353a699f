import NIOCore
import Testing
import WSClient

@testable import ChatTUI

@Suite("Update")
struct UpdateTests {
    @Test("typed text is sent with Enter, and confirmed by its echo")
    func send() {
        var model = Model.with()
        #expect(type(&model, "hi") == [])
        #expect(model.inputLine == "hi|")
        #expect(press(&model, .plain(.enter)) == [.send(RoomID(rawValue: 1), text: "hi", id: 1)])
        #expect(model.inputLine == "|")
        #expect(model.pendingLines() == ["hi sending"])
        #expect(receive(&model, "hi") == [])
        #expect(model.pendingLines() == [])
        #expect(model.transcript() == ["[connected to 127.0.0.1:8000]", "> hi"])
    }

    @Test("SIGTERM ends the program, whatever waits")
    func terminate() {
        var model = Model.with()
        enter(&model, "hi")
        #expect(update(&model, .terminate, at: start) == [.quit])
    }
}
