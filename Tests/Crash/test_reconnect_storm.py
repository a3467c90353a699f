"""A server that comes back is not run over by those who come back to it."""

import asyncio
import itertools
import time

from chat_tui_peer import Member

ROOM = "storm"
MEMBERS = 1_000


def test_a_thousand_members_are_caught_up_within_ten_seconds(server, figure):
    server = server().start()
    seconds, missed, cpu = asyncio.run(storm(server))
    figure(
        "caught up",
        f"{MEMBERS} members of one room, who missed 100 to 400 messages ({missed} in all), in {seconds:.1f} s; "
        f"the server took {cpu:.1f} s of CPU",
    )
    assert seconds < 10


async def storm(server):
    talker = await Member(ROOM, "talker", window=16).join(server.port)
    members = [Member(ROOM, f"member{number}") for number in range(MEMBERS)]
    for some in batches(members, 50):
        await asyncio.gather(*(member.join(server.port) for member in some))

    for member in members[::2]:
        member.drop()
    await say(talker, 300)
    for member in members[1::2]:
        await member.until(lambda: member.next_seq == talker.next_seq)

    server.kill()
    for peer in (talker, *members):
        await peer.until(lambda: not peer.is_connected)
    server.start()
    await talker.join(server.port)
    await say(talker, 100)
    missed = sum(talker.next_seq - member.next_seq for member in members)

    # The room is busy while they come.
    numbers = itertools.count()
    talker.supply = lambda: f"meanwhile {next(numbers)}"
    talker.window = 2
    talker.say("meanwhile")
    cpu = server.cpu()
    began = time.monotonic()
    await asyncio.gather(*(come_back(member, server.port) for member in members))
    seconds = time.monotonic() - began
    cpu = server.cpu() - cpu
    talker.supply = lambda: None
    await talker.until(lambda: not talker.outbox)
    for member in members:
        await member.until(lambda: member.next_seq == talker.next_seq)
        assert member.log == talker.log[-len(member.log) :]
        assert not member.gaps
    return seconds, missed, cpu


async def come_back(member, port):
    """Tries again when the connection is lost before it is caught up, as any client does."""
    while not member.is_caught_up:
        await member.connect(port, within=60)
        await member.until(lambda: member.is_caught_up or not member.is_connected, within=60)


async def say(member, count):
    """Says so many messages and waits until all are accepted."""
    numbers = iter(range(count))
    member.supply = lambda: next((f"message {number}" for number in numbers), None)
    member.say("first")
    await member.until(lambda: not member.outbox, within=30)


def batches(items, size):
    return (items[start : start + size] for start in range(0, len(items), size))
