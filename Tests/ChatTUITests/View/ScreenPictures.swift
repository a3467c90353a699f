import Glibc
import Testing

@testable import ChatTUI

private let utf8Locale: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

/// Widths come from the locale: every suite that makes cells calls this first.
func useUTF8Locale() {
    precondition(utf8Locale, "this system has no C.UTF-8")
}

extension Screen {
    /// All cells, row by row.
    var cells: [Cell] { Array(rows.joined()) }

    /// The rows as text; a cursor on a blank cell is `█`.
    var lines: [String] {
        (0..<size.rows).map { row in
            var line = String.UnicodeScalarView()
            for (column, cell) in rows[row].enumerated() where cell.width > 0 {
                let isCursor = cursor == Cursor(row: row, column: column)
                line.append(contentsOf: isCursor && cell.base == " " ? ["█"] : cell.scalars)
            }
            return String(line)
        }
    }

    /// The rows between bars, so that blanks at their ends are seen.
    var picture: String { lines.map { "|\($0)|" }.joined(separator: "\n") }
}

extension Screen {
    /// ``picture`` and below it what each cell is for, one letter a cell.
    var pictureWithRoles: String {
        let roles = (0..<size.rows).map { row in
            "|" + String(rows[row].filter { $0.width > 0 }.flatMap(\.letters)) + "|"
        }
        return picture + "\n\n" + roles.joined(separator: "\n")
    }
}

extension Cell {
    /// The letter of its role, in as many columns as it takes.
    fileprivate var letters: [Character] {
        Array(repeating: role.letter, count: Int(width))
    }
}

extension TextRole {
    /// What stands for the role in a picture.
    fileprivate var letter: Character {
        switch self {
        case .text: "."
        case .faint: "f"
        case .speaker(let hue): Character(String(hue, radix: 16))
        case .ownSpeaker: "o"
        case .mentionSpeaker: "M"
        case .mention: "m"
        case .notice: "n"
        case .pending: "p"
        case .warning: "w"
        case .rule: "-"
        case .newRule: "="
        case .currentRoom: "c"
        case .unread: "u"
        case .unreadMention: "U"
        case .status: "s"
        case .statusStrong: "S"
        case .statusAlert: "A"
        case .prompt: ">"
        case .match: "r"
        case .shownMatch: "R"
        case .selected: "x"
        case .helpHeading: "H"
        case .helpKey: "k"
        }
    }
}

/// The cells' text; line ends are `⏎`.
func text(_ cells: some Sequence<Cell>) -> String {
    var scalars = String.UnicodeScalarView()
    for cell in cells { scalars.append(contentsOf: cell.isLineEnd ? ["⏎"] : cell.scalars) }
    return String(scalars)
}

/// Compares a screen with its picture.
func expectScreen(
    _ screen: Screen,
    _ picture: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(screen.picture == picture, sourceLocation: sourceLocation)
}

/// Compares a screen and the roles of its cells with the picture in `Screens/NAME.txt`; with
/// `RECORD=1` rewrites that and fails.
func expectScreen(
    _ screen: Screen,
    file name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let path = "\(#filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" })"
    let file = "\(path)/Screens/\(name).txt"
    if getenv("RECORD") != nil {
        let stream = fopen(file, "w")
        fputs(screen.pictureWithRoles + "\n", stream)
        fclose(stream)
        Issue.record("recorded \(name).txt", sourceLocation: sourceLocation)
    } else {
        let drawn = screen.pictureWithRoles + "\n"
        #expect(drawn == contents(of: file), sourceLocation: sourceLocation)
    }
}

private func contents(of file: String) -> String {
    guard let stream = fopen(file, "r") else { return "no file \(file)" }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes[..<count], as: UTF8.self)
}
