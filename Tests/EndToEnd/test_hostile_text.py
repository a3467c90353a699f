"""What a peer says changes nothing outside its own message."""

import json
import re
import unicodedata

import pytest

from chat_server import ChatServer, RawServer
from program import cpu
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
    # The table of what other clients let through.
    "DEL": "a\x7fb",
    "C0": "".join(chr(code) for code in range(0x20) if code not in (9, 10, 13)),
    "C1": "".join(chr(code) for code in range(0x80, 0xA0)),
    "vertical tab, form feed, next line": "a\x0bb\x0cc\x85d",
    "isolates": "a\u2066b\u2067c\u2068d\u2069e",
    "zero width space": "a\u200bb",
    "language tag": "a\U000e0001\U000e0041b",
    "30 marks": "e" + "".join(chr(0x300 + number) for number in range(30)) + "|",
    "interlinear": "a\ufff9b\ufffac\ufffbd",
    "soft hyphen": "a\u00adb",
    "lone surrogates": "a\ud800b\udfffc",
    "another speaker": "hi\nana: I never said this\r\nbob: nor I this",
    "formatting of IRC": "\x02\x03" + "4,8" + "\x16\x1d\x1f\x0f",
    "link with controls": "https://example.org/\x1b\\\x07\x9c" + "x" * 10,
    "long link": "https://example.org/" + "a" * 3000,
    "link that is none": "javascript:alert(1) file:///etc/passwd data:text/html,x",
    "link of another language": "https://exämple.org/дом/\u202egro.elgoog",
    "tmux": "\x1bPtmux;\x1b\x1b]52;c;b3duZWQ=\x07\x1b\\",
    "sixel": "\x1bPq#0;2;0;0;0~~\x1b\\",
    "hollow unicode": "\u115f\u3164\uffa0\u2800\u034f\u180e",
}

# What we ourselves write besides cells: links, with nothing in them that could end them early.
OUR_LINK = rb"8;(id=[0-9a-f]+;(https?://|mailto:)[!-~]+|;)\x1b\\"


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
    list_width = next(row.index("ana: above") for row in terminal.display() if "ana: above" in row)
    start = len(terminal.record)

    server.say(f"eve: {ATTACKS[name]}", "ana: below")
    terminal.wait_for("ana: below")

    assert terminal.screen.titles == titles
    assert terminal.screen.replies == []
    assert terminal.screen.bells == 0
    assert terminal.modes() == modes
    fresh = terminal.record[start:]
    for sequence in (rb"\x1b\](?!" + OUR_LINK + rb")", rb"\x1b[P_^X]", rb"\x1bc", rb"\x1b\[[0-9;?>]*[nc]", rb"\x1b\[3J", rb"\x07"):
        assert not re.search(sequence, fresh), (sequence, fresh)
    assert not [c for c in fresh.decode() if 0x80 <= ord(c) < 0xA0]
    assert all(len(target) <= 2000 for target in re.findall(rb"\x1b\]8;id=[0-9a-f]+;([!-~]*)", fresh))
    assert not re.search("[\u00ad\u061c\u115f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]",
                         fresh.decode())
    for cell in terminal.cells().values():
        assert sum(1 for char in cell.data if unicodedata.combining(char)) <= 4, cell
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
    used = cpu(terminal.process.pid)
    for text in (
        "e" + "\u0301\u0323" * 16_000,
        "\u0323\u0301" * 16_000,
        "\U0001f1e6" * 16_000,
        "👨‍👩‍👧" * 3_000,
        "\u0301" * 32_000,
    ):
        server.say(text)
    server.say("ana: after all that")
    terminal.wait_for("ana: after all that")
    # Its own time, not the clock's: others may use the machine.
    assert cpu(terminal.process.pid) - used < 1
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


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066a\u0301\u0301\u0301\u0301\u0301\u0301\r\nx;y\x7f"


def frames_of_a_server_that_means_harm():
    """Every frame of `chat-tui.1`, with the text in every field that has any."""
    return [
        {"type": "error", "nonce": "0" * 32, "code": "denied", "reason": HOSTILE},
        {"type": "error", "code": HOSTILE, "reason": HOSTILE},
        {"type": HOSTILE, "reason": HOSTILE},
        {"type": "join", "nick": HOSTILE},
        {"type": "join", "nick": "e" + "\u0301" * 30},
        {"type": "join", "nick": "a\u202eb"},
        {"type": "join", "nick": "eva;\u2066"},
        {"type": "nick", "from": "eva", "to": HOSTILE},
        {"type": "nick", "from": "bob", "to": "\u200bbob"},
        {"type": "leave", "nick": HOSTILE},
        {"type": "typing", "nick": HOSTILE},
        {"type": "typing", "nick": "zoe"},
        {"message": HOSTILE, "seq": 1, "at": 1790000000000, "from": HOSTILE},
        {"message": HOSTILE, "seq": 1, "at": 1790000000000, "from": "eve"},
        {"message": HOSTILE, "seq": 2, "at": -(10**18), "from": "eve"},
        {"message": {HOSTILE: [HOSTILE]}, "seq": 2, "at": 1790000000000, "from": "eve"},
        {"type": "history", "before": 1, "messages": [{"message": HOSTILE, "seq": 0, "from": HOSTILE}]},
        {HOSTILE: HOSTILE},
        [HOSTILE],
        HOSTILE,
    ]


def test_nothing_that_a_server_says_leaves_its_place(recorded):
    """Nicks, reasons, presence, the title and notifications: not only messages are somebody else's text."""

    async def welcome(connection):
        await connection.recv()
        await connection.send(json.dumps({
            "type": "welcome", "room": HOSTILE, "nick": "bob", "epoch": "0" * 16, "oldest": 1, "top": 0,
            "resumed": False, "members": ["bob", HOSTILE, "ana", "e" + "\u0301" * 30],
            "limits": {"message": 65536},
        }))  # fmt: skip

    with ChatServer(on_open=welcome, subprotocols=["chat-tui.1"]) as server:
        terminal = recorded("join", "lobby", "-s", server.url, "-n", "bob", columns=120, rows=36,
                            variables={"TERM": "xterm-kitty"})  # fmt: skip
        server.wait_for_client()
        terminal.wait_for("lobby")
        modes = terminal.modes()
        terminal.type("\x1b[O")
        for frame in frames_of_a_server_that_means_harm():
            server.send(json.dumps(frame))
        server.send(json.dumps({"message": f"bob: {HOSTILE}", "seq": 3, "at": 1790000000000, "from": "eve"}))
        server.send(json.dumps({"message": "after all that", "seq": 4, "at": 1790000000000, "from": "ana"}))
        terminal.wait_for("after all that")
        assert terminal.modes() == modes
        assert terminal.screen.replies == []
        assert not [title for title in terminal.screen.titles if "owned" in title]
        record = terminal.record
        # Ours are links, the title and the notification, each of printable text to its very end.
        for command in re.findall(rb"\x1b\]([^\x1b\x07]*)(?:\x1b\\|\x07)", record):
            assert re.match(rb"2;|8;|99;i=chat-tui:", command), command
            assert all(unicodedata.category(char) not in ("Cc", "Cf") for char in command.decode()), command
        assert len(re.findall(rb"\x1b\]", record)) == len(re.findall(rb"\x1b\][^\x1b\x07]*\x1b\\", record))
        assert not re.search(rb"\x1b[P_^X]|\x1bc|\x1b\[[0-9;?>]*[nc]", record)
        assert not [char for char in record.decode() if 0x80 <= ord(char) < 0xA0]
        assert "\u202e" not in record.decode() and "\u2066" not in record.decode()
        assert not any(row.lstrip().startswith("owned") for row in terminal.display())
        terminal.type("alive\r")
        server.wait_for(["alive"])


@pytest.mark.parametrize("room", ["\u202eybbol", "a\u0301" * 20, "lob\x1b]0;owned\x07by", "x;y\u200b"])
def test_a_room_name_is_cleaned_wherever_it_stands(recorded, server, room):
    terminal = recorded("join", "lobby", "-s", server.url, columns=120)
    server.wait_for_client()
    terminal.wait_for("lobby")
    modes, start = terminal.modes(), len(terminal.record)
    terminal.type(f"\x1b[200~/join {room}\x1b[201~\r")
    terminal.type("typed")
    terminal.wait_for("typed")
    fresh = terminal.record[start:]
    assert terminal.modes() == modes
    assert b"\x1b]0;owned" not in fresh
    assert not re.search("[\u200b-\u200f\u202a-\u202e\x80-\x9f\x07]", fresh.decode())
    assert not [title for title in terminal.screen.titles if "owned" in title and ";" in title]
    for cell in terminal.cells().values():
        assert sum(1 for char in cell.data if unicodedata.combining(char)) <= 4, cell


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_pasted_stays_in_the_input_line(recorded, server, name):
    terminal = recorded("join", "lobby", "-s", server.url, columns=100, rows=30)
    server.wait_for_client()
    terminal.wait_for("lobby")
    titles, modes, start = list(terminal.screen.titles), terminal.modes(), len(terminal.record)
    text = ATTACKS[name].encode("utf-8", "replace").decode()
    # The end of a paste ends it, whoever wrote it: what comes behind it is typed.
    terminal.type(f"\x1b[200~{text.replace(chr(27) + '[201~', '')}\x1b[201~")
    terminal.type("\x05 end")
    terminal.wait_for("end")
    fresh = terminal.record[start:].decode()
    assert terminal.screen.titles == titles
    assert terminal.screen.replies == []
    assert terminal.modes() == modes
    assert not re.search("[\x80-\x9f\x07\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f]|\x1b[\\]P_^Xc]", fresh), fresh
    assert server.received == []
