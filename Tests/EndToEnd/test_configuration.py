"""What is configured holds, says where it comes from, and is saved without touching the rest."""

import stat
import subprocess

import pytest

from chat_server import ChatServer
from waiting import eventually


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def configure(home):
    """Writes the configuration file; without a text tells where it is."""
    file = home / ".config/chat-tui/config.toml"

    def configure(text=None):
        if text is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return file

    return configure


@pytest.fixture
def config(chat, configure):
    """Runs `chat-tui config`, with these variables."""

    def config(*arguments, code=0, **variables):
        # Some machines have a configuration of their own.
        variables = {"XDG_CONFIG_HOME": str(configure().parent.parent), **variables}
        program = chat("config", *arguments, stdin=subprocess.DEVNULL, variables=variables)
        output = program.expect(code)
        return output if code == 0 else program.error_text()

    return config


def test_every_value_says_where_it_comes_from(config, configure):
    path = configure('nick = "bob"\n')
    lines = config(CHAT_TUI_THEME="light").splitlines()
    assert lines[0] == f"# {path}"
    assert any(line.startswith('nick = "bob"') and line.endswith("# line 1") for line in lines)
    assert any(
        line.startswith('theme = "light"') and line.endswith("# $CHAT_TUI_THEME") for line in lines
    )
    assert any(line.startswith("mouse = true") and line.endswith("# default") for line in lines)
    assert config("nick") == "bob\n"
    assert config("--path") == f"{path}\n"


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("nik = 'bob'\n", ":1:1: there is no setting nik: did you mean nick?"),
        ("\nnotify = 'loud'\n", ":2:10: notify takes mention, all or off"),
        ("nick = \n", ":1:8: here should be a value"),
        ("'\x1b[2J' = 1\n", ":1:2: a control character may not stand here"),
    ],
)
def test_a_mistake_is_told_with_its_place(config, configure, text, complaint):
    path = configure(text)
    error = config(code=2)
    assert error.startswith(f"chat-tui: {path}{complaint}")
    assert "\x1b" not in error
    assert len(error.splitlines()) == 1


@pytest.fixture
def screen(tmux, server, configure):
    """The screen of a bare `chat-tui join`, configured."""
    configure(
        f"""# mine
server = "ws://127.0.0.1:1"
nick = "bob" # me
rooms = ["work/lobby", "work/dev"]

[servers.work]
url = "{server.url}"
"""
    )
    terminal = tmux.terminal(100, 24)
    terminal.run("chat-tui join", f"XDG_CONFIG_HOME={configure().parent.parent}")
    terminal.wait_for("connected to", "lobby", "dev")
    return terminal


def test_a_setting_and_a_key_are_saved_and_nothing_else_changes(screen, configure):
    before = configure().read_text()
    screen.type("/set -s notify all")
    screen.press("Enter")
    screen.wait_for("saved in")
    screen.type("/bind -s F5 next-room")
    screen.press("Enter")
    eventually(lambda: "F5" in configure().read_text())
    text = configure().read_text()
    assert text.replace('notify = "all"\n', "").replace('\n[bind]\nF5 = "next-room"\n', "") == before
    screen.type("/set -s theme pink")
    screen.press("Enter")
    screen.wait_for("theme takes one of auto, dark, light, mono")
    assert configure().read_text() == text


def test_a_new_file_is_for_its_owner_alone(tmux, server, configure):
    terminal = tmux.join(server.url, variables=f"XDG_CONFIG_HOME={configure().parent.parent}")
    terminal.wait_for("connected to")
    terminal.type("/set -s time 12")
    terminal.press("Enter")
    terminal.wait_for("saved in")
    assert configure().read_text() == "time = 12\n"
    assert stat.S_IMODE(configure().stat().st_mode) == 0o600


def test_keys_do_what_they_are_bound_to(screen):
    screen.type("/bind Ctrl+X Ctrl+T /set time")
    screen.press("Enter")
    screen.press("C-x")
    screen.wait_for("Ctrl+X …")
    screen.press("C-t")
    screen.wait_for("time = 24")
    screen.press("C-x", "q")
    screen.wait_for("Ctrl+X Q does nothing")
    screen.press("F1")
    screen.wait_for("send, or run the /command")


def test_reconnects_on_request(screen):
    screen.type("/reconnect")
    screen.press("Enter")
    screen.wait_for("under 1 s not connected")
