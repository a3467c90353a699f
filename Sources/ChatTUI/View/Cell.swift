/// What a cell of the screen is for; ``Theme`` says how that looks.
enum TextRole: Hashable, Sendable {
    /// Words: of messages, of the room list, of the input line.
    case text
    /// The time column and other things of little weight.
    case faint
    /// The name before a message, coloured by one of ``hues`` hues.
    case speaker(hue: UInt8)
    /// Our own name before a message.
    case ownSpeaker
    /// The name before a message that names us, and the message itself.
    case mentionSpeaker, mention
    /// What the program says, and own lines that are not confirmed.
    case notice, pending
    /// The mark of an own line that needs a look: late, or of unknown fate.
    case warning
    /// Day and gap rules, borders; the rule above what is new.
    case rule, newRule
    /// Parts of the room list.
    case currentRoom, unread, unreadMention
    /// The status line and its parts.
    case status, statusStrong, statusAlert
    case prompt
    /// What a search found, and the line of it that was gone to; the chosen entry of a list.
    case match, shownMatch, selected
    /// Parts of the help.
    case helpHeading, helpKey

    /// How many speaker hues there are.
    static let hues: UInt8 = 12
}

/// One character of the screen: a base with its marks, in one column or two.
///
/// A plain value without references, because each frame is some thousand of them.
struct Cell: Equatable, Sendable {
    /// ncurses keeps one spacing character and four marks in a cell.
    static let maximumMarks = 4

    /// The character; U+000A in unwrapped text only, as a hard line end.
    var base: Unicode.Scalar
    /// Combining marks in order, zero after the last.
    private(set) var marks = SIMD4<UInt32>()
    /// Columns: 1 or 2; 0 for the right half of a wide character and for a line end.
    var width: UInt8
    var role: TextRole

    static func blank(_ role: TextRole) -> Cell { Cell(base: " ", width: 1, role: role) }

    /// The right half of a wide character.
    static func continuation(_ role: TextRole) -> Cell { Cell(base: " ", width: 0, role: role) }

    /// Whether the cell is a hard line end of unwrapped text.
    var isLineEnd: Bool { base == "\n" }

    /// The base and its marks.
    var scalars: [Unicode.Scalar] {
        var scalars = [base]
        for index in 0..<Self.maximumMarks {
            if marks[index] != 0, let mark = Unicode.Scalar(marks[index]) { scalars.append(mark) }
        }
        return scalars
    }

    /// Puts a mark on the base; more than ``maximumMarks`` are left off, as ncurses would.
    mutating func add(mark: Unicode.Scalar) {
        for index in 0..<Self.maximumMarks where marks[index] == 0 {
            marks[index] = mark.value
            return
        }
    }
}
