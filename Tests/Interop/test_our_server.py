"""Clients that are not ours against `chat-tui serve`."""

import json
import subprocess
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect


@pytest.fixture
def server(serve):
    return serve()


def join(server, room="lobby", **options):
    """A client of the `websockets` library that sends what a browser's page of ours would send as Origin."""
    origin = options.pop("origin", f"http://127.0.0.1:{server.port}")
    options.setdefault("compression", None)
    return connect(f"{server.url}/ws/chat/{room}/", origin=origin, **options)


class TutorialPage:
    """What the script of the tutorial's room page does, step by step."""

    def __init__(self, server, room="lobby"):
        self.chat_log = ""
        self._socket = connect(
            f"{server.url}/ws/chat/{room}/", origin=f"http://127.0.0.1:{server.port}", legacy=True
        )

    def submit(self, text):
        """The person pressed Enter."""
        self._socket.send(json.dumps({"message": text}, separators=(",", ":"), ensure_ascii=False))

    def on_message(self, within=5):
        """The page heard something."""
        frame = self._socket.recv(within)
        assert isinstance(frame, str), "the page's JSON.parse needs text"
        data = json.loads(frame)
        assert list(data) == ["message"], "nothing but the message, ever"
        self.chat_log += f"{data['message']}\n"
        return data["message"]

    def close(self):
        self._socket.close()


def test_the_tutorials_page_works(server):
    ana, bob = TutorialPage(server), TutorialPage(server)
    for text in (
        "hello", "", "ünï 你好 👩‍👩‍👧", '"quotes" and \\', "<img src=x onerror=alert(1)>", "two\nlines", "\u2028",
    ):
        ana.submit(text)
        assert ana.on_message() == text
        assert bob.on_message() == text
    assert ana.chat_log == bob.chat_log
    ana.close()
    bob.submit("alone")
    assert bob.on_message() == "alone"
    bob.close()


def test_other_rooms_hear_nothing(server):
    with join(server, "lobby") as lobby, join(server, "dev") as dev:
        lobby.send('{"message": "x"}')
        lobby.recv(5)
        dev.send('{"message": "y"}')
        assert json.loads(dev.recv(5)) == {"message": "y"}


def test_a_library_client_and_ours_share_a_room(server, chat):
    with join(server) as socket:
        chat("join", "lobby", "-s", server.url, "-m", "from the terminal").expect(0)
        assert json.loads(socket.recv(5)) == {"message": "from the terminal"}
        listener = chat("join", "lobby", "-s", server.url, "-c", "1", stdin=subprocess.DEVNULL)
        while listener.process.poll() is None:
            socket.send('{"message": "from the library"}')
            socket.recv(5)
        assert json.loads(listener.expect(0))["message"] == "from the library"


@pytest.mark.parametrize(
    "frame",
    [
        '{"message":"x","extra":[1,{"a":null}]}',
        ' {"message" : "x"} ',
        '{"message":"first","message":"x"}',
        '{"message":"\\u0078"}',
    ],
)
def test_accepts_what_channels_accepts(server, frame):
    with join(server) as socket:
        socket.send(frame)
        assert json.loads(socket.recv(5)) == {"message": "x"}


@pytest.mark.parametrize("frame", ["", "x", "[1]", "{}", '{"text":"x"}', "null", "5", '{"message":"x"', "\ufeff{}"])
def test_a_frame_that_says_nothing_costs_nobody_the_connection(server, frame):
    with join(server) as socket:
        socket.send(frame)
        socket.send('{"message": "next"}')
        assert json.loads(socket.recv(5)) == {"message": "next"}


def test_a_binary_frame_closes_with_1003(server):
    with join(server) as socket:
        socket.send(b"\x00")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(5)
        assert closed.value.rcvd.code == 1003


def test_a_frame_that_is_too_long_closes_with_1009(server):
    with join(server) as socket:
        socket.send(json.dumps({"message": "x" * 70_000}))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(5)
        assert closed.value.rcvd.code == 1009


def test_fragments_and_pings_between_them(server):
    with join(server) as socket:
        socket.send(iter(['{"mess', "", 'age": "', "x", '"}']))
        assert json.loads(socket.recv(5)) == {"message": "x"}
        assert socket.ping(b"payload").wait(5)


def test_answers_a_close_with_its_code(server):
    with join(server) as socket:
        socket.close(1000, "bye")
        assert socket.protocol.close_rcvd.code == 1000


@pytest.mark.parametrize("compression", ["deflate", None])
def test_a_client_may_offer_compression(server, compression):
    with join(server, compression=compression) as socket:
        socket.send('{"message": "x"}')
        assert json.loads(socket.recv(5)) == {"message": "x"}


def test_a_client_may_offer_subprotocols_that_we_do_not_know(server):
    with join(server, subprotocols=["soap", "wamp"]) as socket:
        assert socket.subprotocol is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:{port}", "null",
        "http://127.0.0.1.evil.example:{port}",
    ],
)
def test_a_foreign_origin_is_refused(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        join(server, origin=origin.format(port=server.port))
    assert refused.value.response.status_code == 403


def test_a_client_without_origin_is_no_browser(server):
    with join(server, origin=None) as socket:
        socket.send('{"message": "x"}')
        assert json.loads(socket.recv(5)) == {"message": "x"}


@pytest.mark.parametrize("room", ["a-b", "a_b", "LOBBY", "x" * 64, "l%6Fbby"])
def test_room_names_that_work(server, room):
    with join(server, room) as socket:
        socket.send('{"message": "x"}')
        assert json.loads(socket.recv(5)) == {"message": "x"}


@pytest.mark.parametrize("room", ["a.b", "x" * 65, "a%20b", "a%2Fb", "..", "%00", "caf%C3%A9", "a/b"])
def test_room_names_that_do_not(server, room):
    with pytest.raises(InvalidStatus) as refused:
        join(server, room)
    assert refused.value.response.status_code == 404


def test_a_percent_encoded_name_is_the_same_room(server):
    with join(server, "lobby") as plain, join(server, "l%6Fbby") as encoded:
        plain.send('{"message": "x"}')
        assert json.loads(encoded.recv(5)) == {"message": "x"}


def test_sigterm_says_1012_to_everybody(server):
    with join(server) as one, join(server, "dev") as two:
        server.process.terminate()
        for socket in (one, two):
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(6)
            assert closed.value.rcvd.code == 1012
    assert server.wait(6) == 0


def get(server, path, host=None):
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}")
    if host:
        request.add_header("Host", host)
    return urllib.request.urlopen(request, timeout=5)


def test_pages_have_a_policy_and_no_inline_script(server):
    for path in ("/", "/chat/", "/chat/lobby/"):
        with get(server, path) as page:
            body = page.read().decode()
            assert page.headers["Content-Type"].startswith("text/html")
            assert "default-src" in page.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
            assert "onclick" not in body


@pytest.mark.parametrize("path, status", [("/nothing", 404), ("/chat/a%20b/", 404), ("/../etc/passwd", 404)])
def test_pages_that_are_not_there(server, path, status):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, path)
    assert refused.value.code == status


def test_a_name_that_is_not_ours_is_misdirected(server):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, "/chat/", host="rebound.example")
    assert refused.value.code == 421
