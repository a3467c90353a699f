"""The screen in a real terminal (tmux), as a person sees it."""

import os
import pathlib
import signal
import time

import pytest

from chat_server import ChatServer
from program import CHAT_TUI
from waiting import eventually


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def screen(tmux, server):
    """A terminal in which chat-tui has joined lobby."""

    def start(*options, columns=100, rows=30, variables=""):
        terminal = tmux.terminal(columns, rows)
        terminal.before = (terminal.settings(), terminal.modes())
        before = len(server.connections)
        terminal.run(f"chat-tui join lobby -s {server.url} {' '.join(options)}", variables)
        server.wait_for_client(before + 1)
        terminal.wait_for("lobby")
        return terminal

    return start


def test_shows_the_three_panes_within_a_second(tmux, server):
    terminal = tmux.terminal()
    terminal.type(f"{CHAT_TUI} join lobby dev -s {server.url}")
    terminal.press("Enter")
    began = time.monotonic()
    # Not what was typed, which stands there already.
    terminal.wait_for("1 lobby", "2 dev", f"127.0.0.1:{server.port}", within=1.0)
    rows = terminal.rows()
    assert time.monotonic() - began < 1.0
    # Room list on the left, status line above the input line.
    assert any(row.lstrip(" ▌>").startswith("1 lobby") for row in rows), terminal.text()
    assert "lobby" in rows[-2] and f"127.0.0.1:{server.port}" in rows[-2], terminal.text()


def test_messages_go_both_ways(screen, server):
    terminal = screen()
    server.say("ana: good morning")
    terminal.wait_for("ana: good morning")
    terminal.type("good morning, ana")
    terminal.wait_for("good morning, ana")
    terminal.press("Enter")
    server.wait_for(["good morning, ana"])
    terminal.wait_for("good morning, ana")
    assert "good morning" not in terminal.rows()[-1]


def test_edits_a_line_as_readline_does(screen, server):
    terminal = screen()
    terminal.type("wrong words")
    terminal.press("C-u")
    terminal.type("brave world")
    terminal.press("C-a")
    terminal.type("hello ")
    terminal.press("C-e", "C-w", "C-y")
    terminal.type("!")
    terminal.press("Enter")
    server.wait_for(["hello brave world!"])


def test_brings_back_what_was_typed(screen, server):
    terminal = screen()
    for text in ("one", "two"):
        terminal.type(text)
        terminal.press("Enter")
    server.wait_for(["one", "two"])
    terminal.press("Up", "Up")
    eventually(lambda: terminal.rows()[-1].endswith("one"), what=terminal.text)
    terminal.press("Down", "Enter")
    server.wait_for(["one", "two", "two"])


def test_survives_every_size(screen, server):
    terminal = screen()
    server.say("ana: 你好 hello")
    terminal.wait_for("你好")
    program = terminal.program()
    for columns, rows in [(1, 1), (2, 5), (200, 2), (5, 60), (40, 12), (3, 3), (1, 1), (80, 24)]:
        terminal.resize(columns, rows)
        server.say(f"ana: now {columns}x{rows}")
    terminal.wait_for("now 80x24", "你好")
    assert terminal.program() == program
    terminal.type("fine")
    terminal.press("Enter")
    server.wait_for(["fine"])


def test_starts_in_the_smallest_terminal(tmux, server):
    terminal = tmux.terminal(80, 24)
    terminal.type(f"{CHAT_TUI} join lobby -s {server.url}")
    terminal.resize(1, 1)
    terminal.press("Enter")
    server.wait_for_client()
    terminal.resize(80, 24)
    terminal.wait_for("lobby")
    server.say("ana: hi")
    terminal.wait_for("ana: hi")


def test_wide_characters_take_two_columns(screen, server):
    terminal = screen("--nick", "bob")
    server.say("你好吗|", "👍|", "e\u0301|", "👨‍👩‍👧|", "ｗｉｄｅ|")
    terminal.wait_for("你好吗|", "👍|", "ｗｉｄｅ|")
    terminal.type("你好")
    terminal.press("BSpace")
    terminal.type("x")
    terminal.press("Enter")
    server.wait_for(["bob: 你x"])


def test_a_paste_of_lines_waits_for_enter(screen, server):
    terminal = screen()
    terminal.paste("line one\nline two\n")
    terminal.wait_for("line two")
    assert server.received == []
    terminal.press("Enter")
    eventually(lambda: server.received)
    assert server.received[0].rstrip("\n") == "line one\nline two"


def test_slash_commands(screen, server):
    terminal = screen()
    terminal.type("/nick bob")
    terminal.press("Enter")
    terminal.wait_for("bob")
    terminal.type("hi")
    terminal.press("Enter")
    server.wait_for(["bob: hi"])
    terminal.type("/me waves")
    terminal.press("Enter")
    server.wait_for(["bob: hi", "* bob waves"])
    terminal.type("//path")
    terminal.press("Enter")
    server.wait_for(["bob: hi", "* bob waves", "bob: /path"])
    terminal.type("/join dev")
    terminal.press("Enter")
    server.wait_for_client(2)
    terminal.wait_for("dev")
    terminal.type("/leave")
    terminal.press("Enter")
    eventually(lambda: len(server.connections) == 1)


def test_an_unknown_command_is_not_sent(screen, server):
    terminal = screen()
    terminal.type("/qiut now")
    terminal.press("Enter")
    terminal.wait_for("/quit")
    terminal.press("C-u")
    terminal.type("after")
    terminal.press("Enter")
    server.wait_for(["after"])


def test_counts_what_another_room_says_and_switches(screen, server):
    terminal = screen()
    terminal.type("/join dev")
    terminal.press("Enter")
    server.wait_for_client(2)
    terminal.wait_for("dev")
    server.say("ana: over here", room="lobby")
    eventually(lambda: any("lobby" in row and "1" in row.split("lobby")[1] for row in terminal.rows()))
    terminal.press("M-1")
    terminal.wait_for("ana: over here")


def test_scrolls_back_and_stays_there(screen, server):
    terminal = screen(columns=80, rows=20)
    server.say(*(f"line {number:03}" for number in range(100)))
    terminal.wait_for("line 099")
    terminal.press("PPage")
    terminal.wait_until_gone("line 099")
    assert "line 082" in terminal.rows()[-3], terminal.text()
    held = [row for row in terminal.rows() if "line 0" in row]
    server.say("line 100 is new")
    terminal.wait_for("↓ 1 new")
    assert [row for row in terminal.rows() if "line 0" in row] == held
    terminal.press("NPage", "NPage")
    terminal.wait_for("line 100 is new")


def test_says_that_the_server_is_gone_and_comes_back(screen, server):
    terminal = screen()
    server.say("ana: before")
    terminal.wait_for("ana: before")
    server.__exit__()
    eventually(lambda: any(mark in terminal.rows()[-2] for mark in "○◌"), what=terminal.text)
    with ChatServer(port=server.port) as again:
        again.wait_for_client()
        again.say("ana: after")
        terminal.wait_for("ana: after", "●")


def test_explains_a_refusal_on_the_screen(tmux):
    with ChatServer(refuse=403) as server:
        tmux.join(server.url).wait_for("403")


@pytest.mark.parametrize("way", ["/quit", "C-d", signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_leaves_the_terminal_as_it_was(screen, way):
    terminal = screen()
    assert terminal.modes() != terminal.before[1], "the screen has modes of its own"
    program = terminal.program()
    if way == "/quit":
        terminal.type(way)
        terminal.press("Enter")
    elif way == "C-d":
        terminal.press(way)
    else:
        os.kill(program, way)
    eventually(lambda: terminal.program() is None)
    eventually(lambda: (terminal.settings(), terminal.modes()) == terminal.before,
               what=lambda: (terminal.before, terminal.settings(), terminal.modes()))
    # What was on the screen before is back, and typing is echoed again.
    terminal.type("echo typed")
    terminal.wait_for("join lobby", "echo typed")


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGILL, signal.SIGABRT])
def test_leaves_the_terminal_as_it_was_even_when_it_crashes(screen, number):
    terminal = screen()
    os.kill(terminal.program(), number)
    eventually(lambda: terminal.program() is None, within=20)
    eventually(lambda: terminal.modes() == terminal.before[1], what=lambda: (terminal.before, terminal.modes()))
    # dash and bash put the settings back themselves as far as they know them; what the program
    # left is told by stty before the next prompt, so the program must have done it.
    assert terminal.settings() == terminal.before[0]


def test_stops_and_goes_on(screen, server):
    terminal = screen()
    terminal.press("C-z")
    eventually(lambda: terminal.modes() == terminal.before[1])
    terminal.type("fg")
    terminal.press("Enter")
    terminal.wait_for(f"127.0.0.1:{server.port}")
    server.say("ana: welcome back")
    terminal.wait_for("ana: welcome back")


def test_is_idle_when_nothing_happens(screen):
    terminal = screen()
    program = terminal.program()
    time.sleep(1)  # settle
    before = _switches(program)
    time.sleep(3)
    assert _switches(program) - before <= 3


def _switches(pid):
    """Voluntary context switches of all threads: one for each wake-up."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total
