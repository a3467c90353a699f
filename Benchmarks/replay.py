#!/usr/bin/env python3
"""Replays a working day before the real screen, fast: does its memory stay flat, is every cell right at the end, and
does each search find what was said and nothing else?

    .venv/bin/python Benchmarks/replay.py --binary .build/release/chat-tui --hours 8

Three rooms on two servers (`chat-tui serve`, and a plain one as in Channels' tutorial) see conversation, joins and leaves,
floods, restarts and dropped connections, while somebody types, pastes, scrolls, searches, switches rooms and resizes the
window. The terminal is pyte. Twice an hour, and at the end, all is quiet for a moment and the picture is compared with the
one after Ctrl+L: a cell that differs was painted wrong. The same --seed repeats the same day.
"""

import argparse
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "screen"), str(HERE.parent / "Tests/Harness")]

import process  # noqa: E402
from control import MeasuringServer, OwnServer  # noqa: E402
from waiting import eventually  # noqa: E402

ESCAPE, ENTER = "\x1b", "\r"
TEXTS = [
    "good morning", "the build is green again", "see https://example.org/a/long/path?with=query#and-a-fragment",
    "日本語のテキストも混ざります", "mañana, naïve, Zoë", "👩‍👩‍👧 and 🇩🇪 and ✊🏽", "e\u0301\u0302\u0303 stacked marks",
    "שלום עולם", "a\tb", "x" * 400, "me: could you look at this?", "tiny", "\u202eright to left\u202c and back",
    "a fairly long sentence that certainly has to be wrapped in most windows, because it goes on and on and on",
]  # fmt: skip
# In the order in which they are joined.
ROOMS = ["bench", "second", "plain"]
NEVER_SAID = "never said"
SIZES = [(120, 36), (80, 24), (100, 30), (40, 12), (200, 50), (59, 15), (20, 6)]


class Day:
    """One day before one screen."""

    def __init__(self, options, folder):
        from recorded_terminal import RecordedTerminal

        self.options, self.random = options, random.Random(options.seed)
        self.binary = os.path.abspath(options.binary)
        self.folder = folder
        self.own = OwnServer(self.binary, folder, keeps_history=True)
        self.port = self.own.port
        self.second = MeasuringServer(self._url("second"))
        self.plain = MeasuringServer()
        self.counts = dict.fromkeys(
            ["said", "typed", "visits", "floods", "restarts", "drops", "resizes", "pastes", "searches", "scrolls"], 0
        )
        self.samples = []
        self.minute = 0
        # What others said in each room and is still held, as pairs: in which minute, and the text.
        self.said = {room: [] for room in ROOMS}
        self.wrong_answers = 0
        arguments = ["join", self._url("bench"), self._url("second"), f"ws://127.0.0.1:{self.plain.port}/ws/chat/plain/"]
        self.terminal = RecordedTerminal([*arguments, "--nick", "me"], folder, *SIZES[0])

    def run(self):
        self.terminal.wait_for("bench")
        self.plain.wait_for_peer()
        self._warm_up()
        minutes = int(self.options.hours * 60)
        wrong = 0
        for minute in range(minutes):
            self.minute = minute
            self._minute()
            self._sample()
            if minute % 30 == 29 or minute == minutes - 1:
                found = self._wrong_cells()
                wrong += found
                print(
                    f"{(minute + 1) / 60:4.1f} h: RSS {self.samples[-1] / 1e6:.1f} MB, {found} wrong cells,"
                    f" {process.cpu(self.terminal.process.pid):.1f} s of CPU",
                    flush=True,
                )
        return self._judge(wrong)

    def end(self):
        self.terminal.end()
        for server in (self.second, self.plain, self.own):
            server.end()

    def _url(self, room):
        return f"ws://127.0.0.1:{self.port}/ws/chat/{room}/"

    # What others do.

    def _servers(self):
        return [self.own, self.second, self.plain]

    def _warm_up(self):
        """Fills every room to its bound: from there on memory must not grow."""
        for server in self._servers():
            server.flood(self.options.warm_up, 20_000, "full")
        for server in self._servers():
            server.answer("flood")
        self._sample()

    def _minute(self):
        for _ in range(self.random.randrange(3, 12)):
            self._say()
            self._sleep(0.004)
        for chance, action in [
            (0.30, self._visit), (0.02, self._restart), (0.04, self._drop), (0.05, self._flood), (0.7, self._type),
            (0.15, self._paste), (0.5, self._scroll), (0.15, self._search), (0.3, self._switch), (0.2, self._resize),
            (0.1, self._look),
        ]:  # fmt: skip
            if self.random.random() < chance:
                action()
                self._sleep(self.random.random() * 0.06)

    def _say(self):
        """Somebody says a line that ends with a word of its own."""
        room = self.random.choice(ROOMS)
        server = self._servers()[ROOMS.index(room)]
        name = self.random.choice(["ana", "bob", "eva", "zoë"])
        text = f"{name}: {self.random.choice(TEXTS)} q{self.counts['said']:05}"
        # The tutorial's server keeps nothing for those who are not there.
        is_heard = server is not self.plain or server.stats()["peers"]
        server.say(text)
        self.counts["said"] += 1
        if is_heard:
            self.said[room].append((self.minute, text))

    def _visit(self):
        """Somebody joins, says something and leaves."""
        room, nick = self.random.choice(["bench", "second"]), f"guest{self.random.randrange(100)}"
        subprocess.run(
            [self.binary, "join", room, "-s", f"ws://127.0.0.1:{self.port}", "--nick", nick, "-m", "just passing by"],
            capture_output=True,
            check=False,
            timeout=30,
            env={**os.environ, "HOME": self.folder, "XDG_STATE_HOME": f"{self.folder}/visitors"},
        )
        self.counts["visits"] += 1

    def _flood(self):
        self.random.choice(self._servers()).flood(2000, 0, "over")
        self.counts["floods"] += 1

    def _restart(self):
        """The server with the history goes away and comes back, and all who spoke there with it."""
        # What was said in this minute may not have come to the server.
        for room in ["bench", "second"]:
            self.said[room] = [line for line in self.said[room] if line[0] < self.minute]
        self.second.end()
        self.own.end()
        self.own = OwnServer(self.binary, self.folder, keeps_history=True, port=self.port)
        self.second = MeasuringServer(self._url("second"))
        self.counts["restarts"] += 1

    def _drop(self):
        self.plain.drop()
        self.counts["drops"] += 1

    # What the person does.

    def _type(self):
        # One line of each: a letter of an unsent word must not become part of the next.
        self.terminal.type(f"{self.random.choice(TEXTS[:6])} {self.random.random()}{ENTER}")
        self.counts["typed"] += 1

    def _paste(self):
        lines = "\n".join(f"pasted {number} {TEXTS[number % 6]}" for number in range(self.random.choice([2, 4, 9])))
        self.terminal.type(f"\x1b[200~{lines}\x1b[201~")
        self._sleep(0.03)
        # The second Enter answers the question that many lines lead to; a short paste has gone with the first.
        self.terminal.type(ENTER)
        self._sleep(0.03)
        self.terminal.type(ENTER)
        self.counts["pastes"] += 1

    def _scroll(self):
        keys = ["\x1b[5~", "\x1b[6~", "\x1b[1;3A", "\x1b[1;3B", "\x1b[<64;50;5M", "\x1b[<65;50;5M", "\x1bu"]
        for _ in range(self.random.randrange(1, 15)):
            self.terminal.type(self.random.choice(keys))
            self._sleep(0.003)
        self.terminal.type("\x1b[1;3F")
        self.counts["scrolls"] += 1

    def _search(self):
        """Looks for a line, for a word of many lines, or for what nobody said, and checks the answer."""
        room = self.random.choice(ROOMS)
        # What is said in this minute may be on its way.
        said = [text for minute, text in self.said[room] if minute < self.minute]
        own_words = [text.split(" ")[-1] for text in self.random.sample(said, min(len(said), 3))]
        word = self.random.choice([NEVER_SAID, "build", "日本", *own_words])
        least = sum(word in text for text in said)
        # The person says and pastes what others say too, but for the words of the lines.
        most = least if word in [NEVER_SAID, *own_words] else 1_000_000
        # A narrower window has no place for the answer.
        if self.terminal.columns < 40:
            self.terminal.resize(*SIZES[0])
        self.terminal.type(f"\x1b{ROOMS.index(room) + 1}")
        try:
            eventually(lambda: self.terminal.screen.titles[-1].startswith(f"{room} "), what=self.terminal.text)
            self.terminal.type("\x13")
            self._sleep(0.03)
            self.terminal.type(word)
            eventually(lambda: self._finds(word, least, most), 30, what=self.terminal.text)
        except AssertionError as failure:
            self.wrong_answers += 1
            print(f"  {least} to {most} times {word!r} in {room}: {failure}")
        self._back()
        self.counts["searches"] += 1

    def _finds(self, word, least, most):
        """Whether the search has ended with so many matches, and shows one of them."""
        *rows, prompt = self.terminal.display()
        answer = re.search(r"\d+ of (\d+)(?![\d…])|nothing found", prompt)
        if not answer or word not in prompt:
            return False
        found = int(answer[1] or 0)
        return least <= found <= most and (not found or any(word in row for row in rows))

    def _switch(self):
        self.terminal.type(self.random.choice(["\x1b1", "\x1b2", "\x1b3", "\x0e", "\x10", "\x1ba"]))

    def _look(self):
        """Help, lists, and back."""
        self.terminal.type(self.random.choice(["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bj", "\x1bo"]))
        self._sleep(0.03)
        self._back()

    def _back(self):
        """Closes what is open; leaves nothing in the input line."""
        for _ in range(3):
            self.terminal.type(ESCAPE)
            self._sleep(0.04)
        self.terminal.type("\x01\x0b")

    def _resize(self):
        for _ in range(self.random.choice([1, 1, 5])):
            self.terminal.resize(*self.random.choice(SIZES))
            self._sleep(0.01)
        self.counts["resizes"] += 1

    # What is looked at.

    def _sleep(self, seconds):
        time.sleep(seconds)

    def _sample(self):
        self.samples.append(process.memory(self.terminal.process.pid)[0])

    def _wrong_cells(self):
        """How many cells differ from what a full redraw shows. Everything is quiet meanwhile."""
        # The clock is right to change: not in the middle of it.
        if (left := 60 - time.time() % 60) < 12:
            self._sleep(left + 0.5)
        # A key takes away what the status line says in passing; Ctrl+L is to have nothing left to take.
        self._back()
        # Longer than most rooms out of sight wait before they connect again and have something unread.
        self._quiet(6)
        end = time.monotonic() + 60
        while any(mark in "".join(self.terminal.display()) for mark in "○◌") and time.monotonic() < end:
            self._quiet(6)
        before = self.terminal.cells()
        self.terminal.type("\x0c")
        self._quiet(0.5)
        after = self.terminal.cells()
        wrong = [place for place in after if before.get(place) != after[place]]
        for row in sorted({row for row, _ in wrong}):
            for cells, name in [(before, "painted"), (after, "redrawn")]:
                print(f"  row {row} {name}: {''.join(cells[place].data for place in sorted(cells) if place[0] == row)}")
        return len(wrong)

    def _quiet(self, seconds):
        """Waits until nothing was painted for so long: a countdown to the next attempt to connect too is over then."""
        length, since = -1, time.monotonic()
        end = since + 60
        while time.monotonic() < min(since + seconds, end):
            if self.terminal.painted != length:
                length, since = self.terminal.painted, time.monotonic()
            self._sleep(0.02)

    def _judge(self, wrong):
        quarter = max(1, len(self.samples) // 4)
        early, late = self.samples[quarter : 2 * quarter], self.samples[-quarter:]
        growth = sum(late) / len(late) - sum(early) / len(early)
        print(", ".join(f"{count} {name}" for name, count in self.counts.items()))
        print(
            f"RSS in the second quarter {sum(early) / len(early) / 1e6:.1f} MB, in the last {sum(late) / len(late) / 1e6:.1f} MB"
            f" (most: {max(self.samples) / 1e6:.1f}); {wrong} wrong cells;"
            f" {self.wrong_answers} of {self.counts['searches']} searches answered wrong"
        )
        # Enter again says yes where it is asked whether lines may stay unconfirmed.
        self.terminal.type("\x01\x0b/quit\r")
        self._sleep(0.5)
        if self.terminal.process.poll() is None:
            self.terminal.type("\r")
        code = self.terminal.wait(15)
        print(f"exit code {code}")
        return wrong == 0 and self.wrong_answers == 0 and growth < 1_000_000 and code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm-up", type=int, default=130_000, help="lines in each room before the day begins")
    options = parser.parse_args()
    os.environ["CHAT_TUI"] = options.binary
    with tempfile.TemporaryDirectory(prefix="chat-tui-replay-") as folder:
        day = Day(options, folder)
        try:
            good = day.run()
        finally:
            day.end()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
