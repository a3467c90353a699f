import Wire

/// A type that settings can have: how it is written in the file and behind `/set`.
protocol SettingValue: Equatable, Sendable {
    /// What may be written, as the documentation shows it.
    static var syntax: String { get }
    /// All values, where there are few: for completion.
    static var choices: [String] { get }

    /// Reads it; words behind `/set` and of the environment come as strings.
    ///
    /// - Throws: Why not, as a clause that follows the key: "takes a number".
    init(setting value: TOMLValue) throws(SettingProblem)

    /// The value as the file has it.
    var setting: TOMLValue { get }
}

/// Why a value does not fit, as a clause that follows the key and is safe to show.
struct SettingProblem: Error, Equatable {
    let clause: DisplayText
}

extension SettingValue where Self: RawRepresentable<String> & CaseIterable {
    static var choices: [String] { allCases.map(\.rawValue) }
    static var syntax: String { choices.joined(separator: "|") }

    init(setting value: TOMLValue) throws(SettingProblem) {
        let word: String? =
            switch value {
            case .string(let text): text
            case .integer(let number): String(number)
            case .boolean, .array: nil
            }
        guard let value = word.flatMap(Self.init(rawValue:)) else {
            let names = Self.choices.map { DisplayText(cleaning: $0) }
            let last = names.last ?? ""
            throw SettingProblem(
                clause: "takes \(names.dropLast().joined(separator: ", ")) or \(last)"
            )
        }
        self = value
    }

    var setting: TOMLValue { Int(rawValue).map { .integer($0) } ?? .string(rawValue) }
}

extension Settings.Notify: SettingValue {}
extension Settings.NotifyWith: SettingValue {}
extension Settings.Colour: SettingValue {}
extension Settings.RoomOrder: SettingValue {}
extension Settings.Clock: SettingValue {}
extension Settings.Emoji: SettingValue {}

extension Bool: SettingValue {
    static let syntax = "true|false"
    static let choices = ["true", "false"]

    init(setting value: TOMLValue) throws(SettingProblem) {
        switch value {
        case .boolean(let value): self = value
        case .string("true"), .string("on"), .string("yes"): self = true
        case .string("false"), .string("off"), .string("no"): self = false
        default: throw SettingProblem(clause: "takes true or false")
        }
    }

    var setting: TOMLValue { .boolean(self) }
}

/// Words: in the file an array of strings, and so behind `/set` and in the environment; in another
/// string they stand between blanks or commas.
extension [String]: SettingValue {
    static let syntax = "[\"WORD\", …]"
    static let choices: [String] = []
    private static let maximumCount = 100

    init(setting value: TOMLValue) throws(SettingProblem) {
        switch value {
        case .string(let text) where text.utf8.first == UInt8(ascii: "["):
            guard let document = try? TOMLReader.read([UInt8]("words = \(text)".utf8)),
                document.tables.isEmpty, document.entries.count == 1
            else { throw Self.noWords }
            try self.init(setting: document.entries[0].value)
        case .string(let text):
            self = text.utf8.split { [0x20, 0x09, 0x0A, UInt8(ascii: ",")].contains($0) }
                .map { String(Substring($0)) }
        case .array(let values):
            var words: [String] = []
            for value in values {
                guard case .string(let word) = value, !word.utf8.isEmpty else {
                    throw SettingProblem(clause: "takes words in quotation marks")
                }
                words.append(word)
            }
            self = words
        default: throw Self.noWords
        }
        guard count <= Self.maximumCount else {
            throw SettingProblem(clause: "takes at most \(Self.maximumCount) words")
        }
    }

    private static let noWords = SettingProblem(clause: "takes words, as in [\"one\", \"two\"]")

    var setting: TOMLValue { .array(map { .string($0) }) }
}

extension ServerURL: SettingValue {
    static let syntax = "URL"
    static let choices: [String] = []

    init(setting value: TOMLValue) throws(SettingProblem) {
        guard case .string(let text) = value else {
            throw SettingProblem(clause: "takes a URL such as \"ws://127.0.0.1:8000\"")
        }
        do throws(RoomAddress.Invalid) {
            try self.init(text)
        } catch {
            throw SettingProblem(clause: "is not the URL of a server: \(error.reason)")
        }
    }

    var setting: TOMLValue { .string(text) }
}

/// A number of bytes with its unit.
enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// 1024 GiB.
    static let maximum = 1 << 40

    /// `8 MiB`, `512KiB`, `4096`; `nil` for anything else, and for more than ``maximum``.
    static func parse(_ text: String) -> Int? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...13).contains(digits.count), let number = Int(String(Substring(digits))) else {
            return nil
        }
        let unit = text.utf8[digits.endIndex...].drop { $0 == UInt8(ascii: " ") }
        let factor =
            unit.isEmpty
            ? 1
            : units.first { unit.elementsEqual($0.name.utf8, by: { folded($0) == folded($1) }) }?
                .bytes
        guard let factor, number <= maximum / factor else { return nil }
        return number * factor
    }

    /// In the largest unit of which it is a whole number.
    static func text(_ bytes: Int) -> String {
        let unit = units.first { bytes >= $0.bytes && bytes % $0.bytes == 0 }
        return unit.map { "\(bytes / $0.bytes) \($0.name)" } ?? "\(bytes)"
    }
}
