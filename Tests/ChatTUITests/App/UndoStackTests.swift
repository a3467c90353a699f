import Testing

@testable import ChatTUI

@Suite("Undo stack")
struct UndoStackTests {
    private func snapshot(_ text: String) -> UndoStack.Snapshot {
        UndoStack.Snapshot(text: text, cursor: 0)
    }

    @Test("the oldest texts go when there are too many")
    func count() {
        var stack = UndoStack()
        for number in 0..<1_000 { stack.record(snapshot("\(number)")) }
        var steps = 0
        var oldest: String?
        while let earlier = stack.undo(from: snapshot("x")) {
            oldest = earlier.text
            steps += 1
        }
        #expect(steps == 200)
        #expect(oldest == "800")
    }

    @Test("the oldest texts go when they are too long together")
    func bytes() {
        var stack = UndoStack()
        let long = String(repeating: "x", count: 64 << 10)
        for _ in 0..<100 { stack.record(snapshot(long)) }
        var steps = 0
        while stack.undo(from: snapshot("")) != nil { steps += 1 }
        #expect(steps == 16)
    }

    @Test("a new edit forgets what was undone")
    func redo() {
        var stack = UndoStack()
        stack.record(snapshot("a"))
        #expect(stack.undo(from: snapshot("b")) == snapshot("a"))
        #expect(stack.redo(from: snapshot("a")) == snapshot("b"))
        #expect(stack.undo(from: snapshot("b")) == snapshot("a"))
        stack.record(snapshot("a"))
        #expect(stack.redo(from: snapshot("c")) == nil)
    }
}
