import Testing
import Wire

@testable import ChatTUI

@Suite("Commands that configure")
struct SettingCommandsTests {
    @Test("/set changes a setting now and tells it")
    func set() {
        var model = Model.with()
        #expect(enter(&model, "/set notify all") == [])
        #expect(model.settings.notify == .all)
        #expect(model.notice == "notify = \"all\"")
        #expect(enter(&model, "/set mouse off") == [.mouse(false)])
        #expect(enter(&model, "/set theme \"light\"") == [])
        #expect(model.appearance.theme == .light)
    }

    @Test("/set -s saves too, as the file has it")
    func save() {
        var model = Model.with()
        let change = SettingChange(path: ["mentions"], value: .array([.string("a"), .string("b")]))
        #expect(enter(&model, "/set -s mentions a b") == [.save(change)])
        _ = update(&model, .saved(.success("/c.toml")), at: start)
        #expect(model.notice == "saved in /c.toml")
        _ = update(&model, .saved(.failure(ConfigurationError("no room"))), at: start)
        #expect(model.transcript().last == "[not saved: no room]")
    }

    @Test(
        "words may stand as in the file",
        arguments: [
            ("[\"ann\", \"eve\"]", ["ann", "eve"]), ("['ann']", ["ann"]), ("[]", []),
            ("ann, eve", ["ann", "eve"]),
        ]
    )
    func words(text: String, words: [String]) {
        var model = Model.with()
        enter(&model, "/set mentions \(text)")
        #expect(model.settings.mentions == words)
        enter(&model, "/set rooms \(text)")
        #expect(model.settings.rooms == words)
    }

    @Test("/set log says when it counts")
    func log() {
        var model = Model.with()
        enter(&model, "/set log false")
        #expect(model.notice == "log = false from the next start on, if saved: /set -s log")
        let change = SettingChange(path: ["log"], value: .boolean(false))
        #expect(enter(&model, "/set -s log") == [.save(change)])
        #expect(model.transcript().last == "[log = false from the next start on]")
    }

    @Test("/set server leads back from /connect, other settings do not")
    func serverAfterConnect() {
        var model = Model.with()
        enter(&model, "/connect ws://other:1")
        enter(&model, "/set notify all")
        #expect(model.server == "other:1")
        enter(&model, "/set server ws://127.0.0.1:8000")
        #expect(model.url.serverName == "127.0.0.1:8000")
    }

    @Test("the nick of a run does not become empty")
    func emptyNick() {
        var model = Model.with()
        enter(&model, "/set nick eva")
        #expect(enter(&model, "/set nick \"\"") == [])
        #expect(model.nick == "eva" && model.settings.nick == "eva")
        #expect(model.notice?.string.hasPrefix("nick has 1 to 24") == true)
    }

    @Test("the last key for sending, or for leaving, is not taken", arguments: ["none", "help"])
    func lastKey(action: String) {
        var model = Model.with()
        enter(&model, "/bind Ctrl+J none")
        #expect(enter(&model, "/bind -s Enter \(action)") == [])
        #expect(model.notice == "bind leaves no key for send")
        #expect(model.keyMap.action(for: .plain(.enter)) == .send)
        press(&model, .control("u"))
        enter(&model, "/bind Ctrl+C none")
        enter(&model, "/bind Ctrl+D \(action)")
        #expect(model.notice == "bind leaves no key for clear-or-leave")
    }

    @Test("/set tells all settings, /set KEY one")
    func tell() {
        var model = Model.with()
        enter(&model, "/set time")
        #expect(model.transcript().last == "[time = 24  the clock of 12 or of 24 hours]")
        let before = model.transcript().count
        enter(&model, "/set")
        #expect(model.transcript().count == before + Setting.all.count)
    }

    @Test(
        "what does not fit is told, and the line stays",
        arguments: [
            ("/set notfy all", "there is no setting notfy: did you mean notify?"),
            ("/set zzzzzzzz", "there is no setting zzzzzzzz; /set shows all"),
            ("/set notify never", "notify takes mention, all or off"),
            ("/set log_days -1", "log_days takes a number of days up to 36500, or 0 for no limit"),
            ("/set theme pink", "theme takes one of auto, dark, light, mono"),
            (
                "/bind Ctrl+Ctrl+A help",
                "bind takes keys such as Ctrl+A, Alt+Enter, F5, Ctrl+X Ctrl+E, not Ctrl+Ctrl+A"
            ),
            ("/bind F5 hepl", "bind knows no action hepl: did you mean help?"),
            (
                "/bind Ctrl+X help",
                "bind cannot take Ctrl+X while Ctrl+X Ctrl+E is bound: unbind that first, with none"
            ),
        ]
    )
    func mistakes(line: String, sentence: String) {
        var model = Model.with()
        #expect(enter(&model, line) == [])
        #expect(model.notice?.string == sentence)
        #expect(model.inputLine == line + "|")
    }

    @Test("/set nick and /set server are /nick and /connect")
    func nickAndServer() throws {
        var model = Model.with()
        #expect(
            enter(&model, "/set nick eva") == [
                .rename(RoomID(rawValue: 1), try #require(Nick("eva")))
            ]
        )
        #expect(model.nick == "eva")
        enter(&model, "/set server ws://other:1")
        #expect(model.server == "other:1")
    }

    @Test("/bind binds, tells and unbinds")
    func bind() {
        var model = Model.with(rooms: ["lobby", "dev"])
        #expect(enter(&model, "/bind F5 next-room") == [])
        #expect(model.notice == "F5  next-room: the next room")
        press(&model, .plain(.function(5)))
        #expect(model.currentRoom?.name == "dev")
        enter(&model, "/bind ctrl+x ctrl+f /join lobby")
        press(&model, .control("x"))
        #expect(model.notice == "Ctrl+X …")
        press(&model, .control("f"))
        #expect(model.currentRoom?.name == "lobby")
        enter(&model, "/bind F5 none")
        press(&model, .plain(.function(5)))
        #expect(model.currentRoom?.name == "lobby")
        enter(&model, "/bind F1")
        #expect(model.notice == "F1  help: this help")
        enter(&model, "/bind")
        #expect(model.transcript().last == "[Ctrl+X Ctrl+F  /join lobby]")
        let change = SettingChange(path: ["bind", "F6"], value: .string("redraw"))
        #expect(enter(&model, "/bind -s F6 redraw") == [.save(change)])
    }

    @Test("a chord that is bound to nothing types nothing")
    func unknownChord() {
        var model = Model.with()
        type(&model, "ab")
        press(&model, .control("x"), .character("q"))
        #expect(model.inputLine == "ab|")
        #expect(model.notice == "Ctrl+X Q does nothing; F1 shows the keys")
        #expect(press(&model, .control("x"), .control("e")) == [.edit("ab")])
    }

    @Test("Tab completes settings, values, keys' actions")
    func completion() {
        var model = Model.with()
        type(&model, "/set noti")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/set notify |")
        type(&model, "al")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/set notify all |")
        press(&model, .control("u"))
        type(&model, "/bind F5 next-a")
        press(&model, .plain(.tab))
        #expect(model.inputLine == "/bind F5 next-active-room |")
    }

    @Test("/connect lets bare names mean another server, or joins a room's URL")
    func connect() {
        var model = Model.with()
        model.aliases = [
            ServerAlias(
                name: "work",
                server: ServerURL(
                    text: "wss://w",
                    url: WebSocketURL(isSecure: true, host: "w", port: 443, resource: "/")
                ),
                nick: "robert"
            )
        ]
        #expect(enter(&model, "/connect work") == [])
        #expect(model.server == "work")
        enter(&model, "/join ops")
        #expect(model.currentRoom?.url.host == "w")
        #expect(model.currentRoom?.chosenNick == "robert")
        enter(&model, "/connect ws://o:1/ws/chat/x/")
        #expect(model.currentRoom?.name == "o:1/x")
        #expect(model.server == "work")
        enter(&model, "/connect http://x/")
        #expect(model.notice?.string.hasPrefix("that is no server: it is a web page's") == true)
    }

    @Test("/reconnect is for all rooms of the shown room's server")
    func reconnect() {
        var model = Model.with(rooms: ["lobby", "ws://other:1/ws/chat/x/", "dev"])
        #expect(
            enter(&model, "/reconnect")
                == [.reconnect(RoomID(rawValue: 1)), .reconnect(RoomID(rawValue: 3))]
        )
    }

    @Test("/nick is for the server of the shown room, if it has a nick of its own")
    func nick() throws {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        model.rooms[1].chosenNick = "robert"
        let eva = try #require(Nick("eva"))
        #expect(enter(&model, "/nick eva") == [.rename(RoomID(rawValue: 1), eva)])
        #expect(model.nick == "eva")
        #expect(model.rooms[1].chosenNick == "robert")
    }

    @Test("a word of the setting counts as a mention, besides the nick")
    func mentionWords() {
        var model = Model.with(nick: "bob")
        enter(&model, "/set mentions deploy")
        receive(&model, "ana: Deploy at two")
        receive(&model, "ana: bob?")
        receive(&model, "ana: lunch at two")
        #expect(
            model.transcript().suffix(3) == [
                "! ana: Deploy at two", "! ana: bob?", "ana: lunch at two",
            ]
        )
    }

    @Test("a clock of 12 hours has its column")
    func clock() {
        var model = Model.with()
        enter(&model, "/set time 12")
        model.size = Size(columns: 50, rows: 6)
        receive(&model, "ana: hi")
        let rows = (0..<6).map { view(model).rows[$0].map { String($0.base) }.joined() }
        #expect(rows.contains { $0.hasPrefix("11:42a -- connected") })
        #expect(rows.contains { $0.hasPrefix("       ana: hi") })
    }

    @Test("with emoji by name, what comes from then on has names; what is copied and sent has not")
    func emoji() {
        var model = Model.with(nick: "bob")
        receive(&model, "ana: 👍")
        enter(&model, "/set emoji names")
        #expect(model.notice == "emoji = \"names\" for what comes from now on")
        receive(&model, "ana: bob 🔥")
        #expect(model.transcript().suffix(2) == ["ana: 👍", "! ana: bob :fire:"])
        #expect(press(&model, .alt("w")) == [.copy("ana: bob 🔥")])
        guard case .say(_, text: let text, prefix: _, id: let id)? = enter(&model, "on it 🚀").first
        else { return #expect(Bool(false)) }
        #expect(text == "on it 🚀")
        #expect(model.rooms[0].pending.map(\.display.string) == ["bob: on it :rocket:"])
        echo(&model, "bob: on it 🚀", id)
        #expect(model.transcript().last == "> bob: on it :rocket:")
    }

    @Test("the name of an emoji is no mention")
    func emojiMention() {
        var model = Model.with()
        enter(&model, "/set emoji names")
        enter(&model, "/set mentions fire")
        receive(&model, "ana: 🔥")
        #expect(model.transcript().last == "ana: :fire:")
    }

    @Test("with speakers off a name before a message is text")
    func speakers() throws {
        var model = Model.with()
        model.size = Size(columns: 50, rows: 6)
        receive(&model, "ana: hi")
        let hasSpeaker = { (model: Model) in
            view(model).cells.contains { if case .speaker = $0.role { true } else { false } }
        }
        #expect(hasSpeaker(model))
        enter(&model, "/set speakers off")
        #expect(!hasSpeaker(model))
    }
}
