"""The wall clock jumps: order, connections and history do not depend on it."""

import asyncio

import pytest

from chat_tui_peer import Member
from history_file import stored

ROOM = "clock"
HOUR = 3600


@pytest.mark.parametrize("jump", [-HOUR, 20 * HOUR], ids=["an hour back", "twenty hours on"])
def test_a_jump_changes_nothing_but_the_time_shown(server, history, faults, jump):
    server = server(history, "--keep-days", "1", variables=faults.variables).start()

    async def run():
        ana = await Member(ROOM, "ana").join(server.port)
        bob = await Member(ROOM, "bob").join(server.port)
        for number in range(3):
            await ana.settle(ana.say(f"before {number}"))
        faults.order(clock_offset=jump)
        for number in range(3):
            await bob.settle(bob.say(f"after {number}"))
            await ana.settle(ana.say(f"after as well {number}"))
        late = await Member(ROOM, "eva", last=100).join(server.port)
        assert ana.log == bob.log == late.log
        assert [message.seq for message in late.log] == list(range(1, 10))
        assert not (ana.close_codes or bob.close_codes or late.close_codes)
        return late.log

    log = asyncio.run(run())
    server.kill()
    assert stored(history, ROOM) == log
    faults.order(clock_offset=0)
    server.start()

    async def again():
        late = await Member(ROOM, "eva", last=100).join(server.port)
        assert late.log == log
        await late.settle(late.say("the next"))
        assert late.log[-1].seq == len(log) + 1

    asyncio.run(again())
