"""The options of a pipe that change what a line is, what confirms it and when it is over."""

import json
import subprocess
import time

import pytest

from chat_server import ChatServer, free_port
from waiting import eventually


def test_messages_may_end_with_nul(chat):
    with ChatServer() as server:
        chat("join", "lobby", "-s", server.url, "-0", input=b"one\ntwo\0three\0four").expect(0)
        assert server.received == ["one\ntwo", "three", "four"]


def test_json_input_says_message_and_room(chat):
    lines = [{"message": "to the first"}, {"message": "two\nlines", "room": "dev"}]
    with ChatServer() as server:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        chat("join", "lobby", "dev", "-s", server.url, "-i", "json", input=text).expect(0)
        assert sorted(server.received) == ["to the first", "two\nlines"]


@pytest.mark.parametrize("line", ["plain", "{}", '{"message": 5}', '{"message": "x", "room": "elsewhere"}'])
def test_json_input_that_is_wrong_is_exit_2_with_its_line(chat, line):
    with ChatServer() as server:
        text = f'{{"message": "good"}}\n{line}\n{{"message": "never"}}\n'
        program = chat("join", "lobby", "-s", server.url, "-i", "json", input=text)
        program.expect(2)
        assert "line 2" in program.error_text(), program.seen()
        assert server.received == ["good"]


def test_follow_stays_when_the_input_has_ended(chat):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url, "-f", input="hi\n")
        assert program.message()["own"] is True
        server.say("later")
        assert program.message()["message"] == "later"
        assert program.process.poll() is None


def test_events_are_json_lines(chat):
    with ChatServer() as server:
        program = chat("join", "lobby", "-s", server.url, "--events", stdin=subprocess.DEVNULL)
        assert program.message()["event"] == "connected"
        server.close_all(1011)
        lost = program.message()
        while lost["event"] == "connected":
            lost = program.message()
        assert lost["room"] == "lobby" and lost["event"] == "lost" and lost["code"] == 1011


def test_resend_sends_again_what_is_in_doubt(chat):
    async def drop_once(connection, text):
        if not dropped:
            dropped.append(text)
            connection.transport.abort()
        else:
            await connection.send(json.dumps({"message": text}))

    dropped = []
    with ChatServer(on_message=drop_once) as server:
        chat("join", "lobby", "-s", server.url, "--resend", input="once\n").expect(0)
        assert server.received == ["once", "once"]


def test_an_answered_close_may_confirm(chat):
    with ChatServer(echo=None) as server:
        began = time.monotonic()
        chat("join", "lobby", "-s", server.url, "--confirm", "close", input="a\nb\n").expect(0)
        assert server.received == ["a", "b"]
        assert time.monotonic() - began < 5


def test_retry_waits_for_a_server_that_is_not_there_yet(chat):
    port = free_port()
    program = chat("join", "lobby", "-s", f"ws://127.0.0.1:{port}", "--retry", "20", "-t", "20", "-m", "hi")
    program.error()
    with ChatServer(port=port) as server:
        program.expect(0, within=20)
        assert server.received == ["hi"]


def test_environment_is_below_the_flags(chat):
    with ChatServer() as server:
        variables = {"CHAT_TUI_SERVER": server.url, "CHAT_TUI_NICK": "env"}
        chat("join", "lobby", "-m", "hi", variables=variables).expect(0)
        chat("join", "lobby", "-m", "hi", "-n", "flag", variables=variables).expect(0)
        assert server.received == ["env: hi", "flag: hi"]


def test_a_room_may_be_a_url(chat):
    with ChatServer() as server:
        chat("join", server.url + "/ws/chat/lobby/", "-m", "hi").expect(0)
        assert server.requests[0].path == "/ws/chat/lobby/"
        eventually(lambda: server.closes == [1000])
