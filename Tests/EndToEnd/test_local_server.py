"""Without a server: whoever comes first serves, and the room goes on without them."""

import json
import os
import signal
import socket
import subprocess
import urllib.request

import pytest

from chat_server import ChatServer
from waiting import eventually

DEFAULT = ("127.0.0.1", 8000)


def listens(address=DEFAULT):
    try:
        socket.create_connection(address, 1).close()
        return True
    except OSError:
        return False


@pytest.fixture(autouse=True)
def free_default_port():
    """These tests need the port that a person's first `chat-tui join` takes."""
    eventually(lambda: not listens())


def test_a_pipe_does_not_serve_unasked(chat):
    program = chat("join", "lobby", "-m", "hi")
    program.expect(4)
    assert len(program.error_text().splitlines()) == 1, program.seen()


def test_a_pipe_serves_when_asked(chat):
    host = chat("join", "lobby", "--serve", "-v")
    # It listens before it is in the room itself.
    eventually(lambda: "lobby: connected" in host.error_text(), what=host.seen)
    guest = chat("join", "lobby")
    guest.write("from the guest\n")
    assert guest.message()["message"] == "from the guest"
    assert host.message()["message"] == "from the guest"
    host.write("from the host\n")
    assert guest.message()["message"] == "from the host"
    assert host.message()["own"] is True


def test_a_pipe_that_serves_ends_with_its_input(chat):
    chat("join", "lobby", "--serve", input="hi\n").expect(0)
    assert not listens()


def test_joins_who_serves_already(chat):
    with ChatServer(port=8000) as server:
        chat("join", "lobby", "--serve", "-m", "hi").expect(0)
        assert server.received == ["hi"]


def test_does_not_serve_for_another_machine(chat):
    program = chat("join", "lobby", "--serve", "-s", "ws://192.0.2.1:8000", "-m", "hi")
    program.expect(2)
    assert "this machine" in program.error_text(), program.seen()


def test_the_screen_says_once_that_it_serves(tmux):
    terminal = tmux.terminal()
    terminal.run("chat-tui join lobby dev ops")
    terminal.wait_for("1 here")
    assert terminal.text().count("serving there") == 1


def test_the_first_screen_serves_and_the_second_goes_on(tmux):
    first, second = tmux.terminal(), tmux.terminal()
    first.run("chat-tui join lobby")
    first.wait_for("lobby", "127.0.0.1:8000")
    eventually(listens)
    second.run("chat-tui join lobby")
    second.wait_for("lobby", "127.0.0.1:8000")

    first.type("hello from the first")
    first.press("Enter")
    second.wait_for("hello from the first")
    second.type("hello from the second")
    second.press("Enter")
    first.wait_for("hello from the second")

    first.type("/quit")
    first.press("Enter")
    eventually(lambda: first.program() is None)
    # The second one serves now, and a third finds it.
    third = tmux.terminal()
    eventually(listens)
    third.run("chat-tui join lobby")
    third.wait_for("lobby", "127.0.0.1:8000")
    second.type("still here")
    second.press("Enter")
    third.wait_for("still here")
    second.wait_for("still here")


def test_serve_prints_where_and_serves_pages(serve, chat):
    server = serve()
    chat("join", "lobby", "-s", server.url, "-m", "hi").expect(0)
    for path in ("/chat/", "/chat/lobby/", "/healthz"):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as page:
            assert page.status == 200


@pytest.mark.parametrize(
    "header, value, status",
    [
        ("Origin", "http://evil.example", 403),
        ("Origin", "null", 403),
        ("Host", "evil.example", 421),
    ],
)
def test_serve_refuses_a_foreign_page(serve, chat, header, value, status):
    server = serve()
    program = chat("join", "lobby", "-s", server.url, "-H", f"{header}: {value}", "-m", "hi")
    program.expect(4)
    assert str(status) in program.error_text(), program.seen()


def test_serve_ends_with_0_on_sigterm_and_says_goodbye(serve, chat):
    server = serve()
    member = chat("join", "lobby", "-s", server.url, "-o", "json")
    member.write("hi\n")
    member.message()
    server.process.terminate()
    assert server.wait(6) == 0, server.seen()
    assert "1012" in member.error(), member.seen()


def test_serve_says_who_else_has_the_port(serve, chat):
    server = serve()
    listen = f"127.0.0.1:{server.port}"
    second = chat("serve", "--listen", listen, "--history", "off", stdin=subprocess.DEVNULL)
    second.expect(1)
    assert len(second.error_text().splitlines()) == 1, second.seen()
    assert str(server.port) in second.error_text()


def test_rooms_are_apart(serve, chat):
    server = serve()
    lobby = chat("join", "lobby", "-s", server.url, "-c", "1", stdin=subprocess.DEVNULL)
    dev = chat("join", "dev", "-s", server.url, stdin=subprocess.DEVNULL)
    rounds = 0
    while lobby.process.poll() is None and rounds < 50:
        chat("join", "lobby", "-s", server.url, "-m", "in the lobby").expect(0)
        rounds += 1
    assert json.loads(lobby.expect(0))["message"] == "in the lobby"
    assert dev.text() == ""


@pytest.mark.parametrize("host", ["[::1]", "localhost"])
def test_serves_and_joins_by_other_names_of_this_machine(chat, host):
    server = chat("serve", "--listen", f"{host}:0", stdin=subprocess.DEVNULL)
    url = server.line()
    assert url.startswith(f"ws://{host}:"), url
    chat("join", "lobby", "-s", url, "-m", "hi").expect(0)


def test_the_host_of_a_room_may_be_killed_without_a_word(tmux):
    first, second = tmux.terminal(), tmux.terminal()
    first.run("chat-tui join lobby")
    first.wait_for("1 here")
    second.run("chat-tui join lobby")
    second.wait_for("1 here")
    os.kill(first.program(), signal.SIGKILL)
    second.wait_for("serving there")
    second.type("still here")
    second.press("Enter")
    eventually(lambda: second.rows()[-1].strip().endswith(">"), what=second.text)
    second.wait_for("still here")
