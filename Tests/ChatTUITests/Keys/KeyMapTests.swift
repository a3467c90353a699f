import Testing

@testable import ChatTUI

@Suite("Key map")
struct KeyMapTests {
    @Test("no key is bound twice, and none begins another")
    func unique() {
        let chords = KeyActionRow.all.flatMap(\.keys)
        let twice = Dictionary(grouping: chords, by: \.self).filter { $0.value.count > 1 }.keys
        #expect(twice.map(\.description) == [])
        for chord in chords where chord.second != nil {
            #expect(!chords.contains(KeyChord(chord.first)))
        }
    }

    @Test("every action has keys, a summary, and a name that is no key's")
    func rows() {
        #expect(Set(KeyActionRow.all.map(\.name)).count == KeyActionRow.all.count)
        for row in KeyActionRow.all {
            #expect(!row.keys.isEmpty, "\(row.name)")
            #expect(!row.summary.isEmpty)
            #expect(Key(row.name) == nil, "\(row.name)")
            #expect(row.name.utf8.allSatisfy { isBareKeyPart($0) && $0 != UInt8(ascii: "_") })
        }
    }

    @Test("every group has rows")
    func groups() {
        for group in KeyActionRow.Group.allCases {
            #expect(KeyActionRow.all.contains { $0.group == group })
        }
    }

    @Test("Alt and a digit show a room; 0 is the tenth")
    func digits() {
        #expect(KeyMap.standard.action(for: .alt("1")) == .showRoom(1))
        #expect(KeyMap.standard.action(for: .alt("9")) == .showRoom(9))
        #expect(KeyMap.standard.action(for: .alt("0")) == .showRoom(10))
    }

    @Test("typed characters are not bound")
    func unbound() {
        for scalar in "aZ0/ ü".unicodeScalars {
            #expect(KeyMap.standard.action(for: .character(scalar)) == nil)
        }
    }

    @Test("a key is bound to something else, to nothing, and as it was")
    func bind() throws {
        var map = KeyMap.standard
        let key = KeyChord(.control("n"))
        try map.bind(key, to: .action(.redraw))
        #expect(map[key] == .action(.redraw))
        #expect(map.chords(of: .action(.nextRoom)) == [])
        #expect(map.changes.map(\.chord) == [key])
        try map.bind(key, to: nil)
        #expect(map[key] == nil)
        #expect(map.changes.map(\.chord) == [key])
        try map.bind(key, to: .action(.nextRoom))
        #expect(map.changes.isEmpty)
    }

    @Test("a key that types something is not bound")
    func typing() {
        var map = KeyMap.standard
        #expect(throws: BindingProblem.types(.character("a"))) {
            try map.bind(KeyChord(.character("a")), to: .action(.help))
        }
    }

    @Test("a key cannot be bound by itself and begin others")
    func inTheWay() throws {
        var map = KeyMap.standard
        let (prefix, chord) = (KeyChord(.control("x")), KeyChord(.control("x"), .control("e")))
        #expect(throws: BindingProblem.isInTheWay(chord, of: prefix)) {
            try map.bind(prefix, to: .action(.help))
        }
        try map.bind(chord, to: nil)
        try map.bind(prefix, to: .action(.help))
        #expect(throws: BindingProblem.isInTheWay(prefix, of: chord)) {
            try map.bind(chord, to: .action(.help))
        }
    }
}
