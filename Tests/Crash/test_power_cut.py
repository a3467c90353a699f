"""The power fails: what was accepted is on the disk, not only in memory."""

import asyncio
import os

import pytest

from chat_tui_peer import Member
from crash_load import check, live_through
from disk import Disk, has_loop_devices
from history_file import stored

CUTS = max(2, int(os.environ.get("ROUNDS", "50")) // 5)


@pytest.fixture
def disk(tmp_path):
    if not has_loop_devices():
        pytest.skip("only root has loop devices")
    disk = Disk(tmp_path)
    yield disk
    disk.remove()


def test_nothing_accepted_is_lost(disk, server, chance, figure):
    history = disk.path / "history.sqlite"
    server = server(history).start()
    load, _ = asyncio.run(live_through(server, chance, CUTS, lifetime=(0.1, 1.5), after_kill=disk.cut_power))
    server.stop()
    count = check(load, history)
    accepted = sum(len(peer.accepted) for peer in load.peers)
    figure("cuts", f"{CUTS}; {accepted} of {count} messages accepted while somebody looked, 0 lost")


def test_a_disk_that_lies_does_lose(disk, server, faults):
    """Shows that the test above can fail: here a sync does nothing, and what was accepted is gone."""
    history = disk.path / "history.sqlite"
    server = server(history, variables=faults.variables).start()

    async def say():
        member = await Member("lies", "ana").join(server.port)
        await member.settle(member.say("on the disk"))
        faults.order(sync_lies=1)
        await member.settle(member.say("in memory only"))

    asyncio.run(say())
    server.kill()
    disk.cut_power()
    server.start()
    server.stop()
    assert [message.text for message in stored(history, "lies")] == ["on the disk"]
