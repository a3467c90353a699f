"""Every key of the help, pressed in a real terminal (tmux): what it does is seen."""

import re

import pytest

from chat_server import ChatServer
from covered import Covered
from waiting import eventually

COVERED = Covered()


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


def last_row(terminal):
    return terminal.rows()[-1].rstrip()


def wait_for_input(terminal, text):
    """Waits until this stands in the input line, and nothing else."""
    eventually(lambda: last_row(terminal) == f"bob> {text}".rstrip(), what=terminal.text)


# Keys that tmux has no name for, as terminals with the kitty keyboard protocol send them.
SHIFT_ENTER = "\x1b[13;2u"


def press(terminal, keys):
    """Presses keys given as tmux names; what begins with ESC is sent as it is."""
    for key in keys:
        if key.startswith("\x1b"):
            terminal.type(key)
        elif key.startswith("="):
            terminal.type(key[1:])
        else:
            terminal.press(key)


# --- The input line: the key as the help writes it, what is pressed (`=` types), what stands there then.

EDITS = [
    ("Ctrl+A", ["=bc", "C-a", "=a"], "abc"),
    ("Home", ["=bc", "Home", "=a"], "abc"),
    ("Ctrl+E", ["=ab", "C-a", "C-e", "=c"], "abc"),
    ("End", ["=ab", "Home", "End", "=c"], "abc"),
    ("Ctrl+B", ["=ac", "C-b", "=b"], "abc"),
    ("Left", ["=ac", "Left", "=b"], "abc"),
    ("Ctrl+F", ["=ac", "C-a", "C-f", "=b"], "abc"),
    ("Right", ["=ac", "Home", "Right", "=b"], "abc"),
    ("Alt+B", ["=one three", "M-b", "=two "], "one two three"),
    ("Ctrl+Left", ["=one three", "C-Left", "=two "], "one two three"),
    ("Alt+F", ["=one three", "C-a", "M-f", "= two"], "one two three"),
    ("Ctrl+Right", ["=one three", "C-a", "C-Right", "= two"], "one two three"),
    ("Backspace", ["=abcd", "BSpace"], "abc"),
    ("Ctrl+H", ["=abcd", "C-h"], "abc"),
    ("Delete", ["=xabc", "C-a", "DC"], "abc"),
    ("Ctrl+D", ["=xabc", "C-a", "C-d"], "abc"),
    ("Ctrl+K", ["=abc and more", "C-a", "Right", "Right", "Right", "C-k"], "abc"),
    ("Ctrl+U", ["=more abc", "Left", "Left", "Left", "C-u"], "abc"),
    ("Ctrl+W", ["=abc /usr/bin", "C-w", "BSpace"], "abc"),
    ("Alt+Backspace", ["=/usr/bin", "M-BSpace"], "/usr/"),
    ("Alt+D", ["=one two", "C-a", "M-d"], " two"),
    ("Ctrl+Y", ["=one two", "C-w", "C-a", "C-y", "= "], "two one"),
    ("Alt+Y", ["=one two", "C-w", "C-h", "C-u", "C-y", "M-y"], "two"),
    ("Ctrl+_", ["=abc", "C-w", "C-_"], "abc"),
    ("Alt+_", ["=abc", "C-w", "C-_", "M-_"], ""),
    ("Ctrl+T", ["=acb", "C-t"], "abc"),
    ("Ctrl+C", ["=away with it", "C-c"], ""),
    ("Tab", ["=/nic", "Tab"], "/nick"),
    ("Shift+Tab", ["=/re", "Tab", "Tab", "BTab", "BTab"], "/re"),
    ("Alt+Enter", ["=one", "M-Enter", "=two"], None),
    ("Shift+Enter", ["=one", SHIFT_ENTER, "=two"], None),
]
COVERED.update(name for name, _, _ in EDITS)


def test_every_key_of_the_input_line(chat_screen):
    terminal = chat_screen()
    for name, keys, expected in EDITS:
        press(terminal, keys)
        if expected is None:
            eventually(
                lambda: [row.strip() for row in terminal.rows()[-2:]] == ["bob> one", "two"],
                what=lambda name=name: f"{name}\n{terminal.text()}",
            )
        else:
            eventually(
                lambda: last_row(terminal) == f"bob> {expected}".rstrip(),
                what=lambda name=name: f"{name}\n{terminal.text()}",
            )
        press(terminal, ["C-e", "C-u", "C-u", "C-u"])
        wait_for_input(terminal, "")


@COVERED.by("Enter", "Ctrl+J")
@pytest.mark.parametrize("key", ["Enter", "C-j"])
def test_sends(chat_screen, server, key):
    terminal = chat_screen()
    terminal.type("hello")
    terminal.press(key)
    server.wait_for(["bob: hello"])
    wait_for_input(terminal, "")


@COVERED.by("Up", "Down", "Ctrl+R")
def test_recalls_what_was_entered(chat_screen, server):
    terminal = chat_screen()
    for text in ("first one", "second one"):
        terminal.type(text)
        terminal.press("Enter")
    server.wait_for(["bob: first one", "bob: second one"])
    terminal.type("draft")
    press(terminal, ["Up", "Up"])
    wait_for_input(terminal, "first one")
    press(terminal, ["Down"])
    wait_for_input(terminal, "second one")
    press(terminal, ["Down"])
    wait_for_input(terminal, "draft")
    press(terminal, ["C-u", "=first", "C-r"])
    wait_for_input(terminal, "first one")


@COVERED.by("Alt+R")
def test_sends_again_what_has_no_echo(tmux):
    with ChatServer(echo=None) as server:
        terminal = tmux.join(server.url, options="-n bob")
        server.wait_for_client()
        terminal.wait_for("bob>", "●")
        terminal.type("anybody")
        terminal.press("Enter")
        server.wait_for(["bob: anybody"])
        server.drop_all()
        server.wait_for_client()
        terminal.wait_for("1 line may not have arrived")
        terminal.press("M-r")
        server.wait_for(["bob: anybody", "bob: anybody"])


@COVERED.by("Ctrl+X Ctrl+E")
def test_edits_the_line_in_the_editor(chat_screen, home):
    editor = home / "editor"
    editor.write_text('#!/bin/sh\nprintf "%s and more" "$(cat "$1")" > "$1"\n')
    editor.chmod(0o755)
    terminal = chat_screen(variables=f"VISUAL= EDITOR={editor}")
    terminal.type("some")
    press(terminal, ["C-x", "C-e"])
    wait_for_input(terminal, "some and more")


# --- Rooms

ROOMS = [f"room{number}" for number in range(1, 11)]


def is_shown(terminal, room):
    """Whether the status line names this room."""
    return any(row.split()[:1] == [room] for row in terminal.rows()[-2:])


def wait_for_room(terminal, room):
    eventually(lambda: is_shown(terminal, room), what=terminal.text)


@COVERED.by(*(f"Alt+{digit}" for digit in range(10)), "Ctrl+N", "Ctrl+P", "Alt+`")
def test_goes_from_room_to_room(chat_screen):
    terminal = chat_screen(*ROOMS)
    for number in (2, 3, 4, 5, 6, 7, 8, 9, 0, 1):
        terminal.press(f"M-{number}")
        wait_for_room(terminal, f"room{number or 10}")
    terminal.press("C-n")
    wait_for_room(terminal, "room2")
    terminal.press("C-p")
    wait_for_room(terminal, "room1")
    terminal.press("M-`")
    wait_for_room(terminal, "room2")


@COVERED.by("Alt+A")
def test_goes_to_the_room_that_needs_the_person(chat_screen, server):
    terminal = chat_screen(*ROOMS[:4])
    server.say("ana: hi all", room="room3")
    server.say("ana: bob, look", room="room4")
    terminal.wait_for("1!")
    terminal.press("M-a")
    wait_for_room(terminal, "room4")
    terminal.press("M-a")
    wait_for_room(terminal, "room3")


@COVERED.by("Alt+J")
def test_jumps_to_a_room_by_its_name(chat_screen):
    terminal = chat_screen("lobby", "standup", "releases")
    terminal.press("M-j")
    terminal.type("rls")
    terminal.press("Enter")
    wait_for_room(terminal, "releases")


@COVERED.by("F2")
def test_shows_and_hides_the_room_list(chat_screen):
    terminal = chat_screen("lobby", "dev")
    terminal.wait_for("2 dev")
    terminal.press("F2")
    terminal.wait_until_gone("2 dev")
    terminal.press("F2")
    terminal.wait_for("2 dev")


@COVERED.by("F3")
def test_shows_who_is_there(tmux, serve):
    server = serve()
    terminal = tmux.join(server.url, options="-n bob")
    terminal.wait_for("1 here")
    shown = terminal.text()
    terminal.press("F3")
    eventually(lambda: terminal.text().count("bob") > shown.count("bob"), what=terminal.text)
    terminal.press("F3")
    eventually(lambda: terminal.text().count("bob") == shown.count("bob"), what=terminal.text)


# --- Scrolling, searching, links


@pytest.fixture
def full(chat_screen, server):
    """A room with a hundred lines."""
    terminal = chat_screen(columns=80, rows=20)
    server.say(*(f"ana: line {number:03}" for number in range(100)))
    terminal.wait_for("line 099")
    return terminal


@COVERED.by("PgUp", "PgDn", "Alt+Up", "Alt+Down", "Alt+Home", "Alt+End", "Esc")
def test_scrolls(full):
    full.press("PPage")
    full.wait_until_gone("line 099")
    full.press("NPage")
    full.wait_for("line 099")
    full.press("M-Up")
    full.wait_until_gone("line 099")
    full.wait_for("line 098")
    full.press("M-Down")
    full.wait_for("line 099")
    full.press("M-Home")
    full.wait_for("line 000")
    full.press("M-End")
    full.wait_for("line 099")
    full.press("PPage")
    full.wait_until_gone("line 099")
    full.press("Escape")
    full.wait_for("line 099")


@COVERED.by("Alt+U")
def test_goes_to_what_is_new(chat_screen, server):
    terminal = chat_screen("lobby", "dev", columns=80, rows=20)
    terminal.press("M-2")
    server.say(*(f"ana: line {number:03}" for number in range(50)), room="lobby")
    terminal.wait_for("50")
    terminal.press("M-1")
    terminal.wait_for("line 049")
    terminal.press("M-u")
    terminal.wait_for("50 new", "line 000")


@COVERED.by("Ctrl+S")
def test_searches(full):
    full.press("C-s")
    full.type('"line 02"')
    full.wait_for("line 029", "1 of 10")
    full.press("C-s")
    full.wait_for("2 of 10")
    full.press("Escape")
    full.wait_for("line 099")
    wait_for_input(full, "")


@COVERED.by("Alt+O")
def test_opens_a_link(chat_screen, server, home):
    browser = home / "browser"
    browser.write_text('#!/bin/sh\nprintf "%s" "$1" > "$HOME/opened"\n')
    browser.chmod(0o755)
    terminal = chat_screen(variables=f"BROWSER={browser}")
    server.say("ana: see https://example.org/a?b=c&d=1 (or not)")
    terminal.wait_for("or not")
    terminal.press("M-o")
    terminal.press("Enter")
    opened = home / "opened"
    eventually(lambda: opened.exists() and opened.read_text() == "https://example.org/a?b=c&d=1")


@COVERED.by("Alt+W")
def test_copies_a_message(chat_screen, server, tmux):
    terminal = chat_screen()
    tmux.call("set-option", "-s", "set-clipboard", "on")
    server.say("ana: copy me")
    terminal.wait_for("copy me")
    terminal.press("M-w")
    terminal.wait_for("copied")
    eventually(lambda: "copy me" in tmux.call("list-buffers"), what=lambda: tmux.call("list-buffers"))


# --- The program


@COVERED.by("F1")
def test_shows_the_help(chat_screen):
    terminal = chat_screen()
    terminal.press("F1")
    terminal.wait_for("Talk", "Enter")
    terminal.press("F1")
    terminal.wait_until_gone("Talk")


@COVERED.by("Alt+M")
def test_turns_the_mouse_off_and_on(chat_screen):
    terminal = chat_screen()
    eventually(lambda: terminal.ask("#{mouse_any_flag}") == "1")
    terminal.press("M-m")
    eventually(lambda: terminal.ask("#{mouse_any_flag}") == "0")
    terminal.press("M-m")
    eventually(lambda: terminal.ask("#{mouse_any_flag}") == "1")


@COVERED.by("Ctrl+L")
def test_draws_the_screen_anew(chat_screen):
    terminal = chat_screen()
    drawn = terminal.text()
    # Somebody else writes to the terminal.
    with open(terminal.tty, "w") as device:
        device.write("\x1b[5;5Hnonsense")
    terminal.wait_for("nonsense")
    terminal.press("C-l")
    terminal.wait_until_gone("nonsense")
    assert terminal.text().splitlines()[:-2] == drawn.splitlines()[:-2]


@COVERED.by("Ctrl+Z")
def test_stops_and_goes_on(chat_screen):
    terminal = chat_screen()
    terminal.press("C-z")
    eventually(lambda: terminal.ask("#{alternate_on}") == "0")
    terminal.type("fg")
    terminal.press("Enter")
    terminal.wait_for("bob>")


@pytest.mark.parametrize("keys", [["C-d"], ["C-c", "C-c"]])
def test_leaves(chat_screen, keys):
    terminal = chat_screen()
    press(terminal, keys)
    eventually(lambda: terminal.program() is None)


def test_a_key_does_what_it_was_bound_to(chat_screen, server):
    terminal = chat_screen("lobby", "dev")
    for line in ("/bind F5 next-room", "/bind Alt+Q /me waves"):
        terminal.type(line)
        terminal.press("Enter")
        wait_for_input(terminal, "")
    terminal.press("M-q")
    server.wait_for(["* bob waves"])
    terminal.press("F5")
    wait_for_room(terminal, "dev")


# --- The help shows these keys, and no others.

KEY = re.compile(
    r"(?:(?:Ctrl|Alt|Shift)\+(?:[A-Z][A-Za-z]+|\S)|F\d+|Enter|Tab|Esc|PgUp|PgDn|Home|End|Up|Down|Left|Right|Backspace|Delete)"
)


def test_every_key_of_the_help_has_a_test(chat_screen):
    terminal = chat_screen(columns=150, rows=120, options="")
    terminal.press("F2", "F1")
    terminal.wait_for("Talk", "/quit")
    rows = terminal.rows()
    start = next(index for index, row in enumerate(rows) if row.startswith("Talk"))
    end = next(index for index, row in enumerate(rows) if row.startswith("Commands"))
    shown = set()
    for row in rows[start:end]:
        name = row.split("  ")[0]
        if " … " in name:
            first, rest = name.split(" … ")
            last = rest.split(",")[0]
            stem = first[:-1]
            shown.update(f"{stem}{digit}" for digit in range(int(first[-1]), int(last[-1]) + 1))
            name = rest
        for part in name.split(", "):
            keys = KEY.findall(part)
            if keys:
                shown.add(" ".join(keys))
    assert len(shown) > 60
    assert shown == COVERED
