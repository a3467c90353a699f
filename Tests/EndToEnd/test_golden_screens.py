"""The screen of the built program in a real terminal, cell by cell, against pictures in `screens/`.

A picture is the text of the screen and, below it, how each character looks: `b` bold, `d` dim, `r` reversed, `B`
reversed and bold, `u` underlined, 1 to e a colour, `.` none of these. The clock and the ports are masked.
There are 16 colours, so that a letter stands for each. `RECORD=1` rewrites the pictures, which fails the test: look at them, and commit them.
"""

import difflib
import os
import pathlib
import re
import time

import pytest

from chat_server import ChatServer
from scripted_rooms import Said, ScriptedRooms
from waiting import eventually

SCREENS = pathlib.Path(__file__).with_name("screens")
# Whole, and as the room list cuts them.
PORTS = [(r"(?<=127\.0\.0\.1:)\d{5}", "ppppp"), (r"(?<=127\.0…)\d{4}", "pppp"), (r"(?<=127\.0\.…)\d{5}", "ppppp")]
# What the program says is said now.
TODAY = [(r"─+ \w+ \d+ \w+ \d{4} ─+", "─ today ─"), (r"\d\d:\d\d --", "hh:mm --")]
MONDAY = 1_787_529_600_000  # 24 August 2026, 00:00 UTC


def said(hour, minute, sender, text):
    return Said(MONDAY + (hour * 60 + minute) * 60_000, sender, text)


LOBBY = [
    said(-6, 40, "ana", "see you tomorrow"),
    said(-6, 40, "carla", "o/"),
    said(8, 58, "ana", "morning! the build is green again"),
    said(9, 1, "carla", "nice. do we still deploy at 14:00?"),
    said(9, 1, "ana", "yes, and the checklist is here so that nobody has to ask twice this time, not even me: "
         "https://wiki.example.org/releases/2026-08-24/checklist-for-people-who-never-read-lists"),
    said(9, 2, "carla", "👍"),
    said(9, 15, "carla", "* carla is off to get coffee"),
    said(9, 31, "eva", "你好 from the Taipei office — 今天 we test the new gateway"),
    said(9, 32, "ana", "great, 12:00 your time?"),
    said(9, 32, "eva", "works"),
    said(10, 47, "ci", "main 4f1c2aa passed in 6 min 12 s"),
    said(11, 2, "ci", "main 9be0d17 FAILED: 2 of 812 tests (gateway-timeout, resume-after-sleep)"),
    said(11, 3, "carla", "that is mine, looking"),
    said(11, 40, "carla", "found it: the proxy drops idle sockets after 60 s and we ping every 75"),
    said(11, 40, "carla", "so ping every 25 and be done?"),
    said(11, 41, "ana", "bob: can you review? it is a one-line change"),
]


@pytest.fixture
def day(tmux):
    """A terminal where bob is in three rooms of one server, and was refused by another."""
    with ScriptedRooms({"lobby": LOBBY, "dev": [], "ops": []}, ["ana", "carla", "eva", "ci"],
                       said(11, 42, "", "").at) as server, ChatServer(refuse=403) as other:

        def start(columns, rows):
            terminal = tmux.join(
                server.url, "lobby", "dev", "ops", f"{other.url}/ws/chat/standup/",
                options="-n bob", variables="CHAT_TUI_COLOUR=16", columns=columns, rows=rows,
            )  # fmt: skip
            server.wait_for_client(3)
            terminal.wait_for("bob: can you review?")
            server.tell("dev", *(said(11, 41, "eva", f"{number}") for number in range(3)))
            server.tell("ops", said(11, 41, "ana", "bob!"), said(11, 41, "ana", "soon?"))
            terminal.type("looks right to me, but please add the test first")
            terminal.press("Enter")
            server.wait_for(["looks right to me, but please add the test first"])
            terminal.type("ana: done in five minutes, then lun")
            return terminal, server

        yield start


def expect(terminal, name, masks=()):
    """Waits until the terminal shows the picture of this name."""
    file = SCREENS / f"{name}.txt"
    if os.environ.get("RECORD"):
        time.sleep(1)  # whatever was on its way is drawn
        SCREENS.mkdir(exist_ok=True)
        file.write_text(picture(terminal, masks))
        pytest.fail(f"recorded {file}: look at it")
    expected = file.read_text()

    def difference():
        seen = picture(terminal, masks)
        return "\n" + "\n".join(difflib.ndiff(expected.splitlines(), seen.splitlines()))

    eventually(lambda: picture(terminal, masks) == expected, what=difference)


def picture(terminal, masks=()):
    """The screen and how it looks, without what differs from run to run."""
    rows = terminal.cells()
    texts = ["".join(character for character, _ in row) for row in rows]
    looks = ["".join(look for _, look in row) for row in rows]
    for pattern, mask in [*PORTS, *masks]:
        texts = [re.sub(pattern, mask, text) for text in texts]
    # Blanks at the end are not told apart from nothing; the clock is the last thing in the status line.
    texts = [re.sub(r"\d\d:\d\d$", "hh:mm", text.rstrip()) for text in texts]
    return "\n".join([f"|{text}|" for text in texts] + [""] + [f"|{look}|" for look in looks]) + "\n"


@pytest.mark.parametrize("columns, rows", [(120, 36), (80, 24), (40, 12)])
def test_looks_as_in_its_picture(day, columns, rows):
    terminal, _ = day(columns, rows)
    expect(terminal, f"day-{columns}x{rows}")


def test_looks_as_in_its_picture_scrolled_back(day):
    terminal, rooms = day(80, 24)
    terminal.wait_for("then lun")
    terminal.press("M-Up", "M-Up", "M-Up")
    terminal.wait_for("below")
    rooms.tell("lobby", *(said(11, 46, "ci", f"{number}") for number in range(4)))
    expect(terminal, "scrolled-80x24")


def test_looks_as_in_its_picture_in_the_room_that_refused(day):
    terminal, _ = day(100, 16)
    terminal.wait_for("then lun")
    terminal.press("M-4")
    terminal.wait_for("403")
    expect(terminal, "refused-100x16", TODAY)


def test_looks_as_in_its_picture_after_every_size(day):
    terminal, _ = day(80, 24)
    terminal.wait_for("then lun")
    for columns, rows in [(1, 1), (40, 12), (7, 3), (120, 36), (2, 2), (80, 24)]:
        terminal.resize(columns, rows)
    expect(terminal, "day-80x24")
