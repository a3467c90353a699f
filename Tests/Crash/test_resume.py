"""Random lives of a room against a list: what each member was shown is the list, or a gap that it was told of."""

import asyncio
import itertools
import os

import pytest

from chat_tui_peer import Member, PlainMember
from history_file import integrity, stored

ROOM = "model"
STEPS = max(60, 8 * int(os.environ.get("ROUNDS", "50")))


@pytest.mark.parametrize("keep", [100_000, 40], ids=["keeping all", "keeping 40"])
def test_each_view_is_the_log_without_hidden_gaps(server, history, chance, figure, keep):
    server = server(history, "--keep", str(keep)).start()
    life = asyncio.run(Life(server, chance).live())
    server.stop()
    assert integrity(history) == "ok"
    kept = stored(history, ROOM)
    assert kept == life.messages[-len(kept) :] and len(kept) >= min(keep, len(life.messages))

    gaps = 0
    for member in life.members:
        shown = [message.seq for message in member.log]
        assert member.log == [life.messages[seq - 1] for seq in shown], "what was said, under its number"
        holes = [(a + 1, b) for a, b in zip(shown, shown[1:]) if b != a + 1]
        assert all(b > a for a, b in holes), "in order, nothing twice"
        assert len(holes) <= len(member.gaps), "each hole was told"
        gaps += len(member.gaps)
    assert gaps == 0 or keep < 1_000, "gaps with little history only"
    figure("told gaps", f"{gaps} among {len(life.members)} members and {len(life.messages)} messages, none hidden")


class Life:
    """A room with members to whom things happen; `messages` is all that was said, from the first on."""

    def __init__(self, server, chance):
        self._server = server
        self._chance = chance
        self._texts = (f"message {number}" for number in itertools.count())
        self.members = [Member(ROOM, f"member{number}", window=50) for number in range(6)]
        self.messages = []

    async def live(self):
        # It hears everything first, so that it knows the list although the server forgets.
        self._witness = await Member(ROOM, "witness").join(self._server.port)
        steps = [self._say] * 6 + [self._say_much, self._drop, self._drop, self._come, self._come, self._come]
        steps += [self._come_and_go, self._restart, self._say_plainly]
        for _ in range(STEPS):
            await self._chance.choice(steps)()
        for member in self.members:
            if not member.is_connected:
                await member.join(self._server.port)
        for member in self.members:
            await member.until(lambda: not member.outbox)
        await self._settle()
        for member in self.members:
            await member.until(lambda: member.next_seq == self._witness.next_seq)
        self.messages = self._witness.log
        return self

    async def _settle(self):
        nonce = self._witness.say(next(self._texts))
        await self._witness.settle(nonce)

    async def _say(self):
        self._chance.choice(self.members).say(next(self._texts))

    async def _say_much(self):
        member = self._chance.choice(self.members)
        for _ in range(self._chance.randint(10, 40)):
            member.say(next(self._texts))

    async def _say_plainly(self):
        plain = await PlainMember(ROOM).connect(self._server.port)
        plain.say(text := next(self._texts))
        await plain.hear(text)
        plain.drop()

    async def _drop(self):
        member = self._chance.choice(self.members)
        member.drop()
        await member.until(lambda: not member.is_connected)

    async def _come(self):
        away = [member for member in self.members if not member.is_connected]
        if away:
            member = self._chance.choice(away)
            member.is_impatient = self._chance.random() < 0.3
            await member.join(self._server.port)

    async def _come_and_go(self):
        """Leaves somewhere in the replay."""
        away = [member for member in self.members if not member.is_connected]
        if away:
            member = self._chance.choice(away)
            await member.connect(self._server.port)
            await asyncio.sleep(self._chance.uniform(0, 0.005))
            member.drop()
            await member.until(lambda: not member.is_connected)

    async def _restart(self):
        # What is only just on its way would reach the server's end or not; the witness must see it in any case.
        await self._settle()
        if self._chance.random() < 0.5:
            self._server.kill()
        else:
            await asyncio.to_thread(self._server.stop)
        for member in (self._witness, *self.members):
            await member.until(lambda: not member.is_connected)
        self._server.start()
        await self._witness.join(self._server.port)
