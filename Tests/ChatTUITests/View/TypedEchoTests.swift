import Testing
import Wire

@testable import ChatTUI

@Suite("TypedEcho")
struct TypedEchoTests {
    init() { useUTF8Locale() }

    private func model(_ text: String = "", columns: Int = 60, rows: Int = 10) -> Model {
        var model = Model.with(nick: "bob")
        model.size = Size(columns: columns, rows: rows)
        model.editor.reset(to: text)
        return model
    }

    @Test(
        "is what the next frame shows",
        arguments: [(60, 10), (80, 24), (20, 5), (40, 3), (12, 2)]
    )
    func exact(columns: Int, rows: Int) throws {
        var model = model(columns: columns, rows: rows)
        var guesses = 0
        for scalar in "Hello, wörld! щука ἀ and so on, over the edge and further".unicodeScalars {
            let guess = view(model).typing(.character(scalar), in: model)
            _ = press(&model, .character(scalar))
            guard let guess else { continue }
            guesses += 1
            let next = view(model)
            #expect(RowChange.all(from: guess, to: next) == [])
            #expect(guess.cursor == next.cursor)
        }
        #expect(guesses >= min(columns - 10, 50))
    }

    @Test(
        "is none for what takes more than a character of one column",
        arguments: [
            .character("你"), .character("\u{301}"), .character("\u{202E}"), .character("\t"),
            .alt("a"), .control("a"), .plain(.backspace), .plain(.enter),
        ] as [Key]
    )
    func none(key: Key) {
        let model = model("text")
        #expect(view(model).typing(key, in: model) == nil)
    }

    @Test("is none in the middle of the text, at the edge, and where keys type elsewhere")
    func elsewhere() {
        func typed(_ model: Model) -> Screen.Cursor? {
            view(model).typing(.character("x"), in: model)?.cursor
        }
        var middle = model("text")
        #expect(typed(middle) != nil)
        middle.editor.move(to: 2)
        #expect(typed(middle) == nil)
        let edge = 60 - "bob> ".utf8.count
        #expect(typed(model(String(repeating: "a", count: edge - 3))) != nil)
        #expect(typed(model(String(repeating: "a", count: edge - 1))) == nil)
        for keys in [[Key.control("x")], [.control("s")], [.alt("j")]] {
            var model = model("text")
            for key in keys { _ = press(&model, key) }
            #expect(typed(model) == nil)
        }
        var asked = model()
        _ = update(&asked, .input(.paste((1...20).map { "\($0)\n" }.joined())), at: start)
        _ = press(&asked, .plain(.enter))
        #expect(asked.question == .sendLong)
        #expect(typed(asked) == nil)
    }
}
