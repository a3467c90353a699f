import Glibc

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
/// 16 bytes without references, which a test asserts: each frame is some thousand cells, which are
/// written, compared and thrown away.
struct Cell: Equatable, Sendable {
    /// As many as a cell of ncurses keeps.
    static let maximumMarks = 4

    /// From the lowest bit: the base (21 bits), the width (2), the role's index (8), the first mark
    /// (21).
    private var head: UInt64
    /// The other marks, 21 bits each; zero after the last.
    private var tail: UInt64 = 0

    /// - Parameters:
    ///   - base: The character; U+000A in unwrapped text only, as a hard line end.
    ///   - width: Columns: 1 or 2; 0 for the right half of a wide character and for a line end.
    ///   - role: What it is for.
    init(base: Unicode.Scalar, width: UInt8, role: TextRole) {
        head =
            UInt64(base.value) | UInt64(width & 3) << Self.widthShift
            | UInt64(role.index) << Self.roleShift
    }

    static func blank(_ role: TextRole) -> Cell { Cell(base: " ", width: 1, role: role) }

    /// The right half of a wide character.
    static func continuation(_ role: TextRole) -> Cell { Cell(base: " ", width: 0, role: role) }

    /// The character; U+000A in unwrapped text only, as a hard line end.
    var base: Unicode.Scalar {
        get { Self.scalar(head) }
        set { head = head & ~Self.scalarMask | UInt64(newValue.value) }
    }

    /// Columns: 1 or 2; 0 for the right half of a wide character and for a line end.
    var width: UInt8 { UInt8(truncatingIfNeeded: head >> Self.widthShift) & 3 }

    /// What it is for.
    var role: TextRole {
        get { TextRole.all[roleIndex] }
        set {
            let others = head & ~(0xFF << Self.roleShift)
            head = others | UInt64(newValue.index) << Self.roleShift
        }
    }

    /// ``TextRole/index`` of its role.
    var roleIndex: Int { Int(truncatingIfNeeded: head >> Self.roleShift & 0xFF) }

    /// Whether the cell is a hard line end of unwrapped text.
    var isLineEnd: Bool { base == "\n" }

    /// Whether marks stand on the base.
    var hasMarks: Bool { head >> Self.markShift != 0 }

    /// The base and its marks.
    var scalars: [Unicode.Scalar] {
        guard hasMarks else { return [base] }
        let places = [head >> Self.markShift, tail, tail >> 21, tail >> 42]
        return [base] + places.filter { $0 & Self.scalarMask != 0 }.map(Self.scalar)
    }

    /// Puts a mark on the base; more than ``maximumMarks`` are left off, as ncurses would.
    mutating func add(mark: Unicode.Scalar) {
        let mark = UInt64(mark.value)
        guard hasMarks else {
            head |= mark << Self.markShift
            return
        }
        for shift in [0, 21, 42] where tail >> shift & Self.scalarMask == 0 {
            tail |= mark << shift
            return
        }
    }

    private static let scalarMask: UInt64 = 1 << 21 - 1
    private static let widthShift: UInt64 = 21
    private static let roleShift: UInt64 = 23
    private static let markShift: UInt64 = 31

    /// The scalar in the lowest bits; they came from one.
    private static func scalar(_ bits: UInt64) -> Unicode.Scalar {
        Unicode.Scalar(UInt32(truncatingIfNeeded: bits & scalarMask)) ?? "\u{FFFD}"
    }
}

extension UnsafeBufferPointer<Cell> {
    /// Whether both hold the same cells: bits that differ are all that makes two cells differ.
    func isSame(as other: Self) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return start == otherStart
            || memcmp(start, otherStart, count * MemoryLayout<Cell>.size) == 0
    }
}
