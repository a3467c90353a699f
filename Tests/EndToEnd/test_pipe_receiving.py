"""`chat-tui join lobby | …`: one line per message, nothing held back."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from chat_server import ChatServer
from waiting import eventually

AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def listener(chat, server):
    """A program that listens in lobby, as it does in a cron job."""

    def start(*options):
        program = chat("join", "lobby", "-s", server.url, *options, stdin=subprocess.DEVNULL)
        server.wait_for_client()
        return program

    return start


def test_prints_room_time_message_and_own_in_this_order(listener, server):
    program = listener()
    server.say("ana: hi")
    line = program.line()
    pairs = json.loads(line, object_pairs_hook=list)
    assert [key for key, _ in pairs] == ["room", "at", "message", "own"]
    values = dict(pairs)
    assert values["room"] == "lobby"
    assert AT.fullmatch(values["at"])
    assert values["message"] == "ana: hi"
    assert values["own"] is False


def test_marks_the_echo_of_its_own_line(chat, server):
    program = chat("join", "lobby", "-s", server.url)
    server.wait_for_client()
    server.say("of another")
    program.write("mine\n")
    assert program.message()["own"] is False
    assert program.message() | {"at": ""} == {"room": "lobby", "at": "", "message": "mine", "own": True}


@pytest.mark.parametrize(
    "text",
    [
        "", "two\nlines", '"quotes" \\ and /', "\x00\x1b[2J\x7f", "é 👩‍👩‍👧 你好", "\u2028\u202e", "x" * 60_000,
    ],
)
def test_prints_any_text_on_one_line_that_says_the_same(listener, server, text):
    program = listener()
    server.say(text)
    line = program.line()
    assert json.loads(line)["message"] == text
    assert not [c for c in line if ord(c) < 32 or 127 <= ord(c) < 160]


def test_keeps_what_else_a_frame_holds(listener, server):
    program = listener()
    server.send('{"message": "x", "user": "ana", "id": 7, "deep": {"a": [1, null]}}')
    assert program.message()["extra"] == {"user": "ana", "id": 7, "deep": {"a": [1, None]}}


@pytest.mark.parametrize("frame", ["not json", "[1]", '{"text": "x"}', '"x"', "", "NaN"])
def test_prints_a_frame_that_is_no_chat_frame_raw(listener, server, frame):
    program = listener()
    server.send(frame)
    server.say("next")
    line = program.message()
    assert line["raw"] == frame
    assert "message" not in line
    assert program.message()["message"] == "next"


@pytest.mark.parametrize("value", ["null", "5", '{"a": 1}', "[1, 2]", "true", "NaN"])
def test_goes_on_after_a_message_that_is_no_string(listener, server, value):
    program = listener()
    server.send('{"message": %s}' % value)
    server.say("next")
    program.message()
    assert program.message()["message"] == "next"


def test_writes_raw_frames(listener, server):
    program = listener("-o", "raw")
    frame = '{"message": "h\\u00e9", "a": 1}'
    server.send(frame)
    assert program.line() == frame


def test_writes_text_with_time_and_room(listener, server):
    program = listener("-o", "text")
    server.say("ana: hi")
    assert re.fullmatch(r"\d\d:\d\d lobby ana: hi", program.line())


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]0;title\x07",
        "\x1b[2J\x1b[H",
        "\x9b31m",
        "\u202eevil\u2066",
        "one\ntwo\r\nthree",
        "\x08\x08\x7f",
        "\U000e0041\U000e007f",
        "e" + "\u0301\u0323" * 16_000,
    ],
)
def test_cleans_text_output(listener, server, text):
    program = listener("-o", "text")
    server.say(text, "next")
    line = program.line()
    assert not [c for c in line if ord(c) < 32 or 127 <= ord(c) < 160 or 0x2028 <= ord(c) <= 0x202E]
    assert not [c for c in line if 0x2066 <= ord(c) <= 0x2069 or 0xE0000 <= ord(c) <= 0xE007F]
    # Whatever became of it, it is one line.
    assert program.line().endswith(" lobby next")


def test_ends_after_c_messages(listener, server):
    program = listener("-c", "2")
    server.say("1", "2", "3")
    lines = program.expect(0).splitlines()
    assert [json.loads(line)["message"] for line in lines] == ["1", "2"]


def test_ends_with_3_when_c_messages_do_not_come_in_time(listener, server):
    program = listener("-c", "2", "-t", "1")
    server.say("1")
    program.expect(3)
    assert program.error_text()


def test_dev_null_means_nothing_to_send(listener, server):
    program = listener()
    time.sleep(0.5)  # an absence can only be waited for
    assert program.process.poll() is None
    server.say("still here")
    assert program.message()["message"] == "still here"


def test_ends_at_once_when_its_reader_is_gone(tmux, server):
    terminal = tmux.terminal()
    terminal.run(f"chat-tui join lobby -s {server.url} | head -n 1; echo gone")
    server.wait_for_client()
    server.say("only one")
    # No second message is needed to notice.
    terminal.wait_for("only one", "\ngone", within=5)
    eventually(lambda: not server.connections)


def test_a_reader_that_is_gone_is_sigpipe(chat, server):
    reading, writing = os.pipe()
    program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL, stdout=writing)
    os.close(writing)
    server.wait_for_client()
    os.close(reading)
    assert program.wait(5) == -signal.SIGPIPE, program.seen()
    assert program.error_text() == ""


def test_a_full_disk_is_exit_1(chat, server):
    with open("/dev/full", "wb") as full:
        program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL, stdout=full)
        server.wait_for_client()
        server.say("x")
        program.expect(1)
        assert "space" in program.error_text().lower(), program.seen()


@pytest.mark.parametrize("code", [1000, 1001])
def test_the_end_of_service_is_the_end(listener, server, code):
    program = listener()
    server.close_all(code, "bye")
    program.expect(0)


@pytest.mark.parametrize("code", [1003, 1007, 1008, 4000, 4001, 4999])
def test_a_final_close_code_is_exit_5_with_code_and_reason(listener, server, code):
    program = listener()
    server.close_all(code, "go \x1b[2J away")
    program.expect(5)
    assert str(code) in program.error_text(), program.seen()
    assert "away" in program.error_text()
    assert "\x1b" not in program.error_text()


@pytest.mark.parametrize("end", ["drop", 1011, 1012, 1013])
def test_comes_back_after_a_loss(listener, server, end):
    program = listener()
    server.say("before")
    assert program.message()["message"] == "before"
    if end == "drop":
        server.drop_all()
    else:
        server.close_all(end)
    server.wait_for_client()
    server.say("after")
    assert program.message()["message"] == "after"
    assert program.error_text(), "a loss is told on stderr"


def test_comes_back_when_the_server_does(chat, server):
    program = chat("join", "lobby", "-s", server.url, stdin=subprocess.DEVNULL)
    server.wait_for_client()
    server.__exit__()
    program.error()
    with ChatServer(port=server.port) as again:
        again.wait_for_client()
        again.say("back")
        assert program.message()["message"] == "back"


def test_listens_in_several_rooms(chat, server):
    program = chat("join", "lobby", "dev", "-s", server.url, stdin=subprocess.DEVNULL)
    server.wait_for_client(2)
    server.say("both")
    assert {program.message()["room"], program.message()["room"]} == {"lobby", "dev"}
    assert sorted(request.path for request in server.requests) == ["/ws/chat/dev/", "/ws/chat/lobby/"]


def test_sends_its_header_fields_and_one_cookie_line(chat, server):
    chat(
        "join", "lobby", "-s", server.url, "-H", "X-Test: yes", "-H", "Cookie: a=1", "-H", "Cookie: b=2",
        "-m", "hi",
    ).expect(0)
    headers = server.requests[0].headers
    assert headers["X-Test"] == "yes"
    assert headers.get_all("Cookie") == ["a=1; b=2"]
    assert headers.get_all("Origin") == [server.url.replace("ws://", "http://")]


def test_puts_the_room_where_the_url_says(chat, server):
    chat("join", "lobby", "-s", server.url + "/x/{room}/y", "-m", "hi").expect(0)
    assert server.requests[0].path == "/x/lobby/y"


def test_is_quiet_when_asked(listener, server):
    program = listener("-q")
    server.drop_all()
    server.wait_for_client()
    server.say("x")
    program.message()
    assert program.error_text() == ""


def test_tells_more_when_asked(listener, server):
    program = listener("-v")
    server.say("x")
    program.message()
    assert "connected" in program.error_text().lower(), program.seen()


def test_loses_nothing_of_a_flood(listener, server):
    program = listener("-c", "20000")
    for start in range(0, 20_000, 1000):
        server.say(*(f"{number}" for number in range(start, start + 1000)))
    lines = program.expect(0, within=60).splitlines()
    assert [json.loads(line)["message"] for line in lines] == [str(number) for number in range(20_000)]


def test_a_binary_frame_is_told_and_survived(listener, server):
    program = listener()
    server.send(b"\x00\x01")
    server.say("next")
    lines = [program.message()]
    if "message" not in lines[-1]:
        lines.append(program.message())
    assert lines[-1]["message"] == "next"


def test_a_frame_that_breaks_the_protocol_is_told_and_final(listener, server):
    program = listener()
    server.say("before")
    assert program.message()["message"] == "before"
    server.write(b"\xff\x00")
    program.expect(5)
    assert len(program.error_text().splitlines()) == 1, program.seen()
    eventually(lambda: server.closes == [1002], what=lambda: server.closes)
