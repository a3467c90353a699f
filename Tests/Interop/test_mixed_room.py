"""Plain clients and members of `chat-tui.1` in one room: each kind sees its own protocol and nothing of the other."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect

from chat_tui_peer import Member, PlainMember
from raw_websocket import WebSocket

ROOM = "lobby"


class LibraryClient:
    """A client of the `websockets` library; `frames` is all that it ever saw."""

    def __init__(self, port, **options):
        self._address = f"ws://127.0.0.1:{port}/ws/chat/{ROOM}/"
        self._options = {"origin": f"http://127.0.0.1:{port}", **options}
        self.frames = []

    async def __aenter__(self):
        self.socket = await connect(self._address, **self._options)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_):
        await self.socket.close()
        await self._reading

    async def _read(self):
        async for frame in self.socket:
            self.frames.append(frame)

    async def wait_for(self, text):
        """Waits until the text was said."""
        for _ in range(1_000):
            if any(text in frame for frame in self.frames):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"no {text!r} within 10 s; seen: {self.frames}")


async def in_company(port, client):
    """Lets two members do all that members can do while `client` is there, and speak with it; what everybody said."""
    ana = await Member(ROOM, "ana").join(port)
    bob = await Member(ROOM, "bob").join(port)
    plain = await PlainMember(ROOM).connect(port)

    said = []

    async def member_says(text):
        await ana.settle(ana.say(text))
        said.append(text)

    await member_says("from ana: ünï 你好 \"quoted\" \\")
    await client.socket.send(json.dumps({"message": "from the client"}))
    await client.wait_for("from the client")
    said.append("from the client")
    plain.say("from a plain client")
    await plain.hear("from a plain client")
    said.append("from a plain client")

    ana.send_raw({"type": "nick", "nick": "anabel"}, {"type": "typing"}, {"type": "history", "before": 3, "limit": 2})
    await ana.until(lambda: ana.pages)
    bob.drop()
    await ana.until(lambda: {"type": "leave", "nick": "bob"} in ana.other)
    await bob.join(port)
    await member_says("the end")
    await client.wait_for("the end")
    await bob.until(lambda: bob.next_seq == ana.next_seq)

    assert [message.text for message in ana.log] == said
    assert [message.sender for message in ana.log] == ["ana", None, None, "anabel"]
    assert bob.log == ana.log
    assert plain.heard == [said]
    for peer in (ana, bob, plain):
        peer.check()
    return said


@pytest.mark.parametrize(
    "options",
    [{}, {"compression": None}, {"compression": "deflate"}, {"subprotocols": ["soap", "chat-tui.2"]}, {"origin": None}],
    ids=str,
)
def test_a_library_client_sees_messages_only(serve, options):
    server = serve()

    async def run():
        async with LibraryClient(server.port, **options) as client:
            said = await in_company(server.port, client)
        assert [json.loads(frame) for frame in client.frames] == [{"message": text} for text in said]

    asyncio.run(run())


def test_a_plain_client_that_speaks_of_nonces_is_still_plain(serve):
    """Without the subprotocol its frames are what they are for Channels: `message` counts, the rest does not."""
    server = serve()

    async def run():
        async with LibraryClient(server.port) as client:
            for frame in (
                {"type": "hello", "device": "0" * 32, "nick": "eve", "last": 10},
                {"type": "history", "before": 1, "limit": 1},
                {"type": "typing"},
                {"message": "once", "nonce": "n1"},
                {"message": "once", "nonce": "n1"},
            ):
                await client.socket.send(json.dumps(frame))
            await client.socket.send(json.dumps({"message": "the end"}))
            await client.wait_for("the end")
        assert [json.loads(frame) for frame in client.frames] == [
            {"message": "once"}, {"message": "once"}, {"message": "the end"},
        ]

    asyncio.run(run())


def test_the_subprotocol_is_selected_only_when_it_is_offered(serve):
    server = serve()

    async def selected(*offered):
        async with connect(f"{server.url}/ws/chat/{ROOM}/", subprotocols=list(offered) or None) as socket:
            return socket.subprotocol

    async def run():
        assert await selected() is None
        assert await selected("soap") is None
        assert await selected("soap", "chat-tui.1") == "chat-tui.1"

    asyncio.run(run())


def test_a_member_is_told_number_time_and_sender(serve):
    server = serve()

    async def run():
        ana = await Member(ROOM, "ana").join(server.port)
        frames = []
        bob = await WebSocket.open(server.port, ROOM, frames.append, subprotocol="chat-tui.1")
        bob.send(json.dumps({"type": "hello", "device": "b" * 32, "nick": "bob", "last": 0}))
        await ana.until(lambda: {"type": "join", "nick": "bob"} in ana.other)
        await ana.settle(ana.say("hi"))
        last = await Member(ROOM, "eva", last=1).join(server.port)
        bob.abort()
        live = next(frame for frame in map(json.loads, frames) if "message" in frame)
        assert live.keys() == {"message", "seq", "at", "from"}
        assert (live["message"], live["seq"], live["from"]) == ("hi", 1, "ana")
        assert [tuple(message) for message in last.log] == [(1, "hi", "ana")]

    asyncio.run(run())
