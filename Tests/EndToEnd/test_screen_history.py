"""The screen with our own server: names, what was said before, and what was not read."""

import pytest

from waiting import eventually


@pytest.fixture
def person(tmux, home):
    """Starts chat-tui on the screen as somebody who has a state of their own."""

    def start(nick, url):
        terminal = tmux.join(url, options=f"-n {nick}", variables=f"XDG_STATE_HOME={home}/{nick}")
        terminal.wait_for(" here", nick)
        return terminal

    return start


def lines(count):
    return "".join(f"line {number}\n" for number in range(1, count + 1))


def test_scrolls_up_to_the_beginning_of_the_room(person, serve, chat):
    server = serve()
    chat("join", "lobby", "-s", server.url, "-n", "ana", input=lines(350)).expect(0)
    bob = person("bob", server.url)
    bob.wait_for("ana: line 350")

    def at_the_beginning():
        bob.press("PPage")
        return "the beginning of the room" in bob.text()

    eventually(at_the_beginning, 20)
    bob.wait_for("ana: line 1\n", "ana: line 2\n")
    bob.press("Escape")
    bob.wait_for("ana: line 350")


def test_after_a_restart_a_rule_stands_above_what_is_new(person, serve):
    server = serve()
    bob, eva = person("bob", server.url), person("eva", server.url)
    eva.type("read this")
    eva.press("Enter")
    bob.wait_for("eva: read this")
    bob.type("/quit")
    bob.press("Enter")
    bob.wait_until_gone("eva: read this")
    for text in ("one", "two"):
        eva.type(text)
        eva.press("Enter")
        eva.wait_for_line(f"eva: {text}")
    bob = person("bob", server.url)
    bob.wait_for("eva: read this", " 2 new ", "eva: one", "eva: two")
    rows = bob.rows()
    rule = next(index for index, row in enumerate(rows) if " 2 new " in row)
    assert "eva: read this" in rows[rule - 1], bob.text()
    assert "eva: one" in rows[rule + 1], bob.text()


def test_a_line_said_without_the_server_arrives_once(person, serve):
    server = serve()
    bob, eva = person("bob", server.url), person("eva", server.url)
    server.process.kill()
    server.wait(6)
    bob.wait_for("again in")
    bob.type("patience")
    bob.press("Enter")
    bob.wait_for("1 queued")
    serve("--listen", f"127.0.0.1:{server.port}")
    eva.wait_for("bob: patience", within=20)
    bob.wait_until_gone("queued", within=20)
    assert bob.text().count("bob: patience") == 1
    assert eva.text().count("bob: patience") == 1
    assert "missing" not in eva.text()


def test_shows_who_is_there_who_writes_and_their_new_names(person, serve):
    server = serve()
    bob, eva = person("bob", server.url), person("eva", server.url)
    bob.wait_for("eva joined", "2 here")
    bob.press("F3")
    bob.wait_for("│bob", "│eva")
    eva.type("ana")
    bob.wait_for("eva is writing")
    eva.press("C-u")
    eva.type("/nick evi")
    eva.press("Enter")
    bob.wait_for("eva is evi now", "│evi")
    bob.type("hi @e")
    bob.press("Tab")
    bob.wait_for("hi @evi")
