"""Every command of the help, entered in a real terminal (tmux): what it does is seen."""

import pytest

from chat_server import ChatServer
from covered import Covered
from waiting import eventually

COVERED = Covered()


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


class Person:
    """Somebody at a terminal with chat-tui."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.wait_for = terminal.wait_for
        self.wait_until_gone = terminal.wait_until_gone

    def enter(self, line):
        """Enters a line, and waits until it left the input line."""
        self.terminal.type(line)
        self.terminal.press("Enter")
        eventually(
            lambda: line not in self.terminal.rows()[-1], what=self.terminal.text
        )

    def enter_in_vain(self, line):
        """Enters a line that stays; the status line says why."""
        self.terminal.type(line)
        self.terminal.press("Enter")
        eventually(lambda: line in self.terminal.rows()[-1], what=self.terminal.text)

    def wait_for_room(self, room):
        """Waits until the status line names this room."""
        eventually(
            lambda: self.terminal.rows()[-2].split()[:1] == [room], what=self.terminal.text
        )


@pytest.fixture
def bob(chat_screen):
    """Starts bob in these rooms."""
    return lambda *rooms, variables="": Person(chat_screen(*rooms, variables=variables))


@COVERED.by("/join", "/leave")
def test_enters_and_leaves_rooms(bob, server):
    person = bob()
    person.enter("/join dev ops")
    server.wait_for_client(3)
    person.wait_for_room("dev")
    person.wait_for("2 dev", "3 ops")
    person.enter("/leave ops")
    person.wait_until_gone("3 ops")
    person.enter("/leave")
    person.wait_for_room("lobby")
    eventually(lambda: len(server.connections) == 1)


@COVERED.by("/nick", "/me")
def test_says_who_one_is(bob, server):
    person = bob()
    person.enter("/nick eva")
    person.wait_for("eva>")
    person.enter("hi")
    person.enter("/me waves")
    server.wait_for(["eva: hi", "* eva waves"])
    person.enter_in_vain("/nick not a nick")
    person.wait_for("a nick has 1 to 24")


@COVERED.by("/search")
def test_searches(bob, server):
    person = bob()
    server.say("ana: the gateway is down", "ana: no, it is up", "eva: Gateway again")
    person.wait_for("eva: Gateway again")
    person.enter("/search gateway")
    person.wait_for("1 of 2")
    person.terminal.press("Escape")
    person.wait_until_gone("1 of 2")


@COVERED.by("/links")
def test_lists_links(bob, server):
    person = bob()
    server.say("ana: one https://example.org/1", "eva: two https://example.org/2")
    person.wait_for("example.org/2")
    before = person.terminal.text().count("https://example.org/")
    person.terminal.type("/links")
    person.terminal.press("Enter")
    eventually(
        lambda: person.terminal.text().splitlines() and "/links" not in person.terminal.rows()[-1]
        and "https://example.org/1" in person.terminal.text(),
        what=person.terminal.text,
    )
    assert before == 2
    person.terminal.press("Escape")
    person.wait_for("eva: two https://example.org/2")


@COVERED.by("/raw")
def test_shows_a_message_as_it_came(bob, server):
    person = bob()
    server.send('{"message": "ana: hi", "user": 7}')
    person.wait_for("ana: hi")
    person.enter("/raw")
    person.wait_for('{"message": "ana: hi", "user": 7}')


@COVERED.by("/retry", "/drop")
def test_decides_about_lines_without_an_echo(tmux):
    with ChatServer(echo=None) as server:
        terminal = tmux.join(server.url, options="-n bob")
        server.wait_for_client()
        terminal.wait_for("bob>", "●")
        person = Person(terminal)
        person.enter("anybody")
        server.wait_for(["bob: anybody"])
        server.drop_all()
        server.wait_for_client()
        terminal.wait_for("1 line may not have arrived")
        person.enter("/retry")
        server.wait_for(["bob: anybody", "bob: anybody"])
        server.drop_all()
        server.wait_for_client()
        terminal.wait_for("1 line may not have arrived")
        person.enter("/drop")
        terminal.wait_until_gone("bob: anybody")


@COVERED.by("/connect")
def test_goes_to_another_server(bob):
    with ChatServer() as other:
        person = bob()
        person.enter(f"/connect {other.url}")
        person.enter("/join elsewhere")
        other.wait_for_client()
        person.wait_for(f"127.0.0.1:{other.port}")


@COVERED.by("/reconnect")
def test_connects_anew(bob, server):
    person = bob()
    first = server.connections[0]
    person.enter("/reconnect")
    eventually(lambda: server.connections and server.connections[0] is not first)
    person.wait_for("●")


@COVERED.by("/set")
def test_changes_settings(bob, server, home):
    person = bob(variables=f"XDG_CONFIG_HOME={home}/config")
    person.enter("/set mentions")
    person.wait_for("mentions")
    person.enter("/set -s mentions deploy")
    server.say("ana: time to deploy")
    person.wait_for("time to deploy")
    file = home / "config/chat-tui/config.toml"
    eventually(lambda: file.exists() and "deploy" in file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    person.enter_in_vain("/set mentoins x")
    person.wait_for("mentions")


@COVERED.by("/bind")
def test_binds_keys(bob, server):
    person = bob()
    person.enter("/bind F6 /me is back")
    person.terminal.press("F6")
    server.wait_for(["* bob is back"])
    person.enter("/bind F6")
    person.wait_for("/me is back")
    person.enter("/bind F6 none")
    person.terminal.press("F6")
    person.enter("done")
    server.wait_for(["* bob is back", "bob: done"])


@COVERED.by("/clear")
def test_clears(bob, server):
    person = bob()
    server.say("ana: seen")
    person.wait_for("ana: seen")
    person.enter("/clear")
    person.wait_until_gone("ana: seen")


@COVERED.by("/help")
def test_helps(bob):
    person = bob()
    person.enter("/help")
    person.wait_for("Talk", "Enter")
    person.terminal.press("Escape")
    person.enter("/help wheel")
    person.wait_for("wheel")


@COVERED.by("/quit")
def test_leaves(bob):
    person = bob()
    person.terminal.type("/quit")
    person.terminal.press("Enter")
    eventually(lambda: person.terminal.program() is None)


@COVERED.by("//TEXT")
def test_says_what_begins_with_a_slash(bob, server):
    bob().enter("//etc/hosts")
    server.wait_for(["bob: /etc/hosts"])


def test_an_unknown_command_stays_with_the_nearest_one_offered(bob, server):
    person = bob()
    person.enter_in_vain("/serach gateway")
    person.wait_for("/search?")
    assert server.received == []


def test_every_command_of_the_help_has_a_test(tmux, server):
    terminal = tmux.join(server.url, options="-n bob", columns=150, rows=120)
    terminal.wait_for("bob>")
    terminal.press("F2", "F1")
    terminal.wait_for("Commands", "//TEXT")
    rows = terminal.rows()
    start = next(index for index, row in enumerate(rows) if row.startswith("Commands"))
    shown = {row.split()[0] for row in rows[start:-2] if row.startswith("/")}
    assert len(shown) > 15
    assert shown == COVERED
