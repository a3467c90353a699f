"""What the suites share: started programs and terminals end with their test."""

import os
import signal
import subprocess

import pytest

from program import CHAT_TUI, Program
from recorded_terminal import RecordedTerminal
from tmux import Tmux


def pytest_sessionstart(session):
    if not os.access(CHAT_TUI, os.X_OK):
        pytest.exit(f"{CHAT_TUI} is missing: `make build` makes it, CHAT_TUI=… names another.", 2)
    # A shell ignores these for what it runs in the background, `nohup` does too, and programs inherit it: then no test
    # of a signal could hold.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def home(tmp_path):
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def chat(home):
    """Starts chat-tui in a pipe: `chat("join", "lobby", input="hi\\n")`.

    With `input` all of it is written and standard input is closed; without, it stays open.
    """
    programs = []

    def start(*arguments, input=None, stdin=subprocess.PIPE, stdout=subprocess.PIPE, variables=None):
        program = Program(arguments, home, stdin, stdout, variables)
        programs.append(program)
        if input is not None:
            try:
                program.write(input)
                program.end_input()
            except BrokenPipeError:
                pass  # it need not read what it does not want
        return program

    yield start
    for program in programs:
        program.end()


@pytest.fixture
def serve(chat):
    """Starts `chat-tui serve` on a free port; its `url` is the server's."""

    def start(*arguments):
        program = chat("serve", "--listen", "127.0.0.1:0", *arguments, stdin=subprocess.DEVNULL)
        program.url = program.line().removesuffix("/ws/chat/{room}/")
        assert program.url.startswith("ws://127.0.0.1:"), program.seen()
        program.port = int(program.url.rsplit(":", 1)[1])
        return program

    return start


@pytest.fixture
def tmux(home):
    """A tmux server."""
    server = Tmux(home)
    yield server
    server.end()


@pytest.fixture
def chat_screen(tmux, server):
    """Starts bob in rooms of the test's `server`, the lobby if none is named; all of them are connected."""

    def start(*names, options="", variables="", columns=100, rows=24):
        terminal = tmux.join(
            server.url, *names, options=f"-n bob {options}", variables=variables, columns=columns, rows=rows
        )
        server.wait_for_client(max(len(names), 1))
        terminal.wait_for("bob>", "●")
        return terminal

    return start


@pytest.fixture
def recorded(home):
    """Starts chat-tui on a recorded pseudo-terminal."""
    terminals = []

    def start(*arguments, columns=80, rows=24, variables=None):
        terminal = RecordedTerminal(arguments, home, columns, rows, variables)
        terminals.append(terminal)
        return terminal

    yield start
    for terminal in terminals:
        terminal.end()
