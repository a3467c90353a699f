"""`… | chat-tui join lobby`: a line is sent when its echo is back."""

import fcntl
import os
import subprocess
import time

import pytest

from chat_server import ChatServer, RawServer, free_port
from program import CHAT_TUI, environment
from waiting import eventually


ODD = "é e\u0301 👨‍👩‍👧 你好 \u202e \x1b[31m"


@pytest.mark.parametrize("delay", [0, 0.3, 2])
def test_ends_with_0_only_after_the_echo(chat, delay):
    with ChatServer(echo=delay) as server:
        began = time.monotonic()
        chat("join", "lobby", "-s", server.url, input="hi\n").expect(0)
        assert time.monotonic() - began >= delay
        assert server.received == ["hi"]
        eventually(lambda: server.closes == [1000], what=lambda: server.closes)


def test_prints_nothing_when_only_its_input_is_piped(tmux):
    with ChatServer() as server:
        terminal = tmux.terminal()
        terminal.run(f"printf 'hi\\n' | chat-tui join lobby -s {server.url}; echo \"exit=$?\"")
        screen = terminal.wait_for("exit=0")
        lines = [line for line in screen.split("\n") if line.strip()]
        assert lines[-2].startswith("exit=0"), screen
        assert "exit=$?" in "".join(lines[:-2]), screen
        assert server.received == ["hi"]


@pytest.mark.parametrize("count", [100, 5000])
def test_confirms_many_lines_in_order(chat, count):
    lines = [f"line {number} ünï👍" for number in range(count)]
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, input="\n".join(lines)).expect(0, within=60)
        assert server.received == lines


def test_names_what_is_not_confirmed_when_time_runs_out(chat):
    with ChatServer(echo=None) as server:
        program = chat("join", "lobby", "-s", server.url, "-t", "1", input="one\ntwo\n")
        program.expect(3)
        assert "2 of 2" in program.error_text(), program.seen()
        assert "lobby" in program.error_text()
        assert "one" in program.error_text()
        assert server.received == ["one", "two"]


def test_waits_10_s_for_an_echo_when_nothing_else_is_said(chat):
    with ChatServer(echo=None) as server:
        began = time.monotonic()
        chat("join", "lobby", "-s", server.url, input="one\n").expect(3, within=20)
        assert 9 <= time.monotonic() - began < 15


def test_sends_no_line_twice_after_a_loss_and_says_which_are_in_doubt(chat):
    async def drop_after_the_third(connection, text):
        if text == "3":
            connection.transport.abort()

    with ChatServer(on_message=drop_after_the_third) as server:
        program = chat("join", "lobby", "-s", server.url, "-t", "5", input="1\n2\n3\n")
        program.expect(3)
        assert server.received == ["1", "2", "3"]
        assert "3 of 3" in program.error_text(), program.seen()


def test_sends_lines_that_came_while_away_after_reconnecting(chat):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url)
        program.write("before\n")
        assert program.message()["message"] == "before"
        port = server.port
    assert "lobby" in program.error()
    program.write("while away\n")
    program.end_input()
    with ChatServer(port=port) as server:
        program.expect(0)
        assert server.received == ["while away"]


@pytest.mark.parametrize(
    "data, messages",
    [
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\n\n  \n\nb\n", None),
        ("no line end", ["no line end"]),
        ("\n\n\n", []),
        ("", []),
        ("tab\there \"quoted\" \\ back\n", ['tab\there "quoted" \\ back']),
        ("/quit\n/me waves\n", None),
        (f"{ODD}\n", [ODD]),
    ],
)
def test_takes_each_line_for_a_message(chat, data, messages):
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, input=data).expect(0)
        if messages is None:
            messages = [line for line in data.split("\n") if line]
            assert [m for m in server.received if m.strip()] == [m for m in messages if m.strip()]
        else:
            assert server.received == messages


def test_replaces_bad_utf8_and_warns_once(chat):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url, input=b"a\xffb\nc\xc3\n")
        program.expect(0)
        assert server.received == ["a\ufffdb", "c\ufffd"]
        assert program.error_text().count("UTF-8") == 1, program.seen()


def test_sends_a_very_long_line_whole(chat):
    text = "x" * 500_000
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, input=text + "\n").expect(0)
        assert server.received == [text]


def test_sends_each_message_of_m_and_reads_no_input(chat):
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, "-m", "one", "-m", "two words").expect(0)
        assert server.received == ["one", "two words"]


def test_sends_all_of_stdin_as_one_message(chat):
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, "-1", input="diff\n\n-a\n+b\n").expect(0)
        assert [text.rstrip("\n") for text in server.received] == ["diff\n\n-a\n+b"]


def test_prefixes_the_nick(chat):
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, "-n", "bob", input="hi\n").expect(0)
        assert server.received == ["bob: hi"]


def test_sends_a_line_at_once_and_not_at_the_end(chat):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url)
        for text in ("one", "two", "three"):
            program.write(text + "\n")
            assert program.message()["message"] == text
        program.end_input()
        program.expect(0)


def test_reads_no_more_than_64_unconfirmed_lines(chat):
    with ChatServer(echo=None) as server:
        program = chat("join", "lobby", "-s", server.url, "-t", "60")
        descriptor = program.process.stdin.fileno()
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)
        line = b"y" * 999 + b"\n"
        taken = 0
        idle_since = time.monotonic()
        while time.monotonic() - idle_since < 1.5 and taken < 8 << 20:
            try:
                taken += os.write(descriptor, line)
                idle_since = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        assert len(server.received) == 64
        assert taken < 2 << 20


def test_leaves_the_flags_of_its_descriptors_alone(home):
    with ChatServer() as server:
        ends = [os.pipe(), os.pipe(), os.pipe()]
        os.write(ends[0][1], b"hi\n")
        process = subprocess.Popen(
            [CHAT_TUI, "join", "lobby", "-s", server.url],
            stdin=ends[0][0], stdout=ends[1][1], stderr=ends[2][1], env=environment(home),
        )
        server.wait_for(["hi"])
        for descriptor in (ends[0][0], ends[1][1], ends[2][1]):
            assert not fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_NONBLOCK
        os.close(ends[0][1])
        assert process.wait(10) == 0
        for descriptor in (ends[0][0], ends[1][0], ends[1][1], ends[2][0], ends[2][1]):
            os.close(descriptor)


def test_a_dead_server_is_one_sentence_and_exit_4(chat):
    program = chat("join", "lobby", "-s", f"ws://127.0.0.1:{free_port()}", "-m", "hi", "--retry", "no")
    program.expect(4)
    assert len(program.error_text().splitlines()) == 1, program.seen()


def test_a_dead_server_ends_a_listener_too(chat):
    program = chat(
        "join", "lobby", "-s", f"ws://127.0.0.1:{free_port()}", stdin=subprocess.DEVNULL
    )
    program.expect(4)
    assert len(program.error_text().splitlines()) == 1, program.seen()


def test_a_name_that_does_not_resolve_is_one_sentence_and_exit_4(chat):
    program = chat("join", "lobby", "-s", "ws://no-such-host.invalid", "-m", "hi")
    program.expect(4)
    assert len(program.error_text().splitlines()) == 1, program.seen()
    assert "no-such-host.invalid" in program.error_text()


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_an_http_status_is_explained(chat, status):
    with ChatServer(refuse=status) as server:
        program = chat("join", "lobby", "-s", server.url, "-m", "hi", "-t", "3")
        program.expect(4)
        assert str(status) in program.error_text(), program.seen()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 403 Access denied\r\n\r\n",
        b"HTTP/1.1 500 Internal server error\r\n\r\n",
        b"HTTP/1.1 403 \r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: wrong\r\n\r\n",
    ],
)
def test_an_answer_that_is_no_handshake_is_exit_4(chat, answer):
    with RawServer(answer) as server:
        program = chat("join", "lobby", "-s", server.url, "-m", "hi", "--retry", "no")
        program.expect(4)
        assert len(program.error_text().splitlines()) == 1, program.seen()


def test_a_refusal_cannot_write_to_the_terminal(chat):
    answer = b"HTTP/1.1 403 \x1b]0;owned\x07\x1b[2J\xc2\x9b31m\xe2\x80\xae\r\n\r\n"
    with RawServer(answer) as server:
        program = chat("join", "lobby", "-s", server.url, "-m", "hi")
        program.expect(4)
        assert not _controls(program.error_text()), program.seen()


def test_a_server_that_never_answers_runs_out_of_time(chat):
    with RawServer(b"", close=False) as server:
        program = chat("join", "lobby", "-s", server.url, "-m", "hi", "-t", "1")
        program.expect(4, within=6)
        assert len(program.error_text().splitlines()) == 1, program.seen()


def _controls(text):
    return [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066"]
