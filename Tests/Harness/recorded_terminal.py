"""A pseudo-terminal whose every byte is kept, with pyte as the terminal behind it."""

import fcntl
import os
import re
import struct
import subprocess
import termios
import threading

import pyte

from program import CHAT_TUI, environment
from waiting import eventually

# Around each frame: synchronized output.
FRAME_BEGIN, FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
# A sequence whose end is still to come.
_CUT = re.compile(rb"\x1b(?:[ -/]*|\[[ -?]*|[]P_^X][^\x07\x1b]*\x1b?)\Z")
# Sequences that pyte would print as text although terminals take them as commands.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[[0-9;]* q|\x1b\[[0-9;]*t")


class _Screen(pyte.Screen):
    """Notes what a hostile text would want to change."""

    def __init__(self, columns, rows):
        self.titles = []
        self.replies = []
        self.bells = 0
        self._last = ""
        super().__init__(columns, rows)

    def draw(self, data):
        super().draw(data)
        self._last = data[-1:]

    def repeat(self, count=1):
        """REP, which pyte lacks and ncurses uses."""
        super().draw(self._last * (count or 1))

    def scroll_up(self, count=1):
        """SU, which pyte lacks too."""
        self._scroll(count, self.index, lambda margins: margins.bottom)

    def scroll_down(self, count=1):
        """SD."""
        self._scroll(count, self.reverse_index, lambda margins: margins.top)

    def _scroll(self, count, step, edge):
        row = self.cursor.y
        self.cursor.y = edge(self.margins or pyte.screens.Margins(0, self.lines - 1))
        for _ in range(count or 1):
            step()
        self.cursor.y = row

    def set_title(self, param):
        self.titles.append(param)

    def set_icon_name(self, param):
        self.titles.append(param)

    def write_process_input(self, data):
        self.replies.append(data)

    def bell(self, *_):
        self.bells += 1


class _Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


def _whole(data):
    """How many of these bytes are whole: without a sequence that is cut, and without a frame that has not ended."""
    begin = data.rfind(FRAME_BEGIN)
    if begin > data.rfind(FRAME_END):
        return begin
    cut = _CUT.search(data)
    return cut.start() if cut else len(data)


class RecordedTerminal:
    """chat-tui on a pseudo-terminal of its own session.

    As on a terminal that knows synchronized output, a frame is seen when it has ended: what is on the screen, and the
    `record` of all bytes, never end within one, however the reads cut it.
    """

    def __init__(self, arguments, home, columns=80, rows=24, variables=None):
        self.columns, self.rows = columns, rows
        self._lock = threading.Lock()
        self.screen = _Screen(columns, rows)
        self._stream = _Stream(self.screen)
        self.record = b""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings_before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [str(CHAT_TUI), *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(home, **(variables or {})),
            cwd=home,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        # Kept open, so that the settings can be read after the program is gone.
        self._slave = slave
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        data = b""
        while True:
            try:
                data += os.read(self._master, 65536)
            except OSError:
                return self._show(data)
            whole = _whole(data)
            self._show(data[:whole])
            data = data[whole:]

    def _show(self, data):
        with self._lock:
            self.record += data
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def type(self, text):
        """Sends key presses."""
        os.write(self._master, text.encode())

    def resize(self, columns, rows):
        """Changes the size, which the program is told; what is on the screen is cut or stays."""
        with self._lock:
            self.screen.resize(rows, columns)
            self.columns, self.rows = self.screen.columns, self.screen.lines
            fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def painted(self):
        """How many bytes were painted so far."""
        return len(self.record)

    def display(self):
        """The rows of the screen."""
        with self._lock:
            return list(self.screen.display)

    def text(self):
        """The screen as one string."""
        return "\n".join(self.display())

    def wait_for(self, *texts, within=10.0):
        """Waits until all of these are on the screen."""
        return eventually(
            lambda: (screen := self.text()) and all(text in screen for text in texts) and screen,
            within,
            what=lambda: "\n" + self.text(),
        )

    def cells(self):
        """Every cell with its look, as a dictionary from (row, column)."""
        with self._lock:
            return {
                (row, column): self.screen.buffer[row][column]
                for row in range(self.rows)
                for column in range(self.columns)
            }

    def modes(self):
        """The modes that are set."""
        with self._lock:
            return set(self.screen.mode)

    def left_on(self):
        """What all that was written leaves switched on, or pushed and not popped; what every terminal begins
        with, the cursor and wrapping at the edge, counts when it is off."""
        with self._lock:
            record = self.record
        state = {}
        for numbers, final in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", record):
            for number in numbers.split(b";"):
                state[number.decode()] = final == b"h"
        left = {number for number, is_set in state.items() if is_set != (number in ("7", "25"))}
        for push, pop in ((rb"\x1b\[>[0-9]+u", rb"\x1b\[<u"), (rb"\x1b\[22;2t", rb"\x1b\[23;2t")):
            if len(re.findall(push, record)) != len(re.findall(pop, record)):
                left.add(push.decode())
        last_link = record.rfind(b"\x1b]8;id=")
        if last_link >= 0 and b"\x1b]8;;\x1b\\" not in record[last_link:]:
            left.add("link")
        return left

    def is_blocking(self):
        """Whether the descriptors that the program was given still wait: all who have them share that."""
        return not fcntl.fcntl(self._slave, fcntl.F_GETFL) & os.O_NONBLOCK

    def settings(self):
        """The termios settings of the terminal."""
        return termios.tcgetattr(self._slave)

    def wait(self, within=10.0):
        """Waits for the end of the program; its exit code, or the negated signal."""
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s:\n{self.text()}") from None

    def end(self):
        """Ends the program and closes the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._slave)
        self._thread.join(5)
        os.close(self._master)
