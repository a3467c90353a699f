import Testing

@testable import ChatTUI

@Suite("Theme")
struct ThemeTests {
    private let speakers = (0..<TextRole.hues).map { TextRole.speaker(hue: $0) }

    @Test("every role stands at its index")
    func indices() {
        for (index, role) in TextRole.all.enumerated() { #expect(role.index == index) }
    }

    @Test("twelve speakers look twelve ways", arguments: ["auto", "dark", "light"], [16, 256])
    func hues(name: String, colors: Int) throws {
        let theme = try #require(Themes()[name])
        let styles = speakers.map { theme.style(of: $0, colors: colors).text }
        #expect(Set(styles).count == 12)
    }

    @Test("a terminal of eight colours gets none above 7", arguments: Theme.builtIn.map(\.name))
    func eight(name: String) throws {
        let theme = try #require(Themes()[name])
        for role in TextRole.all { #expect(theme.style(of: role, colors: 8).color ?? 0 < 8) }
    }

    @Test("without colour the attributes stay")
    func none() {
        for role in TextRole.all {
            let style = Theme.automatic.style(of: role, colors: 0)
            #expect(style.color == nil && style.background == nil)
            #expect(style.attributes == Theme.automatic.style(of: role, colors: 16).attributes)
        }
    }

    @Test("mono has no colours at all")
    func mono() {
        for role in TextRole.all { #expect(Theme.mono.style(of: role, colors: 256).color == nil) }
    }

    @Test(
        "how many colours are used",
        arguments: [
            (Settings.Colour.auto, true, 256), (.auto, false, 0), (.never, true, 0),
            (.sixteen, true, 16), (.sixteen, false, 16), (.twoHundredFiftySix, false, 256),
        ]
    )
    func colours(choice: Settings.Colour, isWanted: Bool, colors: Int) {
        let appearance = Appearance(theme: .dark, colour: choice)
        #expect(appearance.colors(of: 256, isColorWanted: isWanted) == colors)
    }

    @Test(
        "styles are read as they are written",
        arguments: ["plain", "bold", "bold reverse magenta", "dim 208 on bright-blue", "on 17"]
    )
    func styles(text: String) {
        #expect(Style(text)?.text == text)
    }

    @Test(
        "what is no style is not read",
        arguments: ["pink", "bold on", "on bold", "256", "on on red", "\u{1B}[31m"]
    )
    func noStyles(text: String) {
        #expect(Style(text) == nil)
    }
}
