import Wire

/// What keys and pastes do.
extension Model {
    /// Does what the key map says, or types the character.
    mutating func press(_ key: Key) -> [Effect] {
        endNotice()
        let (asked, completed) = (question, completion)
        let effects = perform(key)
        // A question lives until the next key, or both of two, a row of completions as long as Tab is
        // pressed.
        if question == asked, keyPrefix == nil { question = nil }
        if completion == completed, keyPrefix == nil { completion = nil }
        return effects
    }

    private mutating func perform(_ key: Key) -> [Effect] {
        let stroke = stroke(key)
        let action = stroke.action
        if question == .sendLong, key == .character("l") { return sendLineByLine() }
        if action != .searchHistory { endHistorySearch() }
        if let effects = perform(stroke) { return effects }
        if let effects = performInFocus(key, action) { return effects }
        guard let action else {
            type(key)
            return []
        }
        return perform(action)
    }

    private mutating func endHistorySearch() {
        guard let index = currentIndex, rooms[index].history.isSearching else { return }
        rooms[index].history.endSearch()
    }

    private mutating func type(_ key: Key) {
        guard let scalar = key.typed, isTypable(scalar) else { return }
        if changeText({ $0.type(String(scalar)) }) == false { sayLineIsFull() }
    }

    /// Types what came at once: no answer to a question, though it may begin with one.
    mutating func type(_ text: String) {
        endNotice()
        (question, completion, keyPrefix) = (nil, nil, nil)
        endHistorySearch()
        for part in undoableParts(of: text.unicodeScalars.filter(isTypable)) {
            let text = String(String.UnicodeScalarView(part))
            if changeText({ $0.type(text) }) == false { return sayLineIsFull() }
        }
    }

    private mutating func perform(_ action: KeyAction) -> [Effect] {
        switch action {
        case .send: return submit()
        case .sendAgain: return sendAgain()
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .clearOrLeave: return clearOrLeave()
        case .deleteForwardOrLeave where focus == .message && editor.isEmpty: return leaveProgram()
        case .complete: complete(1)
        case .completeBackward: complete(-1)
        case .help: overlay = overlay == nil ? .help(scroll: 0) : nil
        case .toggleRoomList: toggle(\.roomListChoice, \.showsRoomList)
        case .toggleMembers: toggleMembers()
        case .back: back()
        case .search, .pickLink, .jumpToRoom: open(action)
        case .copyMessage: return copyMessage()
        case .editInEditor: return [.edit(editor.text)]
        case .toggleMouse:
            settings.mouse.toggle()
            say(settings.mouse ? "the mouse is on" : "the mouse is off")
            return [.mouse(settings.mouse)]
        case .showRoom, .nextRoom, .previousRoom, .nextActiveRoom, .lastRoom: changeRoom(action)
        case .pageUp, .pageDown, .rowUp, .rowDown, .oldest, .newest, .newRule: scroll(action)
        case .up, .down, .searchHistory: recall(action)
        default: edit(action)
        }
        return []
    }

    /// Opens what stands before the message.
    private mutating func open(_ action: KeyAction) {
        do {
            switch action {
            case .search: try startSearch()
            case .pickLink: try startLinks()
            default: startRoomJump()
            }
        } catch {
            say(error.sentence)
        }
    }

    /// Shows or hides a list; back at what the width says, it is left to the width again.
    private mutating func toggle(
        _ choice: WritableKeyPath<Model, Bool?>,
        _ isShown: KeyPath<Model, Bool>
    ) {
        let isWanted = !self[keyPath: isShown]
        self[keyPath: choice] = nil
        if self[keyPath: isShown] != isWanted { self[keyPath: choice] = isWanted }
    }

    private mutating func toggleMembers() {
        guard let room = currentRoom, room.isNumbered else {
            return say("this server does not tell who is in the room")
        }
        if size.columns >= Self.memberListColumns {
            toggle(\.memberListChoice, \.showsMemberList)
            scroll(by: 0)
        } else if case .members = overlay {
            overlay = nil
        } else {
            overlay = .members(scroll: 0)
        }
    }

    private mutating func changeRoom(_ action: KeyAction) {
        switch action {
        case .showRoom(let number):
            guard let index = index(ofNumber: number) else {
                return say("there is no room \(number)")
            }
            show(index)
        case .nextRoom: showRoom(after: 1)
        case .previousRoom: showRoom(after: -1)
        case .nextActiveRoom: showActiveRoom()
        default: showLastRoom()
        }
    }

    private mutating func back() {
        // Esc leads from the question back to the text and nowhere else.
        if question == .sendLong { return }
        if overlay != nil {
            overlay = nil
        } else if let index = currentIndex {
            rooms[index].scroll = .bottom
        }
    }

    // MARK: Leave

    private mutating func clearOrLeave() -> [Effect] {
        if !editor.isEmpty {
            editor.clear()
            return []
        }
        if question != nil { return leaveProgram() }
        question = .leave
        say("\(keyMap.name(.clearOrLeave, or: "the key")) once more leaves")
        return []
    }

    private mutating func leaveProgram() -> [Effect] {
        do {
            return try quit()
        } catch {
            say(error.sentence)
            return []
        }
    }

    // MARK: Edit

    private mutating func edit(_ action: KeyAction) {
        // A prompt has one line.
        if action == .newLine, focus != .message { return }
        switch changeText({ $0.edit(action) }) {
        case .full: sayLineIsFull()
        case .nothingToUndo: say("nothing to undo")
        case .nothingToRedo: say("nothing to redo")
        case .done, nil: break
        }
    }

    /// Up and Down go through the lines of the text first, then through what was entered before.
    private mutating func recall(_ action: KeyAction) {
        if overlay != nil, action != .searchHistory { return scroll(by: action == .up ? 1 : -1) }
        if action == .up, editor.moveUp() { return }
        if action == .down, editor.moveDown() { return }
        guard let index = currentIndex else { return }
        let line = InputHistory.Line(text: editor.text, entry: editor.entry)
        let recalled =
            switch action {
            case .up: rooms[index].history.older(than: line)
            case .down: rooms[index].history.newer(than: line)
            default: rooms[index].history.search(from: line)
            }
        if let recalled {
            editor.recall(recalled)
        } else if action == .searchHistory {
            say(
                editor.isEmpty
                    ? "type a part of what you look for, then \(keyMap.name(action, or: "the key"))"
                    : "nothing older has this in it"
            )
        }
    }

    /// Inserts, never obeys: line ends become line feeds, control characters stay out.
    mutating func paste(_ text: String) {
        endNotice()
        keyPrefix = nil
        var (bytes, dropped) = ([UInt8](), 0)
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{2028}", "\u{2029}": bytes.append(UInt8(ascii: "\n"))
            case "\t": bytes.append(UInt8(ascii: "\t"))
            case _ where scalar.properties.generalCategory == .control: dropped += 1
            default:
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
            previous = scalar
        }
        // A prompt has one line.
        if focus != .message {
            bytes = bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
        }
        let pasted = String(decoding: bytes, as: UTF8.self)
        guard changeText({ $0.insert(pasted) }) != false else {
            return say("not pasted: \(bytes.count) bytes are more than the line holds")
        }
        (question, completion) = (nil, nil)
        if dropped == 1 { say("1 control character was left out") }
        if dropped > 1 { say("\(dropped) control characters were left out") }
    }

    /// Takes the text over that the person has edited outside.
    mutating func take(edited result: Result<String, EditFailure>) {
        endNotice()
        (question, completion) = (nil, nil)
        switch result {
        case .success(let text):
            if !editor.change(0..<editor.text.count, with: text) { sayLineIsFull() }
        case .failure(let failure): say(failure.sentence)
        }
    }

    /// Tells of a paste that came without its text.
    mutating func refuseLongPaste() {
        endNotice()
        (question, completion) = (nil, nil)
        say(
            "not pasted: it is longer than \(IncomingPaste.maximum >> 20) MiB, and the line holds \(LineEditor.maximumBytes / 1024) KiB"
        )
    }

    /// Tells that a change was refused.
    mutating func sayLineIsFull() {
        say("the line is full: it holds \(LineEditor.maximumBytes / 1024) KiB")
    }
}

/// The words of a short text, which undo takes back one by one; a long one is all one part, because
/// each part costs as much as the whole line is long.
private func undoableParts(of text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    guard text.count <= 200 else { return [text[...]] }
    let starts = text.indices.filter { $0 == 0 || text[$0].properties.isWhitespace }
    return zip(starts, starts.dropFirst() + [text.count]).map { text[$0..<$1] }
}

/// Whether a character that is typed goes into the line: all but controls and separators of lines.
func isTypable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // The controls (general category Cc, which is fixed for ever) and the separators of lines.
    case 0x00..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: false
    default: true
    }
}
