"""Senders that go through all crashes of a server, and the book that everything is held against afterwards."""

import asyncio
import collections
import contextlib
import itertools
import time

from chat_tui_peer import Member, PlainMember
from history_file import integrity, stored

ROOM = "crash"


async def fill(port, room, count):
    """Lets one member say `count` messages."""
    numbers = iter(range(count))
    writer = PlainMember(room, window=2_000)
    writer.supply = lambda: next((f"{room} {number}" for number in numbers), None)
    await writer.connect(port)
    await writer.until(lambda: len(writer.accepted) == count, within=120)
    writer.drop()


class Load:
    """Senders that keep several messages each on the way, through all crashes."""

    def __init__(self, chance):
        self.members = [Member(ROOM, f"member{n}", window=chance.randint(2, 32)) for n in range(8)]
        self.plain = [PlainMember(ROOM, window=chance.randint(1, 8)) for _ in range(4)]
        self.said = {peer: [] for peer in self.peers}
        self.ends = False
        for number, peer in enumerate(self.peers):
            peer.supply = self._supply(peer, number)

    @property
    def peers(self):
        return self.members + self.plain

    def _supply(self, peer, number):
        # Lengths from a few bytes to some pages, as in life.
        lengths = itertools.cycle((5, 20, 60, 20, 300, 20, 60, 2_000))
        count = itertools.count()

        def next_text():
            if self.ends:
                return None
            text = f"{number}:{next(count)} " + "ü" * next(lengths)
            self.said[peer].append(text)
            return text

        return next_text

    async def connect(self, port, chance):
        """Everybody comes back, each in its own time."""

        async def come(peer, delay, impatient):
            await asyncio.sleep(delay)
            peer.is_impatient = impatient
            # Who is too late for this life of the server comes to the next.
            with contextlib.suppress(OSError):
                await peer.connect(port, within=0)

        await asyncio.gather(
            *(come(peer, chance.uniform(0, 0.05), chance.random() < 0.25) for peer in self.peers)
        )

    async def gone(self):
        for peer in self.peers:
            await peer.until(lambda: not peer.is_connected)


async def live_through(server, chance, rounds, lifetime, after_kill=lambda: None):
    """Kills the server that often at a random moment of its `lifetime` (from, to in seconds), then lets all settle.

    The load, and the milliseconds from each start to the first welcome.
    """
    load = Load(chance)
    starts = []
    for _ in range(rounds):
        coming = asyncio.create_task(load.connect(server.port, chance))
        await asyncio.sleep(chance.uniform(*lifetime))
        server.kill()
        after_kill()
        await coming
        await load.gone()
        server.start()
        starts.append(await server.serving("archive"))
    await load.connect(server.port, chance)
    load.ends = True
    for peer in load.peers:
        await peer.until(lambda: not (peer.outbox if isinstance(peer, Member) else peer.unconfirmed), within=30)
    reader = await Member(ROOM, "reader").join(server.port)
    load.history = await reader.whole_history()
    for member in load.members:
        await member.until(lambda: member.next_seq > reader.welcome["top"])
    return load, starts


def check(load, path):
    """Holds what everybody saw against the history file; how many messages it has."""
    assert integrity(path) == "ok"
    log = stored(path, ROOM)
    assert [message.seq for message in log] == list(range(1, len(log) + 1)), "numbers without holes"
    assert load.history == log, "the protocol tells what the file has"
    number = {message.text: message.seq for message in log}
    assert len(number) == len(log), [t for t, n in collections.Counter(m.text for m in log).items() if n > 1]
    assert number.keys() <= {text for said in load.said.values() for text in said}, "nothing that nobody said"

    for member in load.members:
        said = load.said[member]
        assert not [text for text in said if text not in number], "nothing accepted or kept is lost"
        assert sorted(number[text] for text in said) == [number[text] for text in said], "in the order of the sender"
        assert dict(member.accepted_texts) == {number[text]: text for text in said}
        assert member.log == log[member.log[0].seq - 1 :], "shown once, in order, without holes"
        assert not member.gaps and not member.refused
        assert {log[number[text] - 1].sender for text in said} <= {member.nick}

    for plain in load.plain:
        assert not [text for text in plain.accepted if text not in number], "nothing that came back is lost"
        accepted = [number[text] for text in plain.accepted]
        assert accepted == sorted(accepted)
        for heard in plain.heard:
            numbers = [number[text] for text in heard]
            assert numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True, "all that was said, once"

    _check_real_time(load, log)
    return len(log)


def _check_real_time(load, log):
    """What was accepted before something else was sent stands before it."""
    sent, settled = {}, {}
    for peer in load.peers:
        sent.update(peer.sent_at)
        settled.update(peer.settled_at)
    latest = 0.0
    for message in log:
        assert settled.get(message.text, time.monotonic()) > latest, f"{message.seq} was accepted before others were sent"
        latest = max(latest, sent[message.text])
