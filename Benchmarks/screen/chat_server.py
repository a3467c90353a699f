#!/usr/bin/env python3
"""A chat server for measurements: as much IRC as irssi and WeeChat need, and Channels' {"message": …} frames.

    chat_server.py                      serves both on one port, which is printed
    chat_server.py ws://HOST:PORT/PATH  serves nothing, but speaks in a room of that server

Commands come on stdin, one a line, each answered by one line of JSON:

    flood COUNT RATE MARKER   COUNT lines, RATE a second (0: as fast as they are taken), then a line with MARKER
    say TEXT                  one line; the answer tells when it was written
    ping                      asks whoever is here to answer
    drop                      cuts all connections
    stats                     how many answered pings, and what is not sent yet
"""

import asyncio
import json
import sys
import time

from protocols import IRCPeer, WebSocketPeer, dial

_FILLER = "the quick brown fox jumps over the lazy dog and runs away again"
# One line in this many holds the word that the search looks for, and no other does.
NEEDLE_LINE = 57
NEEDLE, NEEDLE_MARKER = "xyzzy", "Щ"
# The same as chat-tui's search takes it for an expression.
NEEDLE_EXPRESSION = "/xyz+y/"


def line(number):
    """The text of a flooded line, some 80 bytes with its speaker."""
    if number == NEEDLE_LINE:
        return f"{number:06} {NEEDLE} {NEEDLE_MARKER}"
    return f"{number:06} {_FILLER}"


class ChatServer:
    """Whoever is connected, and what is said to them."""

    def __init__(self):
        self.peers = set()
        self.pongs = 0

    async def accept(self, reader, writer):
        """Finds out what a new connection speaks and serves it to its end."""
        first = await reader.readline()
        kind = WebSocketPeer if first.startswith(b"GET ") else IRCPeer
        peer = kind(reader, writer, self)
        try:
            await peer.run(first)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.peers.discard(peer)
            writer.close()

    async def flood(self, count, rate, marker):
        began = time.monotonic()
        for start in range(0, count, 500 if not rate else max(1, rate // 250)):
            end = min(count, start + (500 if not rate else max(1, rate // 250)))
            if rate and (wait := began + start / rate - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            for peer in list(self.peers):
                peer.write(b"".join(peer.says(line(number), number) for number in range(start, end)))
                if not rate:
                    await self._drain(peer)
            # Even if all was taken at once: what a server sends back is to be read.
            await asyncio.sleep(0)
        self.say(f"end {marker}")
        return {"seconds": time.monotonic() - began}

    async def _drain(self, peer):
        try:
            await peer.drain()
        except OSError:
            self.peers.discard(peer)

    def say(self, text):
        now = time.monotonic()
        for peer in self.peers:
            peer.write(peer.says(text, 0))
        return {"at": now}

    def ping(self):
        for peer in self.peers:
            peer.ping()
        return {}

    def drop(self):
        for peer in self.peers:
            peer.writer.transport.abort()
        self.peers.clear()
        return {}

    def stats(self):
        return {"pongs": self.pongs, "unsent": sum(peer.unsent() for peer in self.peers), "peers": len(self.peers)}

    async def command(self, words):
        name, _, rest = words.partition(" ")
        if name == "flood":
            count, rate, marker = rest.split(" ")
            return await self.flood(int(count), int(rate), marker)
        commands = {"say": lambda: self.say(rest), "ping": self.ping, "drop": self.drop, "stats": self.stats}
        return commands[name]()


async def main():
    server = ChatServer()
    if len(sys.argv) > 1:
        server.peers.add(await dial(sys.argv[1], server))
        print(json.dumps({}), flush=True)
    else:
        listener = await asyncio.start_server(server.accept, "127.0.0.1", 0, limit=1 << 20)
        print(json.dumps({"port": listener.sockets[0].getsockname()[1]}), flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    running = set()

    async def answer(words):
        result = await server.command(words)
        print(json.dumps({"command": words.split(" ")[0], **result}), flush=True)

    while words := (await commands.readline()).decode().strip():
        # A flood must not keep pings waiting.
        task = asyncio.create_task(answer(words))
        running.add(task)
        task.add_done_callback(running.discard)


if __name__ == "__main__":
    asyncio.run(main())
