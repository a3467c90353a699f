"""chat-tui against a real Django Channels site, on both of its usual servers."""

import json
import subprocess

import pytest

from channels_site import ChannelsSite
from waiting import eventually

HUNDRED = [f"line {number}: ünï 你好 👩‍👩‍👧 \"quoted\" \\ \u202e" for number in range(100)]


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def site(kind, tmp_path_factory):
    with ChannelsSite(kind, tmp_path_factory.mktemp(kind) / "log") as site:
        yield site


@pytest.fixture(params=["chat", "sync"])
def room(request, site):
    """The URL of a consumer's rooms: the asynchronous one and the synchronous one."""
    return f"{site.url}/ws/{request.param}/{{room}}/"


def listen(chat, url, room="lobby", *options):
    """A member that has certainly joined: it has heard itself."""
    program = chat("join", room, "-s", url, *options)
    program.write("here\n")
    assert program.message(20)["message"] == "here"
    return program


def test_both_directions(chat, room):
    listener = listen(chat, room)
    chat("join", "lobby", "-s", room, input="hi\n").expect(0)
    assert listener.message()["message"] == "hi"
    listener.end_input()
    listener.expect(0)


def test_a_hundred_lines_are_all_confirmed(chat, room):
    listener = listen(chat, room)
    chat("join", "lobby", "-s", room, input="\n".join(HUNDRED) + "\n").expect(0, within=60)
    assert [listener.message()["message"] for _ in HUNDRED] == HUNDRED


def test_rooms_are_apart(chat, room):
    other = listen(chat, room, "other")
    chat("join", "lobby", "-s", room, "-m", "not for you").expect(0)
    chat("join", "other", "-s", room, "-m", "for you").expect(0)
    assert other.message()["message"] == "for you"


def test_long_messages_pass(chat, site):
    url = site.url
    text = "x" * 200_000
    chat("join", "lobby", "-s", url, "-m", text[:100_000]).expect(0)
    chat("join", "lobby", "-s", url, input=text + "\n").expect(0)


@pytest.mark.parametrize("text", ["\ud7ff", "\u2028", "</script>", "%s %(x)s {0}", "\t\x07\x1b[2J"])
def test_odd_text_passes(chat, site, text):
    listener = listen(chat, site.url)
    chat("join", "lobby", "-s", site.url, input=text + "\n").expect(0)
    assert listener.message()["message"] == text


@pytest.mark.parametrize("name", ["a-b", "a b", "café!", "x" * 120])
def test_a_room_that_the_site_cannot_have_is_explained(chat, site, name):
    program = chat("join", name, "-s", site.url, "-m", "hi")
    program.expect(4, within=20)
    assert "500" in program.error_text()
    assert "room" in program.error_text().lower(), "what a 500 means is said"


def test_a_path_that_the_site_does_not_have_is_explained(chat, site):
    program = chat("join", "lobby", "-s", f"{site.url}/no/{{room}}/", "-m", "hi")
    program.expect(4, within=20)
    assert "500" in program.error_text()


def test_a_server_without_websocket_is_explained(chat, tmp_path):
    with ChannelsSite("uvicorn without WebSocket", tmp_path / "log") as site:
        program = chat("join", "lobby", "-s", site.url, "-m", "hi")
        program.expect(4, within=20)
        assert "404" in program.error_text()
        assert "websocket" in program.error_text().lower(), program.seen()


def test_a_foreign_origin_is_refused_and_explained(chat, site):
    program = chat("join", "lobby", "-s", site.url, "--header", "Origin: http://evil.example", "-m", "hi")
    program.expect(4, within=20)
    assert "403" in program.error_text()
    assert "origin" in program.error_text().lower(), program.seen()


def test_a_refused_handshake_is_exit_4(chat, site):
    program = chat("join", "reject", "-s", f"{site.url}/ws/ending/{{room}}/", "-m", "hi")
    program.expect(4, within=20)
    assert "403" in program.error_text()


def test_a_close_code_of_the_application_is_final(chat, site):
    program = chat("join", "close_4001", "-s", f"{site.url}/ws/ending/{{room}}/", "-m", "hi")
    program.expect(5, within=20)
    assert "4001" in program.error_text()


def test_a_required_login_is_final(chat, site):
    program = chat("join", "login", "-s", f"{site.url}/ws/ending/{{room}}/", stdin=subprocess.DEVNULL)
    program.expect(5, within=20)
    assert "4401" in program.error_text()


def test_a_policy_violation_does_not_lead_to_a_loop(chat, site, kind):
    # Daphne turns 1008 into 1011, for which coming back is right; the line is in doubt all the same.
    program = chat("join", "close_1008", "-s", f"{site.url}/ws/ending/{{room}}/", "-m", "hi", "-t", "8")
    program.expect(3 if kind == "daphne" else 5, within=20)
    assert ("1011" if kind == "daphne" else "1008") in program.error_text(), program.seen()


def test_a_crash_in_the_consumer_leaves_the_line_unconfirmed(chat, site):
    program = chat("join", "raise", "-s", f"{site.url}/ws/ending/{{room}}/", "-m", "hi", "-t", "8")
    program.expect(3, within=20)
    assert "hi" in program.error_text()


def test_a_restart_is_survived(chat, kind, tmp_path):
    with ChannelsSite(kind, tmp_path / "log") as site:
        listener = listen(chat, site.url)
        sender = listen(chat, site.url, "lobby")
        assert listener.message()["message"] == "here"
        site.stop()
        assert listener.error(), "the loss is told"
        sender.write("while it was away\n")
        sender.end_input()
        site.start()
        sender.expect(0, within=40)
        # The listener may have come back after the sender; a later message it must get.

        def hears():
            chat("join", "lobby", "-s", site.url, "-m", "after").expect(0)
            return '"after"' in listener.text()

        eventually(hears, within=40, what=listener.seen)


def test_several_clients_hear_each_other_in_one_order(chat, site):
    members = [listen(chat, site.url, "crowd") for _ in range(3)]
    for number, member in enumerate(members):
        member.write("".join(f"{number}-{line}\n" for line in range(20)))
    heard = []
    for member in members:
        lines = []
        while len(lines) < 60:
            message = member.message()["message"]
            if message != "here":
                lines.append(message)
        heard.append(lines)
    assert sorted(heard[0]) == sorted(heard[1]) == sorted(heard[2])
    for number in range(3):
        own = [line for line in heard[0] if line.startswith(f"{number}-")]
        assert own == [f"{number}-{line}" for line in range(20)]


def test_keys_and_order_of_a_message(chat, site):
    listener = listen(chat, site.url, "keys")
    chat("join", "keys", "-s", site.url, "-m", "x").expect(0)
    assert list(json.loads(listener.line())) == ["room", "at", "message", "own"]


def test_a_site_at_a_unix_domain_socket(chat, tmp_path):
    with ChannelsSite("uvicorn at a socket", tmp_path / "log") as site:
        listener = listen(chat, site.url)
        chat("join", f"{site.url}:/ws/chat/lobby/", "-m", "hi").expect(0)
        assert listener.message()["message"] == "hi"
        site.stop()
        assert "1012" in listener.error(), "the loss is told"
