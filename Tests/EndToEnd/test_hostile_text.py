"""What a peer says changes nothing outside its own message."""

import re

import pytest

from chat_server import ChatServer, RawServer
from waiting import eventually

ATTACKS = {
    "title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "title, C1": "\x9d0;owned\x9c",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "clear": "\x1b[2J\x1b[3J\x1b[H\x1bc",
    "clear, C1": "\x9b2J\x9bH",
    "cursor": "\x1b[1;1Howned\x1b[999B\x1b[999Downed",
    "colour": "\x1b[31;42;7m",
    "colour, C1": "\x9b31;42;7m",
    "modes": "\x1b[?1049l\x1b[?25l\x1b[?1000h\x1b[?2004l\x1b[?7l\x1b[4h",
    "queries": "\x1b[6n\x1b[5n\x1b[c\x1b[>c\x1bP$qm\x1b\\\x1b[21t\x05",
    "scrolling region": "\x1b[1;2r\x1b[1S\x1b[?6h\x1bM\x1bD",
    "charset": "\x0e\x1b(0\x1b%@qqq",
    "carriage return": "safe\rowned",
    "backspaces": "safe" + "\x08" * 60 + "owned",
    "tabs": "\t" * 400,
    "line feeds": "\n" * 3,
    "line separators": "a\u2028b\u2029c\x85d",
    "bidi": "\u202eevil\u2066\u2067\u200f\u061c",
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "hidden"),
    "combining": "x" + "\u0301\u0323" * 2000,
    "zero width": "a" + "\u200b\u200d\ufeff\u2060" * 500 + "b",
    "bell": "\x07" * 50,
    "noncharacters": "\ufffe\uffff\U0010ffff\ue000",
    "synchronized update": "\x1b[?2026h",
    "bracketed paste": "\x1b[200~/quit\r\x1b[201~",
    "keyboard protocol": "\x1b[>31u\x1b[=1u\x1b[?u",
    "notification": "\x1b]9;owned\x07\x1b]777;notify;a;b\x07\x1b]99;;x\x1b\\",
    "DCS, APC, PM, SOS": "\x1bPowned\x1b\\\x1b_owned\x1b\\\x1b^owned\x1b\\\x1bXowned\x1b\\",
    "regional indicators": "\U0001f1e6" * 500,
    "joined emoji": "👨‍👩‍👧‍👦" * 200,
    "wide at the edge": "你" * 39,
}


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.mark.parametrize("name", ATTACKS)
def test_a_message_stays_in_its_place(recorded, server, name):
    terminal = recorded("join", "lobby", "-s", server.url, columns=100, rows=30)
    server.wait_for_client()
    server.say("ana: above")
    terminal.wait_for("ana: above")
    titles, modes, before = list(terminal.screen.titles), terminal.modes(), terminal.cells()
    above = next(row for row, text in enumerate(terminal.display()) if "ana: above" in text)
    list_width = terminal.display()[above].index("ana: above")
    start = len(terminal.record)

    server.say(f"eve: {ATTACKS[name]}", "ana: below")
    terminal.wait_for("ana: below")

    assert terminal.screen.titles == titles
    assert terminal.screen.replies == []
    assert terminal.screen.bells == 0
    assert terminal.modes() == modes
    fresh = terminal.record[start:]
    for sequence in (rb"\x1b\]", rb"\x1b[P_^X]", rb"\x1bc", rb"\x1b\[[0-9;?>]*[nc]", rb"\x1b\[3J", rb"\x07"):
        assert not re.search(sequence, fresh), (sequence, fresh)
    assert not [c for c in fresh.decode() if 0x80 <= ord(c) < 0xA0]
    # Outside the message pane nothing changed but the clock in the status line.
    after = terminal.cells()
    for (row, column), cell in before.items():
        outside = row >= terminal.rows - 1 or (column < list_width - 7 and row < terminal.rows - 2)
        if outside:
            assert after[row, column] == cell, (row, column, cell, after[row, column])
    rows = terminal.display()
    assert not any(row.startswith("owned") for row in rows), terminal.text()
    # Nothing was typed on our behalf.
    assert server.received == []
    terminal.type("alive\n")
    server.wait_for(["alive"])


def test_64_kib_of_combining_marks_do_not_stop_the_screen(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    for text in (
        "e" + "\u0301\u0323" * 16_000,
        "\u0323\u0301" * 16_000,
        "\U0001f1e6" * 16_000,
        "👨‍👩‍👧" * 3_000,
        "\u0301" * 32_000,
    ):
        server.say(text)
    server.say("ana: after all that")
    terminal.wait_for("ana: after all that", within=1)
    terminal.type("still quick\n")
    server.wait_for(["still quick"])


def test_a_close_reason_and_a_status_line_are_cleaned_on_the_screen(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    start = len(terminal.record)
    server.close_all(4001, "\x1b]0;owned\x07\u202ego")
    terminal.wait_for("4001")
    assert not re.search(rb"\x1b\]0;owned|\x07|\xe2\x80\xae", terminal.record[start:])
    with RawServer(b"HTTP/1.1 403 \x1b]0;owned\x07\x1b[2J\xc2\x9b31m\r\n\r\n") as refusing:
        second = recorded("join", "lobby", "-s", refusing.url)
        second.wait_for("403")
        assert b"]0;owned\x07" not in second.record
        assert second.screen.titles == [] or "owned" not in "".join(second.screen.titles)


def test_what_a_person_types_or_pastes_is_cleaned_too(recorded, server):
    terminal = recorded("join", "lobby", "-s", server.url)
    server.wait_for_client()
    start = len(terminal.record)
    terminal.type("\x1b[200~a\x1b]0;owned\x07b\u202ec\x1b[201~")
    eventually(lambda: len(terminal.record) > start)
    terminal.wait_for("a")
    terminal.type("\r")
    eventually(lambda: server.received)
    assert b"\x1b]0;owned" not in terminal.record[start:]
    assert b"\xe2\x80\xae" not in terminal.record[start:]
