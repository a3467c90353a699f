"""Measures chat-tui, irssi and WeeChat from outside, in pseudo-terminals, with the same load, in turns.

    python3 Benchmarks/screen --binary .build/release/chat-tui
    python3 Benchmarks/screen --binary … --only start,idle --programs chat-tui,irssi --starts 20

`chat-tui/own` is chat-tui at `chat-tui serve`; all else is served by chat_server.py. CPU is the kernel's clock of the
process, memory its smaps_rollup, a wake-up a context switch of any of its threads. Wall times on a busy machine say
little by themselves: compare the columns, which come from one run.
"""

import argparse
import functools
import sys
import tempfile

import measurements
from chat_server import NEEDLE_EXPRESSION
from control import MeasuringServer, OwnServer
from programs import Cat, ChatTUI, Irssi, WeeChat
from report import table
from terminal import TooSlow

PARTS = ["start", "idle", "keys", "flood", "search", "resize", "stall"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the chat-tui to measure; a second one: --against")
    parser.add_argument("--against", help="another chat-tui, an older one say, in a column of its own")
    parser.add_argument("--programs", default="chat-tui,chat-tui/own,irssi,WeeChat,cat")
    parser.add_argument("--only", default=",".join(PARTS), help="of " + ",".join(PARTS))
    parser.add_argument("--starts", type=int, default=20, help="starts of each program")
    parser.add_argument("--rounds", type=int, default=1, help="repetitions of all else")
    parser.add_argument("--lines", type=int, default=100_000, help="lines of the flood")
    return parser.parse_args()


class Run:
    """One run over all programs."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.parts = options.only.split(",")
        makers = {
            "chat-tui": lambda: ChatTUI(options.binary, folder),
            "chat-tui/own": lambda: ChatTUI(options.binary, folder, "chat-tui/own"),
            "irssi": lambda: Irssi(folder),
            "WeeChat": lambda: WeeChat(folder),
            "cat": Cat,
        }
        self.programs = [makers[name]() for name in options.programs.split(",")]
        if options.against:
            self.programs.insert(1, ChatTUI(options.against, folder, "chat-tui/against"))
        self.figures = {program.name: {} for program in self.programs}

    def all(self):
        servers = {program.name: self._server(program) for program in self.programs}
        try:
            if "start" in self.parts:
                self._starts(servers)
            for _ in range(self.options.rounds):
                for session in (self._held, self._typed, self._stalled):
                    for program in self.programs:
                        self._attempt(program, servers[program.name], session)
        finally:
            for server in servers.values():
                server.end()

    def _server(self, program):
        if program.name == "chat-tui/own":
            return OwnServer(self.options.binary, self.folder, keeps_history=True)
        return MeasuringServer()

    def _starts(self, servers):
        for count in range(self.options.starts + 1):
            for program in self.programs:
                if isinstance(program, Cat):
                    continue
                figures = measurements.start(program, servers[program.name])
                # The first one makes files that the others find.
                if count:
                    self._add(program, figures)

    def _attempt(self, program, server, session):
        """Gives a session of measurements a program of its own that is in the room."""
        steps = [step for part, step in session(program, server) if part in self.parts]
        if not steps:
            return
        print(f"{session.__name__.strip('_')}: {program.name}", file=sys.stderr)
        terminal = program.start(server.port)
        try:
            terminal.wait_for_text(program.ready)
            program.join(terminal, server)
            for step in steps:
                self._add(program, step(terminal))
        except TooSlow as failure:
            print(f"{program.name}: {failure}", file=sys.stderr)
        finally:
            terminal.end()

    def _held(self, program, server):
        """What depends on the lines that are held."""
        if isinstance(program, Cat):
            return []
        lines = self.options.lines
        steps = [
            ("idle", measurements.idle),
            ("flood", lambda terminal: measurements.flood(terminal, server, lines)),
            ("resize", measurements.resize),
            ("search", lambda terminal: measurements.search(terminal, program)),
        ]
        if isinstance(program, ChatTUI):
            search = functools.partial(measurements.search, words=NEEDLE_EXPRESSION, figure="expression")
            steps.append(("search", lambda terminal: search(terminal, program)))
        return steps

    def _typed(self, program, server):
        """What a person waits for."""
        steps = [("keys", lambda terminal: {"key": measurements.keys(terminal, 150)})]
        if isinstance(program, Cat):
            return steps
        steps.append(("keys", lambda terminal: {"arrival": measurements.arrivals(terminal, server)}))
        for rate in (1000, 5000):
            steps.append(("keys", functools.partial(measurements.keys_in_flood, server=server, rate=rate)))
        return steps

    def _stalled(self, program, server):
        """What becomes of a program whose terminal takes nothing."""
        if program.name in ("chat-tui/own", "cat"):
            return []
        return [("stall", lambda terminal: measurements.stall(terminal, server))]

    def _add(self, program, figures):
        for figure, values in figures.items():
            self.figures[program.name].setdefault(figure, []).extend(values)


def main():
    options = parse()
    with tempfile.TemporaryDirectory(prefix="chat-tui-bench-") as folder:
        run = Run(options, folder)
        try:
            run.all()
        finally:
            print(table(run.figures))


if __name__ == "__main__":
    main()
