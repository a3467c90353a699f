"""A program in a pseudo-terminal of its own, and a terminal side that costs next to nothing."""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

import process

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEHM])"
)
# What a terminal answers when it is asked who it is and where the cursor stands; programs wait for it.
_ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[6n": b"\x1b[1;1R"}
# Kept of what was painted: enough for a pattern or a marker that two reads cut.
_TAIL = 32768


class TooSlow(Exception):
    """What was waited for has not been painted."""


class Terminal:
    """Runs a command on a terminal of so many columns and rows."""

    def __init__(self, command, columns=120, rows=36, variables=None):
        self._master, slave = os.openpty()
        self._set_size(columns, rows)
        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(variables or {})}
        self.painted = 0
        self.last_read = 0.0
        self._tail = b""
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(slave, descriptor)
            os.closerange(3, 64)
            os.execvpe(command[0], command, environment)
        os.close(slave)

    def read(self, timeout):
        """What was painted next; empty after so many seconds without anything."""
        if not select.select([self._master], [], [], max(0, timeout))[0]:
            return b""
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:
            data = b""
        if not data:
            raise TooSlow(f"the program has ended: {self.text()[-300:]}")
        self.last_read = time.monotonic()
        self.painted += len(data)
        if b"\x1b[" in data:
            for query, answer in _ANSWERS.items():
                if query in data:
                    os.write(self._master, answer)
        return data

    def wait_for_marker(self, marker, within):
        """Seconds, on the monotonic clock, when these bytes came; they must be bytes that nothing else holds."""
        end = time.monotonic() + within
        last = b""
        while (left := end - time.monotonic()) > 0:
            data = self.read(left)
            self._keep(data)
            if marker in last + data:
                return self.last_read
            last = data[-len(marker) :]
        raise TooSlow(f"no {marker.decode()} within {within} s: {self.text()[-300:]}")

    def wait_for_text(self, pattern, within=20):
        """Seconds, on the monotonic clock, when what was painted matched; escape sequences do not count."""
        end = time.monotonic() + within
        while not re.search(pattern, self.text()):
            if (left := end - time.monotonic()) <= 0:
                raise TooSlow(f"no {pattern} within {within} s: {self.text()[-300:]}")
            self._keep(self.read(left))
        return self.last_read

    def settle(self, quiet=0.15, within=5):
        """Reads until nothing was painted for so long; when the last bytes came."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            data = self.read(quiet)
            if not data:
                break
            self._keep(data)
        return self.last_read

    def run(self, seconds):
        """Reads for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._keep(self.read(left))

    def text(self):
        """The end of what was painted, without escape sequences."""
        return _ESCAPES.sub(b"", self._tail).decode(errors="replace")

    def forget(self):
        """Patterns match only what is painted from now on."""
        self._tail = b""

    def type(self, text):
        """Presses these keys; when, on the monotonic clock."""
        now = time.monotonic()
        os.write(self._master, text.encode())
        return now

    def resize(self, columns, rows):
        """Changes the size; when, on the monotonic clock."""
        now = time.monotonic()
        self._set_size(columns, rows)
        return now

    def cpu(self):
        """CPU time of the program so far, in seconds."""
        return process.cpu(self.pid)

    def end(self):
        """Ends the program."""
        try:
            os.kill(self.pid, signal.SIGTERM)
            self.settle(quiet=0.3, within=1)
        except (TooSlow, ProcessLookupError):
            pass
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self._master)

    def _keep(self, data):
        self._tail = (self._tail + data)[-_TAIL:]

    def _set_size(self, columns, rows):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
