"""A signal ends the program by that very signal, after the closing handshake."""

import signal
import subprocess
import time

import pytest

from chat_server import ChatServer, RawServer
from program import CHAT_TUI, environment
from waiting import eventually


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_closes_and_ends_by_the_signal(chat, number):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
        server.wait_for_client()
        program.signal(number)
        assert program.wait(5) == -number, program.seen()
        eventually(lambda: server.closes in ([1000], [1001]), what=lambda: server.closes)


def test_the_shell_sees_the_signal(home):
    """What `$?` is in a script."""
    with ChatServer() as server:
        script = (
            f"{CHAT_TUI} join lobby -s {server.url} </dev/null >/dev/null & chat=$!;"
            " read go; kill -TERM $chat; wait $chat; echo $?"
        )
        shell = subprocess.Popen(
            ["bash", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(home)
        )
        server.wait_for_client()
        output, _ = shell.communicate(b"\n", timeout=10)
        assert output == b"143\n"


def test_a_silent_server_delays_the_end_by_a_second_only(chat):
    """The peer has done the handshake but answers no Close frame."""

    async def never_read(connection):
        connection.transport.pause_reading()
        await connection.wait_closed()

    with ChatServer(on_open=never_read) as server:
        program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
        server.wait_for_client()
        began = time.monotonic()
        program.signal(signal.SIGTERM)
        assert program.wait(5) == -signal.SIGTERM
        assert time.monotonic() - began < 2.5


def test_a_second_signal_ends_it_at_once(chat):
    async def never_read(connection):
        connection.transport.pause_reading()
        await connection.wait_closed()

    with ChatServer(on_open=never_read) as server:
        program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
        server.wait_for_client()
        began = time.monotonic()
        program.signal(signal.SIGTERM)
        time.sleep(0.1)  # two signals at the same moment are one
        program.signal(signal.SIGTERM)
        assert program.wait(5) == -signal.SIGTERM
        assert time.monotonic() - began < 0.9


def test_a_signal_while_connecting_ends_it(chat):
    with RawServer(b"", close=False) as server:
        program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
        eventually(lambda: server.requests)
        program.signal(signal.SIGINT)
        assert program.wait(3) == -signal.SIGINT


def test_a_signal_names_what_is_not_confirmed(chat):
    with ChatServer(echo=None) as server:
        program = chat("join", "lobby", "-s", server.url)
        program.write("important\n")
        server.wait_for(["important"])
        program.signal(signal.SIGTERM)
        assert program.wait(5) == -signal.SIGTERM
        assert "important" in program.error_text(), program.seen()
