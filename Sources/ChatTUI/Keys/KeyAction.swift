/// What a key does, apart from typing a character.
enum KeyAction: Hashable, Sendable {
    // Talk.
    case send, newLine, complete, completeBackward, sendAgain, editInEditor
    // Rooms; ``showRoom(_:)`` counts from 1.
    case showRoom(Int), nextRoom, previousRoom, nextActiveRoom, lastRoom, jumpToRoom
    // Scroll.
    case pageUp, pageDown, rowUp, rowDown, oldest, newest, newRule
    // What is in the messages.
    case search, pickLink, copyMessage
    // Edit.
    case left, right, wordLeft, wordRight, lineStart, lineEnd
    case up, down, searchHistory
    case deleteBackward, deleteForward, deleteForwardOrLeave
    case killToLineEnd, killToLineStart, killBlankWord, killWordBackward, killWordForward
    case yank, yankOlder, undo, redo, transpose
    // The program.
    case help, toggleRoomList, toggleMembers, toggleMouse, redraw, suspend, back, clearOrLeave
}
