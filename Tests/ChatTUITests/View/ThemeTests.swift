import Testing

@testable import ChatTUI

@Suite("Theme")
struct ThemeTests {
    private let roles: [TextRole] =
        (0..<TextRole.hues).map { .speaker(hue: $0) } + [
            .mentionSpeaker, .unreadMention, .warning, .newRule,
        ]

    @Test("twelve speakers have twelve colours")
    func hues() {
        let theme = Theme(colors: 16)
        #expect(
            Set((0..<TextRole.hues).map { theme.style(of: .speaker(hue: $0)).color }).count == 12
        )
    }

    @Test("a terminal of eight colours gets none above 7")
    func eight() {
        for role in roles { #expect(Theme(colors: 8).style(of: role).color ?? 0 < 8) }
    }

    @Test("without colour the attributes stay")
    func none() {
        for role in roles { #expect(Theme(colors: 0).style(of: role).color == nil) }
        #expect(Theme(colors: 0).style(of: .warning).attributes == .bold)
        #expect(Theme(colors: 0).style(of: .status).attributes == .reverse)
    }
}
