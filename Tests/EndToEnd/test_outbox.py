"""`chat-tui.1` between `join` and `serve`: what is said arrives once, whatever is killed."""

import json
import sqlite3
import subprocess

import pytest

from waiting import eventually


def outbox(home):
    """The texts that wait in the outbox."""
    file = home / ".local/state/chat-tui/outbox.db"
    if not file.exists():
        return []
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            return [text for (text,) in database.execute("SELECT text FROM line ORDER BY number")]
    except sqlite3.OperationalError:
        return []  # just being made


def messages(program):
    return [json.loads(line) for line in program.text().splitlines()]


def test_prints_number_time_and_sender(chat, serve):
    server = serve()
    reader = chat("join", "lobby", "-s", server.url, "-c", "2", "-v", stdin=subprocess.DEVNULL)
    eventually(lambda: "connected" in reader.error_text())
    chat("join", "lobby", "-s", server.url, "-n", "ana", input="one\ntwo\n").expect(0)
    reader.expect(0)
    said = messages(reader)
    assert [(message["seq"], message["from"], message["message"]) for message in said] == [
        (1, "ana", "one"), (2, "ana", "two"),
    ], reader.seen()
    assert all(message["own"] is False for message in said)


def test_own_lines_are_known_without_their_echo(chat, serve):
    server = serve()
    program = chat("join", "lobby", "-s", server.url, "-n", "ana", "-o", "json", input="a\na\n")
    program.expect(0)
    assert [message["own"] for message in messages(program)] == [True, True], program.seen()


def test_leaves_nothing_behind(chat, serve, home):
    server = serve()
    chat("join", "lobby", "-s", server.url, input="one\ntwo\n").expect(0)
    assert outbox(home) == []
    file = home / ".local/state/chat-tui/outbox.db"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_lines_of_a_killed_client_are_sent_by_the_next(chat, serve, home):
    # Nobody listens yet, so that the lines have to wait.
    server = serve()
    url = server.url
    server.process.terminate()
    server.expect(0, within=20)
    program = chat("join", "lobby", "-s", url, "--retry", "60", input="one\ntwo\n")
    eventually(lambda: outbox(home) == ["one", "two"], what=lambda: (outbox(home), program.seen()))
    program.process.kill()
    program.process.wait()
    again = chat("serve", "--listen", f"127.0.0.1:{server.port}", stdin=subprocess.DEVNULL)
    # The first one that joins takes them over, and speaks for them.
    reader = chat("join", "lobby", "-s", url, "-c", "1", "--retry", "20", stdin=subprocess.DEVNULL)
    for text in ["one", "two"]:
        message = reader.message()
        assert (message["message"], message["own"]) == (text, True), reader.seen()
    chat("join", "lobby", "-s", url, "--retry", "20", input="three\n").expect(0)
    reader.expect(0, within=20)
    assert [message["message"] for message in messages(reader)] == ["one", "two", "three"]
    eventually(lambda: outbox(home) == [], what=lambda: outbox(home))


def test_a_pipe_that_failed_leaves_no_line_behind(chat, serve, home):
    """Its exit code has told what was not sent: whoever reads it says it again, and nobody else."""
    server = serve()
    server.process.terminate()
    server.expect(0, within=20)
    for count in [1, 6, 40] * 4:
        lines = "".join(f"line {number}\n" for number in range(count))
        chat("join", "lobby", "-s", server.url, "--retry", "no", input=lines).expect(4)
        assert outbox(home) == []


@pytest.mark.parametrize("after", [1, 20, 150])
def test_each_line_of_a_killed_client_is_said_once(chat, serve, home, after):
    server = serve()
    reader = chat("join", "lobby", "-s", server.url, "-v", stdin=subprocess.DEVNULL)
    eventually(lambda: "connected" in reader.error_text(), what=reader.seen)
    lines = [f"line {number}" for number in range(300)]
    program = chat("join", "lobby", "-s", server.url, input="\n".join(lines))
    eventually(lambda: len(messages(reader)) >= after, what=reader.seen)
    program.process.kill()
    program.process.wait()
    kept = set(outbox(home))
    chat("join", "lobby", "-s", server.url, input="the end\n").expect(0)
    eventually(lambda: "the end" in reader.text() and not outbox(home), what=lambda: outbox(home))
    eventually(lambda: kept <= {message["message"] for message in messages(reader)}, what=reader.seen)
    said = [message["message"] for message in messages(reader) if message["message"] != "the end"]
    assert said == lines[: len(said)], said


@pytest.mark.parametrize("state", ["/proc/nowhere", "/dev/null"])
def test_goes_on_without_an_outbox_and_says_so(chat, serve, state):
    server = serve()
    program = chat("join", "lobby", "-s", server.url, input="hi\n", variables={"XDG_STATE_HOME": state})
    program.expect(0)
    assert "kept in memory only" in program.error_text(), program.seen()
