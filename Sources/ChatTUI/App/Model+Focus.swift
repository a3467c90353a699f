/// Where typing goes: into the message, or into what stands before it.
extension Model {
    /// What takes the keys that type and edit.
    enum Focus: Equatable {
        case message
        /// The words of the search in the shown room.
        case search
        /// The name that the list of rooms is filtered by.
        case roomFilter
        /// A list of links, which takes no text.
        case links
    }

    var focus: Focus {
        switch overlay {
        case .links: .links
        case .rooms: .roomFilter
        case .help, .members, nil:
            currentIndex.map { rooms[$0].isSearched } ?? false ? .search : .message
        }
    }

    /// Changes the text that has the focus; `nil`, with nothing changed, if none has.
    mutating func changeText<Result>(_ change: (inout LineEditor) -> Result) -> Result? {
        switch focus {
        case .message: return change(&editor)
        case .search: return changeSearch(change)
        case .roomFilter: return changeRoomFilter(change)
        case .links: return nil
        }
    }

    /// Does what a key does that means something else here than in the message.
    ///
    /// - Returns: `nil` if it means the same.
    mutating func performInFocus(_ key: Key, _ action: KeyAction?) -> [Effect]? {
        switch focus {
        case .message: return nil
        case .search: return action.flatMap { performInSearch($0) }
        case .roomFilter: return action.flatMap { performInRoomFilter($0) }
        case .links: return performInLinks(key, action)
        }
    }
}

extension LineEditor {
    /// What an editing key led to.
    enum Outcome {
        case done
        /// Nothing was changed: it would be too long.
        case full
        case nothingToUndo, nothingToRedo
    }

    /// Does an editing key; others do nothing.
    mutating func edit(_ action: KeyAction) -> Outcome {
        switch action {
        case .newLine: return insert("\n") ? .done : .full
        case .left: moveLeft()
        case .right: moveRight()
        case .wordLeft: moveWordLeft()
        case .wordRight: moveWordRight()
        case .lineStart: moveToLineStart()
        case .lineEnd: moveToLineEnd()
        case .deleteBackward: deleteBackward()
        case .deleteForward, .deleteForwardOrLeave: deleteForward()
        case .killToLineEnd: killToLineEnd()
        case .killToLineStart: killToLineStart()
        case .killBlankWord: killBlankWordBackward()
        case .killWordBackward: killWordBackward()
        case .killWordForward: killWordForward()
        case .yank: return yank() ? .done : .full
        case .yankOlder: return yankOlder() ? .done : .full
        case .undo: return undo() ? .done : .nothingToUndo
        case .redo: return redo() ? .done : .nothingToRedo
        case .transpose: transpose()
        default: break
        }
        return .done
    }
}
