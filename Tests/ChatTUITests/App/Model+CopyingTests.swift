import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Copying a message")
struct ModelCopyingTests {
    init() { useUTF8Locale() }

    @Test("Alt+W copies the newest message as it came, not as it is shown")
    func newest() {
        var model = Model.with()
        receive(&model, "ana: family \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F466} \u{1B}[31mred")
        #expect(
            press(&model, .alt("w"))
                == [.copy("ana: family \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F466} \u{1B}[31mred")]
        )
        #expect(model.notice?.string.hasPrefix("copied the message ") == true)
    }

    @Test("what the program says is passed over")
    func notices() {
        var model = Model.with()
        receive(&model, "ana: hi")
        model.tell("a notice")
        #expect(press(&model, .alt("w")) == [.copy("ana: hi")])
        var empty = Model.with()
        #expect(press(&empty, .alt("w")) == [])
        #expect(empty.notice == "there is no message to copy")
        var none = Model.with(rooms: [])
        #expect(press(&none, .alt("w")) == [])
    }

    @Test("a name that the server tells is no part of what was said")
    func numbered() {
        var model = Model.numbered()
        hear(&model, 1...3)
        #expect(press(&model, .alt("w")) == [.copy("message 3")])
        model.tell("a notice")
        for number in 1...60 { receive(&model, "line \(number)") }
        press(&model, Key(code: .home, modifiers: .alt))
        let effects = press(&model, .alt("w"))
        #expect(effects.count == 1)
        #expect(effects != [.copy("line 60")])
    }

    @Test("when what a search went to is gone, what is in view is copied")
    func trimmed() {
        var model = Model.with()
        receive(&model, "ana: needle")
        press(&model, .control("s"))
        type(&model, "needle")
        model.rooms[0].log.clear()
        for number in 1...3 { receive(&model, "ana: line \(number)") }
        model.rooms[0].scroll = .bottom
        #expect(press(&model, .alt("w")) == [.copy("ana: line 3")])
    }

    @Test("scrolled up, the lowest message in view is copied")
    func scrolled() {
        var model = Model.with()
        for number in 1...60 { receive(&model, "ana: line \(number)") }
        press(&model, .plain(.pageUp))
        let lowest = view(model).lines[21]
        guard case .copy(let text)? = press(&model, .alt("w")).first else {
            return #expect(Bool(false))
        }
        #expect(lowest.contains(text))
        #expect(text != "ana: line 60")
    }
}
