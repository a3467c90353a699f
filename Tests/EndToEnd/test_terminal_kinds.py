"""Terminals, locales and sizes that are not the usual ones, and all ways out: the terminal is left as it was."""

import os
import random
import signal
import time

import pytest

from chat_server import ChatServer
from waiting import eventually

TERMS_WITH_A_SCREEN = [
    "xterm-256color", "xterm", "xterm-kitty", "foot", "xterm-ghostty", "wezterm", "screen", "screen-256color",
    "tmux-256color", "linux", "vt100", "rxvt-unicode", "xterm-direct",
]  # fmt: skip


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


def expect_as_before(terminal):
    """The terminal is as it was before the program, modes and settings and the flags of its descriptors."""
    assert terminal.settings() == terminal.settings_before
    eventually(lambda: not terminal.left_on(), what=terminal.left_on)
    assert terminal.is_blocking()


@pytest.mark.parametrize("term", TERMS_WITH_A_SCREEN)
def test_a_terminal_that_debian_does_not_know_has_a_screen(recorded, server, term):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"TERM": term})
    server.wait_for_client()
    server.say("ana: hi")
    terminal.wait_for("lobby", "ana: hi")
    assert terminal.settings() != terminal.settings_before
    assert terminal.left_on(), "a screen has modes of its own"
    assert terminal.is_blocking()
    terminal.type("/quit\n")
    assert terminal.wait() == 0
    expect_as_before(terminal)


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None, "no-such-terminal"])
def test_a_terminal_that_cannot_move_its_cursor_has_lines(recorded, server, term):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"TERM": term})
    server.wait_for_client()
    server.say("ana: hi")
    terminal.wait_for("no full screen: ", "TERM", "ana: hi")
    assert b"\x1b" not in terminal.record
    terminal.type("from the keyboard\n")
    server.wait_for(["from the keyboard"])
    terminal.type("\x04")
    assert terminal.wait() == 0
    expect_as_before(terminal)


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
        {"LC_ALL": "en_US.UTF-8"},
        {"LC_ALL": "no_SUCH"},
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
    expect_as_before(terminal)


@pytest.mark.parametrize(("columns", "rows"), [(0, 0), (1, 1), (5, 2), (2, 5), (1, 50), (300, 1), (500, 200)])
def test_starts_and_leaves_at_any_size(recorded, server, columns, rows):
    terminal = recorded("join", "lobby", "-s", server.url, columns=max(columns, 1), rows=max(rows, 1))
    if not columns:
        terminal.resize(0, 0)
    server.wait_for_client()
    server.say("ana: 你好 https://example.org/a/long/path")
    terminal.type("typed")
    terminal.type("\r")
    server.wait_for(["typed"])
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.wait() == -signal.SIGTERM
    expect_as_before(terminal)


def test_a_storm_of_sizes_leaves_the_right_screen(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    generator = random.Random(5)
    for number in range(300):
        terminal.resize(generator.randrange(0, 300), generator.randrange(0, 100))
        if number % 10 == 0:
            server.say(f"ana: {number} 你好 https://example.org/{number}")
    terminal.resize(80, 24)
    server.say("ana: after the storm")
    # A frame for another size may be on its way: what stands there then is the size that counts.
    terminal.type("\x0c")
    terminal.wait_for("ana: after the storm", "lobby")
    terminal.type("/quit\n")
    assert terminal.wait() == 0
    expect_as_before(terminal)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGBUS,
        signal.SIGFPE, signal.SIGTRAP,
    ],
)  # fmt: skip
def test_any_signal_leaves_the_terminal_as_it_was(recorded, server, number):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    server.say("ana: https://example.org/")
    terminal.wait_for("ana: https")
    os.kill(terminal.process.pid, number)
    assert terminal.wait(20) == -number
    expect_as_before(terminal)


def test_a_signal_in_the_middle_of_a_flood_leaves_the_terminal_as_it_was(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    server.say(*(f"ana: {number} https://example.org/{number} " + "x" * 200 for number in range(3000)))
    os.kill(terminal.process.pid, signal.SIGSEGV)
    assert terminal.wait(20) == -signal.SIGSEGV
    expect_as_before(terminal)


def test_without_a_shell_that_could_continue_it_a_stop_does_nothing(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    terminal.wait_for("lobby")
    for _ in range(3):
        os.kill(terminal.process.pid, signal.SIGTSTP)
        os.kill(terminal.process.pid, signal.SIGCONT)
    server.say("ana: still here")
    terminal.wait_for("ana: still here")
    terminal.type("/quit\n")
    assert terminal.wait() == 0
    expect_as_before(terminal)


REPLIES = {
    "DA1": "\x1b[?62;22c",
    "DA2": "\x1b[>1;4000;29c",
    "DECRPM": "\x1b[?2026;2$y\x1b[?1016;0$y",
    "cursor": "\x1b[12;40R",
    "colours": "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b]10;rgb:ffff/ffff/ffff\x07",
    "version": "\x1bP>|XTerm(379)\x1b\\",
    "kitty keyboard": "\x1b[?1u",
    "kitty graphics": "\x1b_Gi=31;OK\x1b\\",
    "window size": "\x1b[8;24;80t\x1b[4;480;640t",
    "focus": "\x1b[O\x1b[I",
    "mouse": "\x1b[<0;5;5M\x1b[<0;9;9m\x1b[<35;7;7M\x1b[<64;9;9M",
    "old mouse": "\x1b[M !!",
    "release of a key": "\x1b[97;1:3u\x1b[57441;2:3u",
    "unknown": "\x1b[99;9x\x1b[?1;2;3$z",
}


@pytest.mark.parametrize("pause", [0, 0.05])
@pytest.mark.parametrize("name", REPLIES)
def test_what_the_terminal_tells_is_never_typed(recorded, server, name, pause):
    """Neither in one piece nor, on a slow line, byte by byte."""
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    terminal.wait_for("lobby")
    terminal.type("be")
    if pause:
        for cut in range(len(REPLIES[name])):
            terminal.type(REPLIES[name][cut])
            # An ESC alone counts as the key after 30 ms: what is not cut there may take its time.
            time.sleep(0 if REPLIES[name][cut] in "\x1b[]P_O" else 0.002)
    else:
        terminal.type(REPLIES[name])
    terminal.type("fore\r")
    server.wait_for(["before"])


def test_a_paste_in_pieces_over_a_slow_line_is_one_paste(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    terminal.wait_for("lobby")
    for piece in ("\x1b[20", "0~one\r", "two \x1b[31m", "three\x1b", "[20", "1", "~"):
        terminal.type(piece)
        time.sleep(0.06)
    terminal.wait_for("three")
    assert server.received == []
    terminal.type("\r")
    server.wait_for(["one\ntwo [31mthree"])


def test_keys_of_the_kitty_protocol_do_what_they_say(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    terminal.wait_for("lobby")
    # Help and back with Esc at once, Shift+Enter, Ctrl+A as CSI u.
    terminal.type("\x1b[57376u\x1bOP")
    terminal.wait_for("Talk")
    terminal.type("\x1b[27u")
    terminal.type("two\x1b[13;2ulines\x1b[97;5u\x1b[13u")
    server.wait_for(["two\nlines"])


def test_no_colour_when_asked(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url, variables={"NO_COLOR": "1"})
    server.wait_for_client()
    server.say("ana: hi", "bob: hi")
    terminal.wait_for("ana: hi", "bob: hi")
    assert {cell.fg for cell in terminal.cells().values()} == {"default"}
