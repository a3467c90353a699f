/// Turns what the terminal sends into keys, pastes, mouse and focus events.
///
/// Pure and incremental. Understands UTF-8, CSI keys with modifiers (xterm, modifyOtherKeys, the
/// kitty protocol's `u`), SS3, Alt as an ESC prefix, SGR mouse, bracketed paste and focus
/// reports. Replies to queries and unknown sequences are swallowed whole: nothing but keys and
/// pastes can reach the input line, however the bytes are cut.
struct KeyParser: Sendable {
    /// What the next byte belongs to.
    private enum State: Equatable {
        case ground
        /// Bytes of a character that is not complete, and how many it has.
        case character([UInt8], length: Int)
        case escape
        /// Parameters and intermediates so far.
        case csi([UInt8])
        /// A function key of the Linux console: `ESC [ [ A`.
        case console
        /// The coordinates of an old-style mouse report that are still to come.
        case oldMouse(left: Int)
        case ss3
        /// ESC and one of `P ] _ ^ X`: a reply begins, or Alt is held.
        case stringStart(UInt8)
        /// In a reply; whether ESC came, and how many bytes.
        case string(escape: Bool, count: Int)
        case paste
    }

    /// Longest parameters that are kept; longer ones are swallowed, not understood.
    private static let maximumParameters = 64
    /// A reply longer than this is none: the terminal lost its end.
    private static let maximumString = 4096

    private var state = State.ground
    /// Not in `state`, which is copied to be looked at.
    private var paste = IncomingPaste()
    /// ESC came twice: Alt with a key that is a sequence itself.
    private var hasAltPrefix = false
    private var events: [TerminalInput] = []

    /// Whether the bytes so far could be a key of their own: then call ``timeout()`` if 30 ms
    /// bring no more.
    var needsTimeout: Bool {
        switch state {
        case .escape, .ss3, .stringStart: true
        case .csi(let bytes): bytes.isEmpty
        default: false
        }
    }

    /// Whether a paste has begun and not ended: then call ``endPaste()`` if 1 s brings no more.
    var isPasting: Bool {
        state == .paste
    }

    /// Takes bytes and returns what they complete.
    mutating func parse(_ bytes: some Sequence<UInt8>) -> [TerminalInput] {
        for byte in bytes { take(byte) }
        return takeEvents()
    }

    /// Decides that what came was a key of its own: Esc, or Alt with `[`, `O` and the like.
    mutating func timeout() -> [TerminalInput] {
        guard needsTimeout else { return [] }
        let (last, wasAlt) = (state, hasAltPrefix)
        toGround()
        switch last {
        case .escape:
            if wasAlt { emit(.escape) }
            emit(.escape)
        case .csi: emitAlt("[", wasAlt)
        case .ss3: emitAlt("O", wasAlt)
        case .stringStart(let byte): emitAlt(Unicode.Scalar(byte), wasAlt)
        default: break
        }
        return takeEvents()
    }

    /// Ends a paste whose end never came.
    mutating func endPaste() -> [TerminalInput] {
        guard isPasting else { return [] }
        emitPaste()
        return takeEvents()
    }

    private mutating func takeEvents() -> [TerminalInput] {
        defer { events = [] }
        return events
    }

    private mutating func toGround() {
        state = .ground
        hasAltPrefix = false
    }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .ground: takeGround(byte, [])
        case .character(let bytes, let length): takeCharacter(byte, bytes, length)
        case .escape: takeEscape(byte)
        case .csi(let bytes): takeCSI(byte, bytes)
        case .console:
            toGround()
            if (0x41...0x45).contains(byte) { emit(.function(Int(byte) - 0x40)) }
        case .oldMouse(let left): state = left > 1 ? .oldMouse(left: left - 1) : .ground
        case .ss3: takeSS3(byte)
        case .stringStart(let opener): takeStringStart(byte, opener)
        case .string(let escape, let count): takeString(byte, escape, count)
        case .paste: if paste.take(byte) { emitPaste() }
        }
    }
}

// MARK: Characters

extension KeyParser {
    private mutating func takeGround(_ byte: UInt8, _ modifiers: Key.Modifiers) {
        switch byte {
        case 0x1B: state = .escape
        case 0x20..<0x7F: emit(.character(Unicode.Scalar(byte)), modifiers)
        case 0x80...: beginCharacter(byte)
        default: emitKey(Self.control(byte), modifiers)
        }
    }

    /// The key of a control character.
    private static func control(_ byte: UInt8) -> Key {
        switch byte {
        case 0x08, 0x7F: .plain(.backspace)
        case 0x09: .plain(.tab)
        case 0x0D: .plain(.enter)
        case 0x1B: .plain(.escape)
        case 0x00: .control(" ")
        case 0x01...0x1A: .control(Unicode.Scalar(byte + 0x60))
        default: .control(Unicode.Scalar(byte + 0x40))
        }
    }

    private mutating func beginCharacter(_ byte: UInt8) {
        let length =
            switch byte {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        if length == 1 {
            emitCharacter([byte])
        } else {
            state = .character([byte], length: length)
        }
    }

    private mutating func takeCharacter(_ byte: UInt8, _ bytes: [UInt8], _ length: Int) {
        guard byte & 0xC0 == 0x80 else {
            // Cut short: one U+FFFD for what came, and the byte begins anew.
            emitCharacter(bytes)
            take(byte)
            return
        }
        if bytes.count + 1 < length {
            state = .character(bytes + [byte], length: length)
        } else {
            emitCharacter(bytes + [byte])
        }
    }

    /// Emits what the bytes decode to, U+FFFD if they are no character; C1 controls are no keys.
    private mutating func emitCharacter(_ bytes: [UInt8]) {
        let modifiers: Key.Modifiers = hasAltPrefix ? .alt : []
        toGround()
        let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let scalar = text.count == 1 ? text.first ?? "\u{FFFD}" : "\u{FFFD}"
        if !(0x80..<0xA0).contains(scalar.value) { emit(.character(scalar), modifiers) }
    }

    private mutating func emit(_ code: Key.Code, _ modifiers: Key.Modifiers = []) {
        events.append(.key(Key(code: code, modifiers: modifiers)))
    }

    private mutating func emitKey(_ key: Key, _ modifiers: Key.Modifiers = []) {
        emit(key.code, key.modifiers.union(modifiers))
    }

    private mutating func emitAlt(_ scalar: Unicode.Scalar, _ escapeBefore: Bool) {
        if escapeBefore { emit(.escape) }
        emit(.character(scalar), .alt)
    }
}

// MARK: After ESC

extension KeyParser {
    private mutating func takeEscape(_ byte: UInt8) {
        let wasAlt = hasAltPrefix
        switch byte {
        case 0x1B:
            if hasAltPrefix { emit(.escape) }
            hasAltPrefix = true
        case UInt8(ascii: "["): state = .csi([])
        case UInt8(ascii: "O"): state = .ss3
        case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"): state = .stringStart(byte)
        default:
            toGround()
            if wasAlt { emit(.escape) }
            hasAltPrefix = byte >= 0x80
            takeGround(byte, .alt)
        }
    }

    private mutating func takeSS3(_ byte: UInt8) {
        let modifiers: Key.Modifiers = hasAltPrefix ? .alt : []
        guard (0x20..<0x7F).contains(byte) else {
            // No sequence after all: Alt+O, and the byte stands for itself.
            let wasAlt = hasAltPrefix
            toGround()
            emitAlt("O", wasAlt)
            take(byte)
            return
        }
        if (0x30...0x39).contains(byte) {
            // Some terminals put the modifiers here: ESC O 5 A.
            state = .csi([UInt8(ascii: "1"), UInt8(ascii: ";"), byte])
            return
        }
        toGround()
        if let code = KeySequence.ss3(byte) { emit(code, modifiers) }
    }

    private mutating func takeCSI(_ byte: UInt8, _ bytes: [UInt8]) {
        switch byte {
        case 0x20...0x3F:
            // One too many marks it as too long.
            if bytes.count <= Self.maximumParameters { state = .csi(bytes + [byte]) }
        case UInt8(ascii: "[") where bytes.isEmpty: state = .console
        case UInt8(ascii: "M") where bytes.isEmpty: state = .oldMouse(left: 3)
        case 0x40...0x7E:
            let modifiers: Key.Modifiers = hasAltPrefix ? .alt : []
            toGround()
            guard bytes.count <= Self.maximumParameters else { return }
            takeSequence(KeySequence(parameters: bytes, final: byte), modifiers)
        default:
            // A control, or no ASCII: the sequence is broken off.
            let wasAlt = hasAltPrefix
            toGround()
            if bytes.isEmpty { emitAlt("[", wasAlt) }
            take(byte)
        }
    }

    private mutating func takeSequence(_ sequence: KeySequence, _ modifiers: Key.Modifiers) {
        switch sequence.meaning {
        case .key(let key): emitKey(key, modifiers)
        case .mouse(let mouse): events.append(.mouse(mouse))
        case .focus(let isFocused): events.append(.focus(isFocused))
        case .pasteStart: state = .paste
        case nil: break
        }
    }
}

// MARK: Replies and pastes

extension KeyParser {
    /// Replies begin with a number or one of a few signs; anything else was Alt and a letter.
    private mutating func takeStringStart(_ byte: UInt8, _ opener: UInt8) {
        let isReply =
            switch opener {
            case UInt8(ascii: "P"): (0x20...0x3F).contains(byte)
            case UInt8(ascii: "]"): (0x30...0x39).contains(byte)
            default: byte == UInt8(ascii: "G")
            }
        guard !isReply else {
            state = .string(escape: false, count: 0)
            return
        }
        let wasAlt = hasAltPrefix
        toGround()
        emitAlt(Unicode.Scalar(opener), wasAlt)
        take(byte)
    }

    private mutating func takeString(_ byte: UInt8, _ escape: Bool, _ count: Int) {
        if escape {
            toGround()
            // ESC \ ends it; another ESC sequence breaks it off.
            if byte != UInt8(ascii: "\\") {
                state = .escape
                take(byte)
            }
        } else if byte == 0x1B {
            state = .string(escape: true, count: count)
        } else if byte == 0x07 {
            toGround()
        } else if byte < 0x20 {
            toGround()
            take(byte)
        } else if count >= Self.maximumString {
            toGround()
        } else {
            state = .string(escape: false, count: count + 1)
        }
    }

    private mutating func emitPaste() {
        if let input = paste.finish() { events.append(input) }
        toGround()
    }
}
