"""Terminals and locales that are not the usual ones."""

import pytest

from chat_server import ChatServer


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.mark.parametrize(
    "term", ["xterm-kitty", "foot", "xterm-ghostty", "wezterm", "screen", "linux", "tmux-256color"]
)
def test_a_terminal_that_debian_does_not_know_has_a_screen(recorded, server, term):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"TERM": term})
    server.wait_for_client()
    server.say("ana: hi")
    terminal.wait_for("lobby", "ana: hi")
    terminal.type("/quit\n")
    assert terminal.wait() == 0
    assert terminal.settings() == terminal.settings_before


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None, "no-such-terminal"])
def test_a_terminal_that_cannot_move_its_cursor_has_lines(recorded, server, term):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"TERM": term})
    server.wait_for_client()
    server.say("ana: hi")
    terminal.wait_for("ana: hi")
    assert b"\x1b[?1049h" not in terminal.record
    terminal.type("from the keyboard\n")
    server.wait_for(["from the keyboard"])
    terminal.type("\x04")
    assert terminal.wait() == 0
    assert terminal.settings() == terminal.settings_before


def test_plain_is_lines_on_any_terminal(recorded, server):
    terminal = recorded("join", "lobby", "--plain", "-s", server.url)
    server.wait_for_client()
    server.say("ana: \x1b[31mhi")
    terminal.wait_for("ana: ")
    terminal.type("back\n")
    server.wait_for(["back"])
    assert b"\x1b" not in terminal.record
    terminal.type("\x03")
    assert terminal.wait() == -2


@pytest.mark.parametrize(
    "variables",
    [
        {"LANG": None},
        {"LANG": "en_US.UTF-8"},
        {"LANG": "de_DE.ISO-8859-1"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX"},
        {"LC_CTYPE": "C"},
    ],
)
def test_any_locale_shows_text_and_no_broken_bytes(recorded, server, variables):
    terminal = recorded("join", "lobby", "-s", server.url, variables=variables)
    server.wait_for_client()
    server.say("ana: plain", "ana: 你好é")
    if variables.get("LC_ALL") in ("C", "POSIX"):
        terminal.wait_for("ana: plain", "ana: \\u{4F60}\\u{597D}\\u{E9}")
        assert all(byte < 0x80 for byte in terminal.record)
    else:
        terminal.wait_for("ana: plain", "ana: 你好é")
    terminal.type("/quit\n")
    assert terminal.wait() == 0


def test_no_colour_when_asked(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"NO_COLOR": "1"})
    server.wait_for_client()
    server.say("ana: hi", "bob: hi")
    terminal.wait_for("ana: hi", "bob: hi")
    assert {cell.fg for cell in terminal.cells().values()} == {"default"}
