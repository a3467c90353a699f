"""`chat-tui log` and `rooms` with a real server."""

import json
import signal
import subprocess

import pytest

from chat_server import ChatServer


@pytest.fixture
def server(serve, home):
    return serve("--history", home / "history.db")


@pytest.fixture
def say(chat, server):
    """Says each text in a room, and returns when the server has it."""

    def say(*texts, room="lobby", nick="bob"):
        program = chat("join", room, "-s", server.url, "-n", nick, input="".join(f"{text}\n" for text in texts))
        program.expect(0)

    return say


@pytest.fixture
def log(chat, server):
    """Starts `log` of a room; `messages` of its output are parsed."""

    def log(*options, room="lobby"):
        return chat("log", room, "-s", server.url, "-o", "json", *options, stdin=subprocess.DEVNULL)

    return log


def texts(output):
    return [json.loads(line)["message"] for line in output.splitlines()]


def test_prints_all_that_is_kept_in_order(say, log):
    say(*(f"text {number}" for number in range(1, 301)))
    output = log().expect(0)
    assert texts(output) == [f"text {number}" for number in range(1, 301)]
    first = json.loads(output.splitlines()[0], object_pairs_hook=list)
    assert [key for key, _ in first] == ["room", "seq", "at", "from", "message"]
    assert dict(first) | {"at": ""} == {"room": "lobby", "seq": 1, "at": "", "from": "bob", "message": "text 1"}
    assert texts(log("-n", "2").expect(0)) == ["text 299", "text 300"]
    assert texts(log("--since", "299").expect(0)) == ["text 299", "text 300"]
    assert texts(log("--since", "1h", "--grep", "00$", "-n", "2").expect(0)) == ["text 200", "text 300"]
    assert log("--since", "301").expect(0) == ""


def test_follows_through_a_kill_without_a_double(say, log, serve, server, home):
    say("one", "two")
    program = log("-f")
    assert [program.message()["message"] for _ in range(2)] == ["one", "two"]
    say("three")
    assert program.message()["message"] == "three"
    server.signal(signal.SIGKILL)
    server.wait()
    assert "trying again" in program.error()
    again = serve("--listen", f"127.0.0.1:{server.port}", "--history", home / "history.db")
    assert again.port == server.port
    say("four")
    assert program.message(within=30)["seq"] == 4
    assert "connected again" in program.error()
    program.signal(signal.SIGINT)
    assert program.wait() == -signal.SIGINT
    assert texts(program.text()) == ["one", "two", "three", "four"]


def test_tells_what_is_not_kept_any_more(chat, serve, home):
    lines = "".join(
        json.dumps({"room": "lobby", "seq": number, "at": number, "message": "x"}) + "\n" for number in range(11, 21)
    )
    chat("import", "--file", "short.db", input=lines).expect(0)
    server = serve("--history", home / "short.db")
    program = chat("log", "lobby", "-s", server.url, "--since", "3", stdin=subprocess.DEVNULL)
    assert program.expect(0).count("\n") == 10
    assert program.error_text() == "chat-tui: lobby: messages 3 to 10 are not kept any more\n"


def test_a_long_log_comes_whole_through_a_slow_reader(chat, serve, home):
    lines = "".join(
        json.dumps({"room": "big", "seq": number, "at": number, "message": f"{number} " + 3000 * "é"}) + "\n"
        for number in range(1, 3001)
    )
    chat("import", "--file", "big.db", input=lines).expect(0, within=60)
    server = serve("--history", home / "big.db")
    program = chat("log", "big", "-s", server.url, "-o", "json", stdin=subprocess.DEVNULL)
    assert texts(program.expect(0, within=60))[-1].startswith("3000 ")
    assert program.text().count("\n") == 3000


def test_a_server_without_history_is_exit_5(chat):
    with ChatServer() as server:
        program = chat("log", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
        assert program.expect(5) == ""
        assert "keeps no history" in program.error_text()


def test_nobody_there_is_exit_4(chat):
    for command in (["log", "lobby"], ["log", "lobby", "-f"], ["rooms"]):
        program = chat(*command, "-s", "ws://127.0.0.1:1", stdin=subprocess.DEVNULL)
        assert program.expect(4) == ""
        assert "nobody listens at 127.0.0.1:1" in program.error_text()


def test_lists_rooms_as_a_table_and_as_json(chat, say, server):
    program = chat("rooms", "-s", server.url, stdin=subprocess.DEVNULL)
    assert program.expect(0) == ""
    assert program.error_text() == "chat-tui: there are no rooms now\n"
    say("a", "b")
    say("c", room="a-long-name")
    output = chat("rooms", "-s", server.url, "-o", "json", stdin=subprocess.DEVNULL).expect(0)
    rooms = {room["room"]: room for room in map(json.loads, output.splitlines())}
    assert {name: room["top"] for name, room in rooms.items()} == {"lobby": 2, "a-long-name": 1}
    table = chat("rooms", "-s", server.url, stdin=subprocess.DEVNULL).expect(0).splitlines()
    assert table[0].split() == ["ROOM", "MEMBERS", "MESSAGES", "LAST"]
    assert len(table) == 3
