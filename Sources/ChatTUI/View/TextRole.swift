extension TextRole {
    /// The roles but for ``speaker(hue:)``, as themes call them.
    static let named: [(name: String, role: TextRole)] = [
        ("text", .text), ("faint", .faint), ("own_speaker", .ownSpeaker),
        ("mention_speaker", .mentionSpeaker), ("mention", .mention), ("notice", .notice),
        ("pending", .pending), ("warning", .warning), ("rule", .rule), ("new_rule", .newRule),
        ("current_room", .currentRoom), ("unread", .unread), ("unread_mention", .unreadMention),
        ("status", .status), ("status_strong", .statusStrong), ("status_alert", .statusAlert),
        ("prompt", .prompt), ("match", .match), ("shown_match", .shownMatch),
        ("selected", .selected), ("help_heading", .helpHeading), ("help_key", .helpKey),
    ]

    /// All roles, so that each stands at its ``index``.
    static let all: [TextRole] =
        (0..<hues).map { .speaker(hue: $0) } + named.map(\.role)

    /// A number below `all.count`.
    var index: Int {
        if case .speaker(let hue) = self { return Int(hue % Self.hues) }
        return Int(Self.hues) + place
    }

    /// The place in ``named``.
    private var place: Int {
        switch self {
        case .text, .speaker: 0
        case .faint: 1
        case .ownSpeaker: 2
        case .mentionSpeaker: 3
        case .mention: 4
        case .notice: 5
        case .pending: 6
        case .warning: 7
        case .rule: 8
        case .newRule: 9
        case .currentRoom: 10
        case .unread: 11
        case .unreadMention: 12
        case .status: 13
        case .statusStrong: 14
        case .statusAlert: 15
        case .prompt: 16
        case .match: 17
        case .shownMatch: 18
        case .selected: 19
        case .helpHeading: 20
        case .helpKey: 21
        }
    }
}
