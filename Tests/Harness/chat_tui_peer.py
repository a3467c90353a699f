"""Clients that keep book: of `chat-tui.1` with resume and outbox, and of the plain protocol.

They are strict. What the protocol forbids the server is an AssertionError, kept in `fault` and raised by `check()`.
"""

import asyncio
import json
import secrets
import time
from typing import NamedTuple

from raw_websocket import Refused, WebSocket

SUBPROTOCOL = "chat-tui.1"


class Message(NamedTuple):
    """A chat message as a member of `chat-tui.1` sees it."""

    seq: int
    text: str
    sender: str | None


class _Peer:
    """What both kinds share: connections, and the times at which messages were sent and settled."""

    def __init__(self, room):
        self.room = room
        self.fault = None
        self.close_codes = []
        self.sent_at = {}
        self.settled_at = {}
        # Called for a further text to send, None for none; asked again when something is settled.
        self.supply = lambda: None
        self.window = 1
        self._socket = None
        self._changed = None

    @property
    def is_connected(self):
        return self._socket is not None and self._socket.is_open

    def check(self):
        """Raises what went wrong so far."""
        if self.fault:
            raise self.fault

    def stop_reading(self):
        """Leaves what the server sends to the kernel's buffers."""
        self._socket.stop_reading()

    def send_raw(self, *frames):
        """Sends frames as they are: text, or what becomes JSON."""
        self._socket.send(*(f if isinstance(f, str) else json.dumps(f) for f in frames))

    def drop(self):
        """Resets the connection."""
        if self._socket:
            self._socket.abort()

    async def until(self, condition, within=10.0):
        """Waits until `condition()` is true; raises what went wrong meanwhile."""
        deadline = time.monotonic() + within
        while not condition():
            self.check()
            self._changed = asyncio.Event()
            try:
                await asyncio.wait_for(self._changed.wait(), max(0.001, deadline - time.monotonic()))
            except TimeoutError:
                raise AssertionError(f"not within {within} s; seen: {self.seen()}") from None
        self.check()

    async def ended(self, within=10.0):
        """Waits until the connection is gone; the code of the Close frame."""
        await self.until(lambda: not self.is_connected, within)
        return self.close_codes[-1]

    async def _open(self, port, within, subprotocol=None):
        deadline = time.monotonic() + within
        while True:
            try:
                self._socket = await WebSocket.open(port, self.room, self._take, self._lost, subprotocol)
                return
            except (OSError, Refused, TimeoutError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.02)

    def _take(self, payload):
        if self.fault:
            return
        try:
            self._heard(json.loads(payload))
        except Exception as fault:
            fault.add_note(f"frame {payload[:500]!r}; {self.seen()}")
            self.fault = fault
        self._has_changed()

    def _lost(self, code):
        self.close_codes.append(code)
        self._has_changed()

    def _has_changed(self):
        if self._changed:
            self._changed.set()


class Member(_Peer):
    """A client of `chat-tui.1` through all its connections.

    - `log`: the messages it was shown, numbered without holes from `log[0]` on; `gaps` has what the server said it
      cannot show, as pairs (number expected, number that came).
    - `outbox`: nonce → text of what is not settled yet, in the order in which it was said.
    - `accepted`: nonce → number, in the order in which it was learned.
    - `accepted_texts`: the same as pairs (number, text).
    - `refused`: the error frames.
    """

    def __init__(self, room, nick, last=0, window=1, device=None):
        super().__init__(room)
        self.nick = nick
        self.last = last
        self.window = window
        self.device = device or secrets.token_hex(16)
        self.log = []
        self.gaps = []
        self.outbox = {}
        self.accepted = {}
        self.accepted_texts = []
        self.refused = []
        self.other = []
        self.pages = []
        self.welcome = None
        self.epoch = None
        self.next_seq = None
        # Re-send at once what is in the outbox, without waiting for what the replay settles.
        self.is_impatient = False
        self._is_settling = True

    @property
    def is_caught_up(self):
        """Whether it is connected and was told all that was there when it came."""
        return self.is_connected and not self._is_settling

    async def connect(self, port, within=10.0):
        """Connects and says hello; the welcome comes in its own time."""
        self.welcome = None
        self._is_settling = True
        await self._open(port, within, SUBPROTOCOL)
        assert self._socket.subprotocol == SUBPROTOCOL, "the server did not take up the subprotocol"
        hello = {"type": "hello", "device": self.device, "nick": self.nick}
        if self.epoch is None:
            hello["last"] = self.last
        else:
            hello["resume"] = {"epoch": self.epoch, "seq": self.next_seq - 1}
        self.send_raw(hello)

    async def join(self, port, within=10.0):
        """Connects and waits until it is told all that was there."""
        await self.connect(port, within)
        await self.until(lambda: self.is_caught_up, within)
        return self

    def say(self, text):
        """Puts a message into the outbox and sends it as soon as it can; its nonce."""
        nonce = self._keep(text)
        if self.is_caught_up:
            self._send([nonce])
        return nonce

    async def settle(self, nonce, within=10.0):
        """Waits until a message is accepted; its number."""
        await self.until(lambda: nonce in self.accepted, within)
        return self.accepted[nonce]

    async def refusal(self, nonce, within=10.0):
        """Waits until a message is refused; the error frame. It stays in the outbox."""

        def found():
            return [frame for frame in self.refused if frame.get("nonce") == nonce]

        await self.until(found, within)
        return found()[-1]

    def send_again(self):
        """Sends what is in the outbox with the same nonces."""
        self._send(list(self.outbox))

    async def page(self, before, limit, within=10.0):
        """The messages of one history frame."""
        count = len(self.pages)
        self.send_raw({"type": "history", "before": before, "limit": limit})
        await self.until(lambda: len(self.pages) > count, within)
        return self.pages[-1]

    async def whole_history(self, limit=300):
        """All messages that the server still has, oldest first."""
        messages = []
        before = self.welcome["top"] + 1
        while page := await self.page(before, limit):
            messages = page + messages
            before = page[0].seq
        return messages

    def seen(self):
        """What a failed test should show."""
        return (
            f"{self.nick}: welcome {self.welcome}, next {self.next_seq}, {len(self.log)} shown, "
            f"{len(self.outbox)} in the outbox, {len(self.accepted)} accepted, refused {self.refused[-3:]}, "
            f"closed with {self.close_codes[-3:]}"
        )

    # Frames.

    def _send(self, nonces):
        if not nonces:
            return
        now = time.monotonic()
        for nonce in nonces:
            self.sent_at.setdefault(self.outbox[nonce], now)
        self.send_raw(*({"message": self.outbox[nonce], "nonce": nonce} for nonce in nonces))

    def _fill(self):
        nonces = []
        while len(self.outbox) < self.window and (text := self.supply()) is not None:
            nonces.append(self._keep(text))
        self._send(nonces)

    def _keep(self, text):
        nonce = secrets.token_hex(16)
        self.outbox[nonce] = text
        return nonce

    def _settled(self, nonce, seq):
        text = self.outbox.pop(nonce, None)
        if nonce in self.accepted:
            assert self.accepted[nonce] == seq, f"accepted as {self.accepted[nonce]}, then as {seq}"
            return
        assert text is not None, "an ack for what was never said"
        self.accepted[nonce] = seq
        self.accepted_texts.append((seq, text))
        self.settled_at[text] = time.monotonic()

    def _heard(self, frame):
        kind = frame.get("type")
        if kind is None:
            self._show(frame)
        elif kind == "ack":
            self._settled(frame["nonce"], frame["seq"])
            if not self._is_settling:
                self._fill()
        elif kind == "welcome":
            self._be_welcome(frame)
        elif kind == "error":
            self.refused.append(frame)
        elif kind == "history":
            self.pages.append([_message(message) for message in frame["messages"]])
        elif kind == "top":
            assert frame["seq"] == self.next_seq - 1, f"the top is {frame['seq']}, and no hole was seen"
        else:
            self.other.append(frame)

    def _be_welcome(self, frame):
        assert self.welcome is None, "a second welcome"
        assert frame["room"] == self.room
        top, oldest = frame["top"], frame["oldest"]
        assert 1 <= oldest <= top + 1, frame
        asked = self.epoch is not None
        if asked and frame["resumed"]:
            assert frame["epoch"] == self.epoch, "resumed in another log"
            assert oldest <= self.next_seq <= top + 1, "resumed behind a gap"
        else:
            if asked:
                assert frame["epoch"] != self.epoch or self.next_seq < oldest or self.next_seq > top + 1, "why not?"
                self.gaps.append((self.next_seq, oldest))
            self.next_seq = max(oldest, top + 1 - self.last)
        self.epoch = frame["epoch"]
        self.welcome = frame
        if self.is_impatient:
            self.send_again()
        self._end_replay()

    def _show(self, frame):
        message = _message(frame)
        assert self.welcome is not None, "a message before the welcome"
        assert message.seq == self.next_seq, f"number {message.seq} after {self.next_seq - 1}"
        assert frame["at"] > 1_600_000_000_000, "a time in milliseconds"
        self.next_seq += 1
        self.log.append(message)
        if "nonce" in frame:
            self._settled(frame["nonce"], message.seq)
        if self._is_settling:
            self._end_replay()

    def _end_replay(self):
        if self.next_seq > self.welcome["top"]:
            self._is_settling = False
            if not self.is_impatient:
                self.send_again()
            self._fill()


class PlainMember(_Peer):
    """A client of the plain protocol, of which it holds the server to every letter.

    - `heard`: the texts it was shown, a list for each connection.
    - `unconfirmed`: what was sent on this connection and did not come back yet.
    - `accepted`: what came back, in that order.
    """

    def __init__(self, room, window=1):
        super().__init__(room)
        self.window = window
        self.heard = []
        self.unconfirmed = []
        self.accepted = []

    async def connect(self, port, within=10.0):
        """Joins; its first message counts from then on."""
        self.unconfirmed = []
        self.heard.append([])
        await self._open(port, within)
        self._fill()
        return self

    def say(self, *texts):
        """Sends messages."""
        now = time.monotonic()
        for text in texts:
            self.sent_at[text] = now
        self.unconfirmed += texts
        self.send_raw(*({"message": text} for text in texts))

    async def hear(self, text, within=10.0):
        """Waits until it was shown this text on this connection."""
        await self.until(lambda: text in self.heard[-1], within)

    def seen(self):
        """What a failed test should show."""
        return f"plain: heard {[len(texts) for texts in self.heard][-5:]}, unconfirmed {self.unconfirmed[:5]}"

    def _fill(self):
        texts = []
        while len(self.unconfirmed) + len(texts) < self.window and (text := self.supply()) is not None:
            texts.append(text)
        if texts:
            self.say(*texts)

    def _heard(self, frame):
        assert list(frame) == ["message"], "nothing but the message, ever"
        text = frame["message"]
        self.heard[-1].append(text)
        if self.unconfirmed and self.unconfirmed[0] == text:
            self.unconfirmed.pop(0)
            self.accepted.append(text)
            self.settled_at[text] = time.monotonic()
            self._fill()
        else:
            assert text not in self.unconfirmed, f"came back before {self.unconfirmed[0]!r}"


def _message(frame):
    known = {"message", "seq", "at", "from", "nonce"}
    assert frame.keys() <= known and {"message", "seq", "at"} <= frame.keys(), frame
    return Message(frame["seq"], frame["message"], frame.get("from"))
