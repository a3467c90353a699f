import Testing

@testable import ChatTUI

@Suite("Cell")
struct CellTests {
    @Test("takes 16 bytes")
    func size() {
        #expect(MemoryLayout<Cell>.stride == 16)
    }

    @Test("keeps base, width, role and four marks apart", arguments: TextRole.all)
    func fields(role: TextRole) {
        for width in UInt8(0)...2 {
            var cell = Cell(base: "\u{10FFFF}", width: width, role: role)
            #expect(cell.scalars == ["\u{10FFFF}"])
            let marks: [Unicode.Scalar] = ["\u{301}", "\u{E0100}", "\u{10FFFF}", "\u{302}"]
            for mark in marks { cell.add(mark: mark) }
            cell.add(mark: "\u{303}")
            cell.base = "a"
            #expect(cell.scalars == ["a"] + marks)
            #expect((cell.width, cell.role) == (width, role))
            cell.role = .warning
            #expect(cell.scalars == ["a"] + marks)
            #expect((cell.width, cell.role) == (width, .warning))
        }
    }
}
