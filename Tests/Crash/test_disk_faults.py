"""A disk that is full or fails: the sender is told, nobody sees what is not stored, and it goes on when the disk does."""

import asyncio
import errno

import pytest

from chat_tui_peer import Member, PlainMember
from disk import SmallDisk
from history_file import integrity, stored

ROOM = "faults"


@pytest.fixture
def small_disk(tmp_path):
    disk = SmallDisk(tmp_path, size=3 << 20, ballast=1 << 20)
    yield disk
    disk.remove()


def test_a_full_disk(small_disk, server):
    history = small_disk.path / "history.sqlite"
    server = server(history).start()

    async def run():
        sender = await Member(ROOM, "ana").join(server.port)
        witness = await Member(ROOM, "bob").join(server.port)
        plain = await PlainMember(ROOM).connect(server.port)

        texts = (f"{number} " + "x" * 10_000 for number in range(1_000))
        refused = None
        while not refused:
            nonce = sender.say(next(texts))
            await sender.until(lambda: nonce in sender.accepted or sender.refused)
            refused = next((frame for frame in sender.refused if frame["nonce"] == nonce), None)
        assert refused["code"] == "full" and refused["reason"]
        too_long = list(sender.outbox.values())[0]

        plain.say("x" * 10_000)
        await goes_on_reading(server, sender, witness)
        assert too_long not in [message.text for message in witness.log]
        assert plain.heard[-1][-1] != plain.unconfirmed[0], "not stored, and shown"

        small_disk.free()
        await eventually_accepted(sender, nonce)
        plain.unconfirmed.clear()
        plain.say("from a plain client")
        await plain.hear("from a plain client")
        await witness.until(lambda: witness.log[-1].text == "from a plain client")
        assert [message.text for message in witness.log].count(too_long) == 1
        return witness.log

    log = asyncio.run(run())
    server.stop()
    assert stored(history, ROOM) == log
    assert integrity(history) == "ok"


@pytest.mark.parametrize("fault", ["sync_errno", "write_errno"])
def test_a_disk_that_fails(server, history, faults, fault):
    server = server(variables=faults.variables).start()

    async def run():
        sender = await Member(ROOM, "ana").join(server.port)
        witness = await Member(ROOM, "bob").join(server.port)
        await sender.settle(sender.say("before"))

        faults.order(**{fault: errno.EIO})
        nonce = sender.say("while it fails")
        refusal = await sender.refusal(nonce)
        assert refusal["code"] == "unavailable" and refusal["reason"]
        await goes_on_reading(server, sender, witness)
        assert [message.text for message in witness.log] == ["before"]

        faults.order(**{fault: 0})
        await eventually_accepted(sender, nonce)
        await witness.until(lambda: witness.next_seq == sender.next_seq)
        assert [message.text for message in witness.log] == ["before", "while it fails"]
        assert sender.close_codes == [] == witness.close_codes, "it cost nobody the connection"

    asyncio.run(run())
    server.kill()
    server.start()
    server.stop()
    assert [message.text for message in stored(history, ROOM)] == ["before", "while it fails"]
    assert integrity(history) == "ok"


def test_what_was_refused_does_not_come_back(server, history, faults):
    """After a failed fsync the transaction is in the file, whole: who opens the file anew must not find it."""
    server = server(variables=faults.variables).start()

    async def run():
        sender = await Member(ROOM, "ana").join(server.port)
        plain = await PlainMember(ROOM).connect(server.port)
        await sender.settle(sender.say("before"))
        faults.order(sync_errno=errno.EIO)
        plain.say("from a plain client, who is told nothing")
        await sender.refusal(sender.say("refused"))
        sender.outbox.clear()
        faults.order(sync_errno=0)
        await eventually_accepted(sender, sender.say("after"))

    asyncio.run(run())
    server.kill()
    server.start()
    server.stop()
    assert [message.text for message in stored(history, ROOM)] == ["before", "after"]


def test_what_was_refused_right_before_a_crash_is_there_once_when_it_is_sent_again(server, history, faults):
    """Whether the refused transaction survives the crash, nobody can know; its nonce settles it."""
    server = server(variables=faults.variables).start()
    sender = Member(ROOM, "ana")

    async def fail():
        await sender.join(server.port)
        await sender.settle(sender.say("before"))
        faults.order(sync_errno=errno.EIO)
        await sender.refusal(sender.say("refused, then sent again"))

    async def go_on():
        await sender.join(server.port)
        await sender.until(lambda: not sender.outbox)
        await sender.settle(sender.say("after"))
        assert not sender.gaps

    asyncio.run(fail())
    server.kill()
    faults.order(sync_errno=0)
    server.start()
    asyncio.run(go_on())
    server.stop()
    assert stored(history, ROOM) == sender.log
    assert [message.text for message in sender.log] == ["before", "refused, then sent again", "after"]


async def goes_on_reading(server, *members):
    """Members stay, can read back, and others can join."""
    for member in members:
        assert member.is_connected
        assert (await member.page(2, 10))[0].seq == 1
    last = await Member(ROOM, "eva", last=3).join(server.port)
    assert [message.seq for message in last.log] == list(range(1, last.next_seq))[-3:]
    last.drop()


async def eventually_accepted(member, nonce, within=15):
    """Sends again after each refusal, as a client does."""

    async def insist():
        while nonce not in member.accepted:
            count = len(member.refused)
            member.send_again()
            await member.until(lambda: nonce in member.accepted or len(member.refused) > count)
            await asyncio.sleep(0.05)

    await asyncio.wait_for(insist(), within)
