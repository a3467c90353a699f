"""What is said in rooms of servers that keep nothing is logged here."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess

import pytest

from chat_server import ChatServer
from disk import SmallDisk
from waiting import eventually


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def small_disk(tmp_path):
    disk = SmallDisk(tmp_path, size=1 << 20)
    yield disk
    disk.remove()


@pytest.fixture
def join(tmux):
    """Joins the lobby on a screen of its own."""

    def join(server, options="", variables="", rows=24):
        terminal = tmux.join(server.url, options=options, variables=variables, rows=rows)
        terminal.wait_for("connected to", "lobby")
        return terminal

    return join


def file(home):
    return home / ".local/state/chat-tui/log.db"


def logged(home):
    """The lines of the log, as they are stored."""
    return stored(file(home))


def stored(path):
    """The lines of this log."""
    if not path.exists():
        return []
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT lines FROM block ORDER BY id").fetchall()
            return b"".join(lines for (lines,) in rows).decode().splitlines()
    except sqlite3.OperationalError:
        return []  # just being made


def leave(terminal):
    terminal.type("/quit")
    terminal.press("Enter")
    eventually(lambda: terminal.program() is None, what=terminal.text)


def say(server, terminal, *texts):
    server.say(*texts)
    terminal.wait_for(texts[-1])


def test_what_was_said_is_there_again_after_a_restart(join, server, home):
    screen = join(server)
    say(server, screen, "ana: one", "ana: two")
    screen.type("mine")
    screen.press("Enter")
    eventually(lambda: len(logged(home)) == 3, what=screen.text)
    leave(screen)
    assert '"own":true' in logged(home)[2]
    assert file(home).stat().st_mode & 0o777 == 0o600
    screen = join(server)
    screen.wait_for("ana: one", "ana: two", "mine", "not connected: messages may be missing", "from the log here")
    rows = screen.rows()
    rule = next(index for index, row in enumerate(rows) if "from the log here" in row)
    assert "mine" in rows[rule - 1], screen.text()
    say(server, screen, "ana: three")
    assert sum("ana: three" in row for row in screen.rows()) == 1


def test_scrolls_up_through_the_log(join, server, home):
    screen = join(server)
    say(server, screen, *(f"line {number}" for number in range(1, 701)))
    leave(screen)
    assert len(logged(home)) == 700
    screen = join(server)
    screen.wait_for("line 700")

    def at_the_beginning():
        screen.press("PPage")
        return "the log here begins" in screen.text()

    eventually(at_the_beginning, 30)
    screen.wait_for("line 1\n", "line 2\n")
    screen.press("Escape")
    screen.wait_for("line 700")


def test_is_read_without_a_connection(tmux, join, server, home):
    screen = join(server)
    say(server, screen, "ana: one")
    leave(screen)
    server.__exit__()
    tmux.join(server.url).wait_for("nobody listens", "ana: one", "from the log here")


@pytest.mark.parametrize("option", ["--no-log"])
def test_switched_off_writes_nothing(join, server, home, option):
    screen = join(server, option)
    say(server, screen, "ana: one")
    leave(screen)
    assert not file(home).exists()


def test_a_pipe_does_not_log(chat, server, home):
    reader = chat("join", "lobby", "-s", server.url, "-c", "1", stdin=subprocess.DEVNULL)
    server.wait_for_client()
    server.say("ana: one")
    reader.expect(0)
    assert not file(home).exists()


def test_a_server_with_a_history_needs_no_log(tmux, serve, chat, home):
    server = serve("--history", home / "history.db")
    screen = tmux.join(server.url, options="-n bob")
    screen.wait_for("1 here")
    screen.type("hi")
    screen.press("Enter")
    screen.wait_for_line("bob: hi")
    leave(screen)
    assert not file(home).exists()


def test_two_processes_write_each_message_once_and_follow_each_other(join, server, home):
    first, second = join(server), join(server)
    server.wait_for_client(2)
    say(server, first, "ana: one", "ana: two")
    second.wait_for("ana: two")
    eventually(lambda: len(logged(home)) == 2)
    leave(first)
    say(server, second, "ana: three")
    eventually(lambda: len(logged(home)) == 3, what=lambda: logged(home))
    third = join(server)
    third.wait_for("ana: one", "ana: two", "ana: three", "above from the log here")
    # Somebody was there all the time.
    assert "not connected" not in third.text()
    leave(second)
    say(server, third, "ana: four")
    leave(third)
    assert [line.split('"')[5] for line in logged(home)] == ["ana: one", "ana: two", "ana: three", "ana: four"]


def test_a_kill_loses_what_was_said_in_the_last_second_at_most(join, server, home):
    screen = join(server)
    say(server, screen, "ana: one")
    eventually(lambda: len(logged(home)) == 1)
    say(server, screen, "ana: two")
    os.kill(screen.program(), signal.SIGKILL)
    screen.press("Enter")
    assert len(logged(home)) in (1, 2)
    screen = join(server)
    screen.wait_for("ana: one", "messages may be missing")


def test_a_loss_is_a_gap_in_what_is_read_later(join, server):
    screen = join(server)
    say(server, screen, "ana: one")
    server.drop_all()
    server.wait_for_client()
    screen.wait_for("not connected: messages may be missing")
    say(server, screen, "ana: two")
    leave(screen)
    screen = join(server)
    screen.wait_for("ana: one", "ana: two", "from the log here")
    assert screen.text().count("not connected: messages may be missing") == 2


@pytest.mark.parametrize("state", ["/proc/nowhere", "/dev/null"])
def test_without_a_folder_the_chat_goes_on_and_one_sentence_says_so(join, server, state):
    screen = join(server, variables=f"XDG_STATE_HOME={state}")
    screen.wait_for("what is said is not logged")
    say(server, screen, "ana: one")
    screen.type("mine")
    screen.press("Enter")
    screen.wait_for("mine")
    eventually(lambda: "mine" in server.received)
    assert screen.text().count("is not logged") == 1


@pytest.fixture
def spoken(join, server):
    """A log of two connections, with a gap between them."""
    for texts in (["ana: one", "ana: two"], ["ana: three"]):
        screen = join(server)
        say(server, screen, *texts)
        leave(screen)


def test_log_reads_what_the_server_does_not_keep(chat, server, spoken):
    program = chat("log", "lobby", "-s", server.url, "-o", "json", stdin=subprocess.DEVNULL)
    program.expect(0)
    messages = [json.loads(line) for line in program.text().splitlines()]
    assert [message["message"] for message in messages] == ["ana: one", "ana: two", "ana: three"]
    assert all(list(message) == ["room", "at", "message", "own"] for message in messages)
    errors = program.error_text().splitlines()
    assert errors[0] == "chat-tui: lobby: this server keeps no history; what was logged here:"
    assert "not connected: messages may be missing (20" in errors[1]
    assert len(errors) == 2


def test_log_reads_what_is_here_when_nobody_listens(chat, server, spoken):
    server.__exit__()
    program = chat("log", "lobby", "-s", server.url, "-n", "1", stdin=subprocess.DEVNULL)
    assert program.expect(0).endswith(" ana: three\n")
    assert "what was logged here:" in program.error_text()
    for options, texts in (
        (["--grep", "t(wo|hree)"], ["ana: two", "ana: three"]),
        (["--since", "1h", "-n", "2"], ["ana: two", "ana: three"]),
        (["--since", "2100-01-01"], []),
    ):
        program = chat("log", "lobby", "-s", server.url, "--local", *options, stdin=subprocess.DEVNULL)
        program.expect(0)
        assert [line.split(" ", 2)[2] for line in program.text().splitlines()] == texts
    assert "cannot connect" not in program.error_text()


def test_log_follows_the_room_of_a_server_that_keeps_nothing(chat, server, spoken):
    follow = chat("log", "lobby", "-s", server.url, "-f", "-n", "1", stdin=subprocess.DEVNULL)
    assert follow.line().endswith(" ana: three")
    assert "what was logged here, then what is said:" in follow.error()
    server.wait_for_client()
    server.say("ana: four")
    assert follow.line().endswith(" ana: four")
    server.drop_all()
    server.wait_for_client()
    server.say("ana: five")
    assert follow.line().endswith(" ana: five")
    assert "messages may be missing" in follow.error_text()
    follow.signal(signal.SIGINT)
    follow.wait()


def test_log_says_what_it_cannot_do(chat, server, spoken):
    numbered = chat("log", "lobby", "-s", server.url, "-f", "--since", "3", stdin=subprocess.DEVNULL)
    assert numbered.expect(5) == ""
    assert "keeps no history" in numbered.error_text()
    nothing = chat("log", "other", "-s", server.url, "--local", stdin=subprocess.DEVNULL)
    assert nothing.expect(0) == ""
    assert nothing.error_text() == "chat-tui: nothing of other is logged here\n"
    for options in (["-f"], ["--since", "3"], ["--file", "x.db"]):
        chat("log", "lobby", "--local", *options, stdin=subprocess.DEVNULL).expect(2)


def test_a_full_disk_is_told_and_what_is_missing_too(join, chat, server, small_disk):
    state = small_disk.path
    screen = join(server, variables=f"XDG_STATE_HOME={state}")
    say(server, screen, "ana: before")
    eventually(lambda: stored(state / "chat-tui/log.db"))
    filler = state / "filler"
    with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as disk:
        while True:
            disk.write(bytes(4096))
    say(server, screen, "ana: lost")
    screen.wait_for("what is said is not logged", "no room left on the disk")
    say(server, screen, "ana: still here")
    filler.unlink()

    def is_logged_again():
        server.say("ana: after")
        return any("ana: after" in line for line in stored(state / "chat-tui/log.db"))

    eventually(is_logged_again, 20, what=screen.text)
    leave(screen)
    program = chat("log", "lobby", "-s", server.url, "--local",
                   stdin=subprocess.DEVNULL, variables={"XDG_STATE_HOME": str(state)})
    texts = [line.split(" ", 2)[2] for line in program.expect(0).splitlines()]
    assert (texts[0], texts[-1]) == ("ana: before", "ana: after")
    assert "not logged" in program.error_text(), program.seen()
