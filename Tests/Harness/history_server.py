"""`chat-tui serve` with a history, which ends badly and is started again on the same port."""

import signal
import subprocess
import time

from chat_tui_peer import Member
from program import Program, cpu


class HistoryServer:
    """A server that can be killed and started again; its port stays.

    - `path`: the history file, "off" for none, or None for the one that it takes by itself.
    - `variables`: changes to the environment; `umask`: of the process.
    """

    def __init__(self, home, path, *options, variables=None, umask=-1):
        self._home = home
        self.path = path
        self._options = options
        self._variables = variables
        self._umask = umask
        self.port = 0
        self.program = None
        self.started_at = None

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.program.process.pid

    def launch(self):
        """Starts it without waiting for anything."""
        self.end()
        self.started_at = time.monotonic()
        history = () if self.path is None else ("--history", self.path)
        self.program = Program(
            ("serve", "--listen", f"127.0.0.1:{self.port}", *history, *self._options),
            self._home, stdin=subprocess.DEVNULL, variables=self._variables, umask=self._umask,
        )
        return self.program

    def start(self, within=10.0):
        """Starts it and waits until it says where it listens."""
        line = self.launch().line(within)
        url = line.removesuffix("/ws/chat/{room}/")
        assert url.startswith("ws://127.0.0.1:"), self.program.seen()
        self.port = int(url.rsplit(":", 1)[1])
        return self

    def refused(self, within=10.0):
        """Starts it, which must fail with one sentence: the sentence."""
        program = self.launch()
        assert program.wait(within) == 1, program.seen()
        assert not program.text(), program.seen()
        lines = program.error_text().splitlines()
        assert len(lines) == 1, program.seen()
        return lines[0]

    async def serving(self, room="probe"):
        """Waits until a member is welcome; milliseconds since the start."""
        probe = Member(room, "probe")
        await probe.connect(self.port)
        await probe.until(lambda: probe.welcome)
        milliseconds = (time.monotonic() - self.started_at) * 1000
        probe.drop()
        return milliseconds

    def cpu(self):
        """The seconds of CPU that it took so far."""
        return cpu(self.pid)

    def kill(self):
        """`kill -9`, and waits until it is gone."""
        self.program.signal(signal.SIGKILL)
        assert self.program.wait() == -signal.SIGKILL, "it had ended before"

    def stop(self):
        """SIGTERM, and what must come of it."""
        self.program.signal(signal.SIGTERM)
        self.program.expect(0)

    def end(self):
        """Ends it in any case."""
        if self.program:
            self.program.end()
