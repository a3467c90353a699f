import Testing
import Wire

@testable import ChatTUI

@Suite("Configuration")
struct ConfigurationTests {
    private func configuration(
        _ text: String,
        environment: [String: String] = [:]
    ) throws(ConfigurationError) -> Configuration {
        try Configuration(
            file: ConfigurationFile(path: "/c.toml", text: Array(text.utf8)),
            environment: environment
        )
    }

    @Test("without a file all is as by default, and says so")
    func defaults() throws {
        let configuration = try Configuration(file: nil)
        #expect(configuration.settings == Settings())
        for setting in Setting.all {
            #expect(configuration.origin(of: setting.key) == .standard)
        }
    }

    @Test("every setting has an own key and variable, a summary, and reads what it writes")
    func table() throws {
        #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
        for setting in Setting.all {
            #expect(!setting.summary.isEmpty && !setting.syntax.isEmpty)
            var settings = Settings()
            let value = setting.value(settings)
            try setting.read(&settings, value)
            #expect(settings == Settings())
            for choice in setting.choices { try setting.read(&settings, .string(choice)) }
        }
    }

    @Test("the file counts more than defaults, the environment more, options most")
    func order() throws {
        let text = "nick = 'file'\nnotify = 'all'\ntheme = 'mono'\n"
        var configuration = try configuration(
            text,
            environment: ["nick": "variable", "theme": "light"]
        )
        try configuration.take("nick", "option", from: "--nick")
        #expect(configuration.settings.nick == "option")
        #expect(configuration.settings.theme == "light")
        #expect(configuration.settings.notify == .all)
        #expect(configuration.origin(of: "nick") == .option("--nick"))
        #expect(configuration.origin(of: "theme") == .environment("CHAT_TUI_THEME"))
        #expect(configuration.origin(of: "notify") == .file(line: 2))
        #expect(configuration.origin(of: "mouse") == .standard)
    }

    @Test("values are read in every form that the file may have")
    func forms() throws {
        let settings = try configuration(
            """
            rooms = ["lobby", "work/standup"]
            mentions = "deploy, ops"
            colour = 256
            time = "12"
            mouse = false
            speakers = "off"
            scrollback = "512 kib"
            room_order = "activity"
            notify_with = "osc9"
            log_days = 30
            """
        ).settings
        #expect(settings.rooms == ["lobby", "work/standup"])
        #expect(settings.mentions == ["deploy", "ops"])
        #expect(settings.colour == .twoHundredFiftySix)
        #expect(settings.time == .twelve)
        #expect(!settings.mouse && !settings.speakers)
        #expect(settings.scrollback == 512 << 10)
        #expect(settings.roomOrder == .activity)
        #expect(settings.notifyWith == .osc9)
        #expect(settings.logDays == 30)
    }

    @Test("servers have names, URLs and nicks")
    func servers() throws {
        let configuration = try configuration(
            "[servers.work]\nurl = 'wss://w'\nnick = 'robert'\n[servers]\nhome.url = 'ws://h:1'\n"
        )
        #expect(configuration.servers.map(\.name) == ["work", "home"])
        #expect(configuration.servers.map(\.url.serverName) == ["w", "h:1"])
        #expect(configuration.servers.map(\.nick) == ["robert", nil])
    }

    @Test("a nick that was given for this run counts on every server")
    func nickForRun() throws {
        var configuration = try configuration("[servers.work]\nurl = 'wss://w'\nnick = 'robert'\n")
        #expect(configuration.knownServers.map(\.nick) == ["robert"])
        try configuration.take("nick", "bob", from: "--nick")
        #expect(configuration.knownServers.map(\.nick) == [nil])
    }

    @Test(
        "mistakes are told with file, line, column and key",
        arguments: [
            ("notfy = 'all'", "/c.toml:1:1: there is no setting notfy: did you mean notify?"),
            ("\nnotify =  'al'", "/c.toml:2:11: notify takes mention, all or off"),
            ("mouse = 'maybe'", "/c.toml:1:9: mouse takes true or false"),
            ("nick = 'a b'", "/c.toml:1:8: nick has 1 to 24 letters, digits, _ . or -"),
            (
                "server = 'http://x/'",
                "/c.toml:1:10: server is not the URL of a server: it is a web page's; a socket's begins with ws:// or wss://"
            ),
            ("rooms = [1]", "/c.toml:1:9: rooms takes words in quotation marks"),
            (
                "scrollback = '1 KiB'",
                "/c.toml:1:14: scrollback takes a size such as \"8 MiB\", at least \"64 KiB\" and at most \"1024 GiB\", or 0 for no limit"
            ),
            (
                "scrollback = 1099511627777",
                "/c.toml:1:14: scrollback takes a size such as \"8 MiB\", at least \"64 KiB\" and at most \"1024 GiB\", or 0 for no limit"
            ),
            (
                "mentions = '[\"ann\"'",
                "/c.toml:1:12: mentions takes words, as in [\"one\", \"two\"]"
            ),
            ("[servers.work]", "/c.toml:1:1: [servers.work] needs a url"),
            (
                "[servers.a]\nurl = 'ws://h:1'\n[servers.b]\nurl = 'ws://h:1/x/'",
                "/c.toml:4:7: servers.b.url is on the same server as servers.a: one server has one name"
            ),
            ("[serves]", "/c.toml:1:1: there is no table [serves]: did you mean servers?"),
            (
                "[servers.work]\nurll = 'x'",
                "/c.toml:2:1: there is no setting servers.work.urll: did you mean url?"
            ),
            ("[servers.work]\nnick = 'x'", "/c.toml:1:1: [servers.work] needs a url"),
            (
                "[servers.'a/b']\nurl = 'x'",
                "/c.toml:2:1: a server's name has 1 to 32 of the signs A-Z, 0-9, _ -"
            ),
            (
                "[servers]\nwork = 'ws://h'",
                "/c.toml:2:1: servers.work is a table: write [servers.work] and below it url = \"ws://…\""
            ),
            (
                "servers = 'ws://h'",
                "/c.toml:1:1: servers is a table: write [servers.NAME] and below it url = \"ws://…\""
            ),
            (
                "themes.mine = 'dark'",
                "/c.toml:1:1: themes.mine is a table: write [themes.mine] and below it its roles"
            ),
            (
                "bind = 1",
                "/c.toml:1:1: bind is a table: write [bind] and below it keys and what they do"
            ),
            ("nick.x = 1", "/c.toml:1:1: there is no setting nick.x"),
            ("\"\\u001B[2J\" = 1", "/c.toml:1:1: there is no setting \"\\u001B[2J\""),
            ("nick", "/c.toml:1:5: after a key comes = and its value"),
        ]
    )
    func mistakes(text: String, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
        #expect(error?.sentence.string == sentence)
    }

    @Test("keys are bound and unbound, in whatever order")
    func keys() throws {
        let map = try configuration(
            """
            [bind]
            "Ctrl+X" = "help"
            "Ctrl+X Ctrl+E" = "none"
            "Alt+Q" = "/join dev"
            """
        ).keyMap
        #expect(map.action(for: .control("x")) == .help)
        #expect(map[KeyChord(.alt("q"))] == .command("/join dev"))
        #expect(map.chords(of: .action(.editInEditor)) == [])
    }

    @Test("a theme changes another one")
    func themes() throws {
        let text = """
            theme = "mine"
            [themes.mine]
            mention = "bold reverse magenta on 17"
            base = "light"
            speakers = ["red", 21]
            """
        let configuration = try configuration(text)
        let theme = try #require(configuration.themes["mine"])
        #expect(theme.style(of: .mention, colors: 256).text == "bold reverse magenta on 17")
        #expect(theme.style(of: .mention, colors: 16).text == "bold reverse magenta")
        #expect(theme.style(of: .speaker(hue: 3), colors: 256).text == "21")
        #expect(
            theme.style(of: .warning, colors: 16) == Theme.light.style(of: .warning, colors: 16)
        )
    }

    @Test(
        "mistakes in tables are told",
        arguments: [
            (
                "[bind]\nCtrl = 'help'",
                "2:1: bind takes keys such as Ctrl+A, Alt+Enter, F5, Ctrl+X Ctrl+E, not Ctrl"
            ),
            ("[bind]\nF5 = 'hepl'", "2:1: bind knows no action hepl: did you mean help?"),
            ("[bind]\nF5 = '/hlep'", "2:1: bind knows no command /hlep"),
            ("[bind]\na = 'help'", "2:1: bind cannot take A: it types a character"),
            (
                "[bind]\n'ctrl+a' = 'help'\n'Ctrl+A' = 'none'",
                "3:1: bind has Ctrl+A in line 2 already"
            ),
            (
                "[bind]\nEnter = 'none'\n'Ctrl+J' = 'help'\nF5 = 'redraw'",
                "3:1: bind leaves no key for send"
            ),
            (
                "[bind]\n'Ctrl+C' = 'none'\n'Ctrl+D' = 'none'",
                "2:1: bind leaves no key for clear-or-leave"
            ),
            ("[themes.dark]", "1:1: the theme dark is built in"),
            ("[bind.x]", "1:1: there is no table [bind.x]: did you mean bind?"),
            (
                "[themes.m]\nmentoin = 'red'",
                "2:1: there is no setting themes.m.mentoin: did you mean mention?"
            ),
            ("[themes.m]\nbase = 'pink'", "2:8: themes.m.base takes auto, dark, light or mono"),
            ("[themes.dark]\nrule = 'red'", "2:1: the theme dark is built in"),
            ("theme = 'pink'", "1: theme takes one of auto, dark, light, mono"),
        ]
    )
    func tables(text: String, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
        #expect(error?.sentence.string == "/c.toml:" + sentence)
    }

    @Test("keys move as long as one is left for what one needs")
    func neededKeys() throws {
        let text = "[bind]\nEnter = 'none'\n'Ctrl+J' = 'none'\nF5 = 'send'\n'Ctrl+C' = 'none'"
        #expect(try configuration(text).keyMap.lacking == nil)
    }

    @Test("a theme without keys is the automatic one")
    func emptyTheme() throws {
        let themes = try configuration("theme = 'mine'\n[themes.mine]").themes
        let theme = try #require(themes["mine"])
        for role in TextRole.all {
            #expect(
                theme.style(of: role, colors: 16) == Theme.automatic.style(of: role, colors: 16)
            )
        }
    }

    @Test("there are at most 100 servers and 100 themes", arguments: [(100, true), (5_000, false)])
    func counts(count: Int, fits: Bool) {
        let servers = (0..<count).map { "[servers.a\($0)]\nurl = 'ws://h\($0)'\n" }.joined()
        let themes = (0..<count).map { "[themes.a\($0)]\n" }.joined()
        for (text, sentence) in [
            (servers, "/c.toml:202:1: there are more than 100 servers"),
            (themes, "/c.toml:101:1: there are more than 100 themes"),
        ] {
            do {
                _ = try configuration(text)
                #expect(fits)
            } catch {
                #expect(!fits && "\(error)" == sentence)
            }
        }
    }

    @Test("a mistake in the environment names the variable")
    func environment() {
        let error = #expect(throws: ConfigurationError.self) {
            try configuration("", environment: ["room_order": "alphabet"])
        }
        #expect(error?.sentence == "CHAT_TUI_ROOM_ORDER takes joined or activity")
    }

    @Test("the listing is a file that says the same")
    func listing() throws {
        let first = try configuration(
            "nick = 'bob'\nrooms = ['a', 'b']\n[servers.work]\nurl = 'wss://w'\nnick = 'eva'\n"
                + "[bind]\nF5 = '/quit'\n'Ctrl+N' = 'none'\n[themes.m]\nrule = 'red'\n"
        )
        let lines = first.listing(path: "/c.toml")
        #expect(lines.first == "# /c.toml")
        #expect(lines.contains { $0.hasPrefix("nick = \"bob\"") && $0.hasSuffix("# line 1") })
        #expect(lines.contains { $0.hasPrefix("mouse = true") && $0.hasSuffix("# default") })
        let again = try configuration(lines.joined(separator: "\n"))
        #expect(again.settings == first.settings)
        #expect(again.servers == first.servers)
        #expect(again.keyMap == first.keyMap)
        #expect(again.themes["m"]?.style(of: .rule, colors: 8).text == "red")
    }

    @Test(
        "sizes have units",
        arguments: [
            ("8 MiB", 8 << 20), ("64KiB", 64 << 10), ("1 gib", 1 << 30), ("100", 100), ("0", 0),
            ("", nil), ("MiB", nil), ("8 MB", nil), ("-1", nil), ("9999999999999 GiB", nil),
        ] as [(String, Int?)]
    )
    func sizes(text: String, bytes: Int?) {
        #expect(ByteSize.parse(text) == bytes)
        if let bytes { #expect(ByteSize.parse(ByteSize.text(bytes)) == bytes) }
    }
}
