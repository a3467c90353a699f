#!/usr/bin/env python3
"""Measures a full-screen terminal program from outside: start-up, memory, idle wake-ups.

    Benchmarks/screen.py --ready lobby -- .build/release/chat-tui join lobby
    Benchmarks/screen.py --ready '\\(status\\)|\\[1\\]' -- irssi --home /tmp/irssi-home

The program runs in a pty of 120x36. `ready` is the time from fork until the regular expression matches what was painted
(escape sequences stripped); give several commands, each after its own `--ready RE --`, separated by `---`, to compare them
in one run, interleaved. Memory is the kernel's smaps_rollup, wake-ups are context switches summed over all threads, CPU is the kernel's.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEHM])"
)
ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[6n": b"\x1b[1;1R"}


class Program:
    """A program in a pty of its own."""

    def __init__(self, command):
        self.start = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.setdefault("TERM", "xterm-256color")
            os.environ["LC_ALL"] = "C.UTF-8"
            os.execvp(command[0], command)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.painted = b""

    def read(self, timeout):
        """Reads what was painted, answers queries; False after the timeout or the end."""
        if not select.select([self.terminal], [], [], max(0, timeout))[0]:
            return False
        try:
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        for query, answer in ANSWERS.items():
            if query in data:
                os.write(self.terminal, answer)
        self.painted += data
        return bool(data)

    def wait(self, pattern, seconds=10):
        """Time from the fork until the pattern is on the screen, in milliseconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(end - time.monotonic())
            if pattern.search(ESCAPES.sub(b"", self.painted)):
                return (time.monotonic() - self.start) * 1000
        raise SystemExit(f"not ready within {seconds} s: {self.painted[-400:]!r}")

    def settle(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(end - time.monotonic())

    def switches(self):
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/status") as status:
                for line in status:
                    if "ctxt_switches" in line:
                        total += int(line.split()[1])
        return total

    def memory(self):
        """RSS and private memory in KiB."""
        fields = {}
        with open(f"/proc/{self.pid}/smaps_rollup") as rollup:
            for line in rollup:
                parts = line.split()
                if parts[-1] == "kB":
                    fields[parts[0]] = int(parts[1])
        return fields["Rss:"], fields["Private_Clean:"] + fields["Private_Dirty:"]

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        self.settle(0.3)
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def split(words):
    """`--ready RE -- COMMAND… --- --ready RE -- COMMAND…` as (pattern, command) pairs."""
    groups, group = [], []
    for word in words + ["---"]:
        if word == "---":
            groups.append(group)
            group = []
        else:
            group.append(word)
    pairs = []
    for group in groups:
        if len(group) < 4 or group[0] != "--ready" or group[2] != "--":
            raise SystemExit("each command is: --ready RE -- COMMAND…")
        pairs.append((re.compile(group[1].encode()), group[3:]))
    return pairs


def main():
    parser = argparse.ArgumentParser(add_help=True, usage=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--idle", type=float, default=10)
    options, words = parser.parse_known_args()
    programs = split(words)
    times = [[] for _ in programs]
    for _ in range(options.runs):
        for index, (pattern, command) in enumerate(programs):
            program = Program(command)
            times[index].append(program.wait(pattern))
            program.end()
    for index, (pattern, command) in enumerate(programs):
        program = Program(command)
        program.wait(pattern)
        program.settle(2)
        rss, private = program.memory()
        before, cpu = program.switches(), program.cpu()
        program.settle(options.idle)
        switches, cpu = program.switches() - before, program.cpu() - cpu
        program.end()
        print(
            f"{command[0]}: ready p50 {statistics.median(times[index]):.1f} ms "
            f"(min {min(times[index]):.1f}), RSS {rss / 1024:.1f} MiB (private {private / 1024:.1f}), "
            f"{options.idle:.0f} s idle: {switches} switches, {cpu:.0f} ms CPU"
        )


if __name__ == "__main__":
    sys.exit(main())
