#!/usr/bin/env python3
"""Measures what the history costs: messages accepted per second, and CPU time per delivery with and without it.

    Benchmarks/history.py                              # with .build/release/chat-tui
    Benchmarks/history.py --binary /tmp/chat-tui --folder /var/tmp

The load comes from chat_load.c, which checks every delivery; the servers run side by side and take turns, so that what else
the machine does falls on both. CPU time is the kernel's, of all threads of the server.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    """A server of the binary, with this history."""

    def __init__(self, binary, history, home):
        self._process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--history", history, "--quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={"HOME": home}, text=True,
        )
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the server did not start")
        self.port = line.split(":")[2].split("/")[0]
        self.pid = str(self._process.pid)

    def end(self):
        self._process.terminate()
        self._process.wait()


class Load:
    """The load generator."""

    def __init__(self, folder, seconds):
        self._program = f"{folder}/chat_load"
        self._seconds = str(seconds)
        self._rooms = 0
        subprocess.run(
            ["cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-o", self._program, HERE / "chat_load.c"], check=True
        )

    def on(self, server, members, senders, window, protocol, size=64):
        """One run in a fresh room; its counters."""
        self._rooms += 1
        result = subprocess.run(
            [self._program, server.port, f"bench{self._rooms}", str(members), str(senders), str(window),
             self._seconds, protocol, str(size), server.pid],
            check=True, stdout=subprocess.PIPE, text=True,
        )
        counters = json.loads(result.stdout)
        counters["cpu"] = sum(thread["seconds"] for thread in counters["threads"])
        # The threads of the history were made by the event loop's, and have its name.
        counters["loop"] = next(thread["seconds"] for thread in counters["threads"] if thread["name"].startswith("NIO"))
        return counters


def measure_accepted(load, server, runs):
    print("accepted per second, 32 senders in one room, chat-tui.1, history on")
    for window in (1, 2, 4, 16):
        results = [load.on(server, 32, 32, window, "chat-tui.1") for _ in range(runs)]
        rates = sorted(r["accepted"] / r["seconds"] for r in results)
        print(
            f"  {window:2} each on the way: {statistics.median(rates):8.0f} ({rates[0]:.0f} to {rates[-1]:.0f}), "
            f"ack p50 {statistics.median(r['p50_us'] for r in results) / 1000:.1f} ms, "
            f"p99 {statistics.median(r['p99_us'] for r in results) / 1000:.1f} ms"
        )


def measure_fan_out(load, on, off, runs):
    print("CPU per delivery, 10 senders in one room: history off, on, ratio; the same of the event loop's thread alone")
    for protocol in ("plain", "chat-tui.1"):
        for members, window in ((100, 1), (100, 16), (100, 64), (1_000, 1), (1_000, 16)):
            costs = {on: [], off: []}
            loops = {on: [], off: []}
            for _ in range(runs):
                for server in (off, on):
                    result = load.on(server, members, 10, window, protocol)
                    costs[server].append(result["cpu"] / result["deliveries"] * 1e6)
                    loops[server].append(result["loop"] / result["deliveries"] * 1e6)
            without, with_it = statistics.median(costs[off]), statistics.median(costs[on])
            loop_without, loop_with = statistics.median(loops[off]), statistics.median(loops[on])
            print(
                f"  {protocol:10} {members:4} members, {window:2} each on the way: "
                f"{without:.3f} µs, {with_it:.3f} µs, {with_it / without:.2f}; "
                f"{loop_without:.3f} µs, {loop_with:.3f} µs, {loop_with / loop_without:.2f}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=HERE.parent / ".build/release/chat-tui")
    parser.add_argument("--folder", help="where the history is, on the disk to measure (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        load = Load(folder, options.seconds)
        on = Server(options.binary, f"{folder}/history.sqlite", folder)
        off = Server(options.binary, "off", folder)
        try:
            measure_accepted(load, on, options.runs)
            measure_fan_out(load, on, off, options.runs)
        finally:
            on.end()
            off.end()


if __name__ == "__main__":
    main()
