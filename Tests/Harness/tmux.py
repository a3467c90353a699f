"""A terminal that a person could sit at: tmux, with a server and a configuration of its own."""

import os
import re
import subprocess
import uuid

from program import CHAT_TUI, environment
from waiting import eventually


class Tmux:
    """One tmux server; each window is a terminal."""

    def __init__(self, home):
        self.home = home
        self._name = f"chat-tui-test-{uuid.uuid4().hex[:12]}"

    def terminal(self, columns=100, rows=30, shell="/bin/sh", variables=None):
        """A new terminal of this size, whose shell asks for a command."""
        name = f"w{uuid.uuid4().hex[:8]}"
        self.call(
            "new-session", "-d", "-s", name, "-x", str(columns), "-y", str(rows), shell,
            variables=variables,
        )
        # A size that stays, whatever another session has.
        self.call("set-option", "-t", name, "window-size", "manual")
        self.call("resize-window", "-t", name, "-x", str(columns), "-y", str(rows))
        terminal = Terminal(self, name)
        eventually(lambda: terminal.text().strip())
        return terminal

    def join(self, url, *names, options="", variables="", columns=100, rows=24):
        """A new terminal in which chat-tui joins rooms of the server at `url`, the lobby if none is named."""
        terminal = self.terminal(columns, rows)
        terminal.run(f"chat-tui join {' '.join(names or ['lobby'])} -s {url} {options}", variables)
        return terminal

    def call(self, *arguments, variables=None):
        """Runs a tmux command and returns what it prints."""
        changes = {"PS1": "$ ", "ENV": None, "TERM": "xterm-256color", **(variables or {})}
        done = subprocess.run(
            ["tmux", "-L", self._name, "-f", "/dev/null", *arguments],
            env=environment(self.home, **changes),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=20,
        )
        assert done.returncode == 0, f"tmux {arguments}: {done.stderr}"
        return done.stdout

    def end(self):
        """Ends the server and everything in it."""
        subprocess.run(
            ["tmux", "-L", self._name, "kill-server"], capture_output=True, timeout=20, check=False
        )


class Terminal:
    """One terminal."""

    def __init__(self, tmux, name):
        self._tmux = tmux
        self._name = name

    def run(self, command, variables=""):
        """Types a shell command; `chat-tui` means the binary under test."""
        line = command.replace("chat-tui", str(CHAT_TUI), 1)
        self.type(f"{variables} {line}".strip())
        self.press("Enter")

    def type(self, text):
        """Types text as it is."""
        self._tmux.call("send-keys", "-t", self._name, "-l", "--", text)

    def press(self, *keys):
        """Presses keys by their tmux names: Enter, PPage, M-1, C-a …"""
        self._tmux.call("send-keys", "-t", self._name, "--", *keys)

    def paste(self, text):
        """Pastes, bracketed if the program asked for it."""
        self._tmux.call("set-buffer", "-b", "test", "--", text)
        self._tmux.call("paste-buffer", "-p", "-b", "test", "-t", self._name)

    def resize(self, columns, rows):
        """Changes the size."""
        self._tmux.call("resize-window", "-t", self._name, "-x", str(columns), "-y", str(rows))

    def rows(self):
        """The screen as a list of rows."""
        return self._tmux.call("capture-pane", "-p", "-t", self._name).split("\n")[:-1]

    def text(self):
        """The screen as one string."""
        return "\n".join(self.rows())

    def cells(self):
        """The screen as rows of pairs: a character, and a letter for how it looks (`_look`); rows end at the last cell
        that is not blank."""
        text = self._tmux.call("capture-pane", "-p", "-e", "-t", self._name)
        rows, attributes = [], set()
        for line in text.split("\n")[:-1]:
            row = []
            for change, link, character in re.findall(r"\x1b\[([\d;]*)m|(\x1b\]8;.*?\x1b\\)|([^\x0e\x0f])", line):
                if character:
                    row.append((character, _look(attributes)))
                elif not link:
                    attributes = _changed(attributes, change)
            while row and row[-1] == (" ", "."):
                row.pop()
            rows.append(row)
        return rows

    def wait_for(self, *texts, within=10.0):
        """Waits until all of these are on the screen, and returns it."""
        return eventually(
            lambda: (screen := self.text()) and all(text in screen for text in texts) and screen,
            within,
            what=lambda: "\n" + self.text(),
        )

    def wait_for_line(self, text, within=10.0):
        """Waits until a row ends with this: an own line that is not confirmed has a mark behind it."""
        eventually(lambda: any(row.endswith(text) for row in self.rows()), within, what=lambda: "\n" + self.text())

    def wait_until_gone(self, text, within=10.0):
        """Waits until this is no longer on the screen."""
        eventually(lambda: text not in self.text(), within, what=lambda: "\n" + self.text())

    def ask(self, fmt):
        """A tmux format of this pane, such as `#{pane_title}`."""
        return self._tmux.call("display-message", "-p", "-t", self._name, fmt).strip()

    @property
    def tty(self):
        """The path of the terminal device."""
        return self.ask("#{pane_tty}")

    def settings(self):
        """What `stty -g` says about the terminal."""
        done = subprocess.run(
            ["stty", "-g", "-F", self.tty], capture_output=True, text=True, check=True, timeout=10
        )
        return done.stdout.strip()

    def modes(self):
        """The modes that a program could leave behind, as tmux knows them."""
        return self.ask(
            "#{alternate_on} #{cursor_flag} #{insert_flag} #{keypad_cursor_flag} #{keypad_flag}"
            " #{mouse_any_flag} #{origin_flag} #{wrap_flag} #{pane_title}"
        )

    def program(self):
        """The process id of the chat-tui that runs here, or None."""
        shell = self.ask("#{pane_pid}")
        for child in _children(int(shell)):
            try:
                if os.readlink(f"/proc/{child}/exe").startswith(str(CHAT_TUI)):
                    return child
            except OSError:
                pass  # ended while we looked
        return None


def _changed(attributes, change):
    """What holds after an SGR sequence: names of attributes, and a foreground colour as a number."""
    numbers = [int(number or 0) for number in change.split(";")]
    while numbers:
        number = numbers.pop(0)
        names = {kept for kept in attributes if isinstance(kept, str)}
        if number == 0:
            attributes = set()
        elif number in _NAMES:
            attributes = attributes | {_NAMES[number]}
        elif 30 <= number < 38:
            attributes = names | {number - 30}
        elif 90 <= number < 98:
            attributes = names | {number - 90 + 8}
        elif number == 38 and numbers[:1] == [5]:
            attributes, numbers = names | {numbers[1]}, numbers[2:]
        elif number == 39:
            attributes = names
        else:
            assert number == 49, f"an attribute that nobody asked for: {change}"
    return attributes


_NAMES = {1: "bold", 2: "dim", 4: "underline", 7: "reverse"}


def _look(attributes):
    """`B` reversed and bold, `r` reversed, a hexadecimal digit for a colour, `b` bold, `d` dim, `u` underlined, `.`."""
    if "reverse" in attributes:
        return "B" if "bold" in attributes else "r"
    color = next((kept for kept in attributes if isinstance(kept, int)), None)
    if color is not None:
        return f"{color:x}"
    return next((name[0] for name in ("bold", "dim", "underline") if name in attributes), ".")


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as listing:
        return [int(word) for word in listing.read().split()]
