"""Runs chat-tui as a person or a script would: the built binary, in a pipe."""

import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHAT_TUI = pathlib.Path(os.environ.get("CHAT_TUI", ROOT / ".build/release/chat-tui")).resolve()


def environment(home, **changes):
    """What a fresh login has, with `home` as the home folder; a value of None unsets."""
    variables = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "TZ": "UTC",
    }
    variables.update(changes)
    return {name: value for name, value in variables.items() if value is not None}


def cpu(pid):
    """The seconds of CPU that all threads of a process took so far."""
    # The kernel's name for the CPU clock of another process: the pid, inverted, above three bits.
    return time.clock_gettime((~pid << 3) | 2)


class Program:
    """A running chat-tui whose output is read all the time, so that it never blocks on us."""

    def __init__(self, arguments, home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, variables=None,
                 umask=-1):
        self.process = subprocess.Popen(
            [str(CHAT_TUI), *map(str, arguments)],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environment(home, **(variables or {})),
            cwd=home,
            umask=umask,
        )
        self.output = _Lines(self.process.stdout) if stdout == subprocess.PIPE else None
        self.errors = _Lines(self.process.stderr)

    def write(self, data):
        """Writes to standard input; text gets no line end that it does not have."""
        self.process.stdin.write(data if isinstance(data, bytes) else data.encode())
        self.process.stdin.flush()

    def end_input(self):
        """Closes standard input."""
        self.process.stdin.close()

    def line(self, within=10.0):
        """The next line of standard output, without its line end."""
        return self.output.next(within, self)

    def message(self, within=10.0):
        """The next line of standard output, which must be JSON."""
        return json.loads(self.line(within))

    def error(self, within=10.0):
        """The next line of standard error."""
        return self.errors.next(within, self)

    def signal(self, number):
        """Sends a signal."""
        self.process.send_signal(number)

    def wait(self, within=15.0):
        """Waits for the end; the exit code, or the negated signal."""
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s; {self.seen()}") from None
        for lines in (self.output, self.errors):
            if lines:
                lines.finish()
        return code

    def expect(self, code, within=15.0):
        """Waits for the end, which must have this exit code, and returns all of the output."""
        assert self.wait(within) == code, self.seen()
        return self.text()

    def text(self):
        """All of standard output so far."""
        return self.output.everything() if self.output else ""

    def error_text(self):
        """All of standard error so far."""
        return self.errors.everything()

    def seen(self):
        """What a failed test should show."""
        return f"stdout: {self.text()[-2000:]!r}, stderr: {self.error_text()[-2000:]!r}"

    def end(self):
        """Ends it if it still runs, and gives back its descriptors."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass


class _Lines:
    """Reads a stream in a thread, by lines."""

    def __init__(self, stream):
        self._queue = queue.Queue()
        self._chunks = []
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        try:
            for line in stream:
                self._chunks.append(line)
                self._queue.put(line)
        except ValueError:
            pass  # closed by end()
        self._queue.put(None)

    def next(self, within, program):
        try:
            line = self._queue.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"no line within {within} s; {program.seen()}") from None
        assert line is not None, f"ended without a further line; {program.seen()}"
        return line.decode().removesuffix("\n")

    def finish(self):
        self._thread.join(10)

    def everything(self):
        return b"".join(self._chunks).decode()
