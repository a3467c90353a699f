"""Clients that compress (RFC 7692) against `chat-tui serve --compress`."""

import json

import pytest
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.sync.client import connect

LONG = "over and over, ünï 你好 👍 " * 200
TEXTS = ["hi", "", LONG, "x" * 60_000, "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(15_000))]

OFFERS = {
    "as a library does by itself": "deflate",
    "no parameter": ClientPerMessageDeflateFactory(),
    "no context takeover": ClientPerMessageDeflateFactory(True, True),
    "a small window for itself": ClientPerMessageDeflateFactory(client_max_window_bits=9),
    "a small window for us": ClientPerMessageDeflateFactory(server_max_window_bits=10),
    "nothing": None,
}


@pytest.fixture
def server(serve):
    return serve("--compress")


def join(server, offer="deflate"):
    if isinstance(offer, ClientPerMessageDeflateFactory):
        return connect(f"{server.url}/ws/chat/lobby/", compression=None, extensions=[offer])
    return connect(f"{server.url}/ws/chat/lobby/", compression=offer)


def say(socket, text):
    socket.send(json.dumps({"message": text}, ensure_ascii=False))


def hear(socket):
    return json.loads(socket.recv(5))["message"]


def answer(socket):
    """What was agreed on."""
    return socket.response.headers.get("Sec-WebSocket-Extensions", "")


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
def test_the_librarys_client(server, offer):
    with join(server, offer) as socket, join(server, None) as plain:
        assert ("permessage-deflate" in answer(socket)) == (offer is not None)
        for text in TEXTS:
            for sender in (socket, plain):
                say(sender, text)
                assert hear(socket) == text
                assert hear(plain) == text


def test_no_end_keeps_a_window(server):
    with join(server) as socket:
        words = [word.strip() for word in answer(socket).split(";")]
    assert words == ["permessage-deflate", "server_no_context_takeover", "client_no_context_takeover"]


def test_no_client_gets_what_it_did_not_offer(server):
    with join(server, None) as socket:
        assert answer(socket) == ""


def test_a_server_without_the_option_agrees_to_nothing(serve):
    with join(serve()) as socket:
        assert answer(socket) == ""


def test_our_client_and_the_library_share_a_room(server, chat):
    with join(server) as socket, join(server, None) as plain:
        listener = chat("join", "lobby", "-s", server.url)
        listener.write("here\n")
        assert listener.message()["message"] == "here"
        for text in [LONG, "short"]:
            chat("join", "lobby", "-s", server.url, "-m", text).expect(0)
            assert listener.message()["message"] == text
        for member in (socket, plain):
            assert [hear(member) for _ in range(3)] == ["here", LONG, "short"]
        say(socket, LONG)
        assert listener.message()["message"] == LONG


def test_fragments_of_a_compressed_message(server):
    with join(server) as socket:
        socket.send(iter(['{"message": "', LONG, "", LONG, '"}']))
        assert hear(socket) == LONG + LONG
