"""`kill -9` of the server at random moments under load: what was accepted is there, once, in one order."""

import asyncio
import os
import statistics

from crash_load import check, fill, live_through
from history_file import stored

ROUNDS = int(os.environ.get("ROUNDS", "50"))
# So many messages are in the file before the first crash.
STORED = 100_000


def test_nothing_accepted_is_lost_or_doubled(server, history, chance, figure):
    server = server(history, "--keep", "1000000").start()

    async def run():
        await fill(server.port, "archive", STORED)
        return await live_through(server, chance, ROUNDS, lifetime=(0.02, 0.6))

    load, starts = asyncio.run(run())
    server.stop()
    count = check(load, history)
    assert len(stored(history, "archive")) == STORED

    accepted = sum(len(peer.accepted) for peer in load.peers)
    figure("kills", f"{ROUNDS}; {accepted} of {count} messages accepted while somebody looked, 0 lost, 0 doubled")
    figure("start to first welcome", f"p50 {statistics.median(starts):.0f} ms, max {max(starts):.0f} ms")
    assert statistics.median(starts) < 300, starts
