"""What the screen asks of a terminal beside its cells: title, notifications, links, mouse; and other programs."""

import os
import re
import signal

import pytest

from chat_server import ChatServer
from faults import Faults
from recorded_terminal import FRAME_END
from waiting import eventually


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def joined(recorded, server):
    """A screen in lobby, as bob."""

    def start(*options, **variables):
        terminal = recorded("join", "lobby", "-s", server.url, "-n", "bob", *options, variables=variables)
        server.wait_for_client()
        terminal.wait_for("lobby")
        return terminal

    return start


def program(path, script):
    """A shell script that can be run."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_title_names_the_room_and_what_waits(joined, server):
    terminal = joined()
    assert terminal.screen.titles[-1] == "lobby - chat-tui"
    terminal.type("\x1b[O")
    server.say("ana: hi", "ana: bob, are you there")
    eventually(lambda: terminal.screen.titles[-1] == "lobby (2!) - chat-tui", what=lambda: terminal.screen.titles)
    terminal.type("\x1b[I")
    terminal.type("/quit\r")
    assert terminal.wait() == 0
    eventually(lambda: not terminal.left_on(), what=terminal.left_on)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("xterm-kitty", rb"\x1b\]99;i=chat-tui:d=0;lobby\x1b\\\x1b\]99;i=chat-tui:d=1:p=body;ana: bob, a,b\x1b\\"),
        ("foot", rb"\x1b\]777;notify;lobby;ana: bob, a,b\x1b\\"),
        ("xterm-256color", None),
    ],
)
def test_tells_of_a_mention_when_the_window_has_no_focus(joined, server, term, expected):
    terminal = joined(TERM=term)
    start = len(terminal.record)
    server.say("ana: bob, before your eyes")
    terminal.wait_for("before your eyes")
    assert b"\x07" not in terminal.record[start:]
    terminal.type("\x1b[O")
    server.say("ana: bob, a;b")
    eventually(lambda: terminal.screen.bells == 1)
    fresh = terminal.record[start:]
    assert (re.search(expected, fresh) if expected else not re.search(rb"\x1b\](9|777|99);", fresh)), fresh


def test_each_frame_is_one_write(joined, server, tmp_path):
    """What shows the screen, or stands between it and us, gets each frame as a whole."""
    faults = Faults(tmp_path)
    terminal = joined(**faults.variables)

    def expect(text):
        terminal.wait_for(text)
        # Nothing else is written, so there are no frames in two writes, and no two frames in one.
        eventually(lambda: frames() == faults.count("tty_writes"), what=lambda: (frames(), faults.count("tty_writes")))

    def frames():
        return terminal.record.count(FRAME_END)

    typed = "each-key-is-painted"
    for end in range(1, len(typed) + 1):
        terminal.type(typed[end - 1])
        expect(f"bob> {typed[:end]}")
    assert frames() > len(typed)
    # Links come behind the cells of their frame.
    server.say("ana: see https://example.org/")
    expect("https://example.org/")
    terminal.resize(60, 20)
    terminal.type(" anew")
    expect(f"bob> {typed} anew")


def test_links_are_links(joined, server):
    terminal = joined()
    server.say("ana: see https://example.org/a/b?c=d, or mailto:ana@example.org")
    eventually(lambda: b"mailto" in terminal.record)
    terminal.wait_for("mailto:ana")
    links = re.findall(rb"\x1b\]8;id=[0-9a-f]+;([!-~]+)\x1b\\([^\x1b]*)(?:\x1b\[0?m)?\x1b\]8;;\x1b\\", terminal.record)
    assert (b"https://example.org/a/b?c=d", b"https://example.org/a/b?c=d") in links, links


def test_the_mouse_is_turned_off_and_on(joined, server):
    terminal = joined()
    assert b"\x1b[?1000h" in terminal.record
    start = len(terminal.record)
    terminal.type("\x1bm")
    terminal.wait_for("mouse is off")
    assert b"\x1b[?1000;1002;1006l" in terminal.record[start:]
    start = len(terminal.record)
    terminal.type("\x1bm")
    terminal.wait_for("mouse is on")
    assert b"\x1b[?1000h" in terminal.record[start:]


def test_the_text_goes_through_the_editor(joined, server, tmp_path):
    editor = program(tmp_path / "editor", f'cp "$1" {tmp_path}/before; printf "%s\\n" one "two $(cat "$1")" > "$1"')
    terminal = joined(EDITOR=f"{editor} --ignored", XDG_RUNTIME_DIR=str(tmp_path))
    program(editor, f'shift; cp "$1" {tmp_path}/before; printf "%s\\n" one "two $(cat "$1")" > "$1"')
    terminal.type("typed")
    terminal.type("\x18\x05")
    terminal.wait_for("two typed")
    assert (tmp_path / "before").read_text() == "typed\n"
    assert [path.name for path in tmp_path.glob("chat-tui-*")] == []
    terminal.type("\r")
    server.wait_for(["bob: one\ntwo typed"])
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.wait() == -signal.SIGTERM
    assert terminal.settings() == terminal.settings_before
    eventually(lambda: not terminal.left_on(), what=terminal.left_on)


def test_the_editor_has_the_terminal_and_the_rooms_go_on(joined, server, tmp_path):
    """Its keys are its own, Ctrl+C does not end us, nothing is drawn, and what was said meanwhile is there after."""
    editor = program(
        tmp_path / "editor",
        f"trap '' INT; stty -g > {tmp_path}/settings; echo EDITING; read line; echo \"$line\" > \"$1\"",
    )
    terminal = joined(VISUAL=str(editor), XDG_RUNTIME_DIR=str(tmp_path))
    terminal.type("\x18\x05")
    terminal.wait_for("EDITING")
    assert not terminal.left_on()
    start = len(terminal.record)
    server.say(*(f"ana: meanwhile {number}" for number in range(200)))
    terminal.type("\x03")
    terminal.type("kept\n")
    terminal.wait_for("meanwhile 199", "kept")
    drawn = terminal.record[start:].split(b"\x1b[?1049h")[0]
    assert b"meanwhile" not in drawn
    terminal.type("\r")
    server.wait_for(["bob: kept"])


def test_an_editor_that_is_not_there_is_told(joined, server):
    terminal = joined(VISUAL="no-such-editor")
    terminal.type("typed\x18\x05")
    terminal.wait_for("there is no editor no-such-editor", "typed")
    terminal.type("\r")
    server.wait_for(["bob: typed"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_while_the_editor_runs_the_text_is_kept(joined, server, tmp_path, number):
    editor = program(tmp_path / "editor", 'echo precious > "$1"; echo EDITING; exec sleep 60')
    terminal = joined(VISUAL=str(editor), XDG_RUNTIME_DIR=str(tmp_path))
    terminal.type("\x18\x05")
    terminal.wait_for("EDITING")
    os.kill(terminal.process.pid, number)
    assert terminal.wait() == -number
    terminal.wait_for("the text that was edited is in")
    [kept] = tmp_path.glob("chat-tui-*/message.txt")
    assert kept.read_text() == "precious\n"
    assert terminal.settings() == terminal.settings_before


def test_suspended_from_the_editor_both_stop_and_both_go_on(tmux, server, tmp_path):
    editor = program(tmp_path / "editor", 'echo EDITING; read line; echo "$line" > "$1"')
    terminal = tmux.terminal(shell="/bin/bash --norc")
    terminal.run(f"chat-tui join lobby -s {server.url}", f"VISUAL={editor} XDG_RUNTIME_DIR={tmp_path}")
    server.wait_for_client()
    terminal.wait_for("lobby")
    terminal.press("C-x", "C-e")
    terminal.wait_for("EDITING")
    terminal.press("C-z")
    terminal.wait_for("Stopped")
    terminal.type("fg")
    terminal.press("Enter")
    terminal.type("from the editor")
    terminal.press("Enter")
    terminal.wait_for("from the editor", f"127.0.0.1:{server.port}")
    terminal.press("Enter")
    server.wait_for(["from the editor"])
