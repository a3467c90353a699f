"""Usage mistakes are one clear sentence and exit 2, before anything is connected."""

import re
import subprocess

import pytest

from program import ROOT


@pytest.mark.parametrize(
    "arguments",
    [
        ["join", "lobby", "--no-such-option"],
        ["join", "lobby", "-t", "soon"],
        ["join", "lobby", "-c", "-1"],
        ["join", "lobby", "-o", "yaml"],
        ["join", "lobby", "-s", "http://127.0.0.1:1"],
        ["join", "lobby", "-s", "ws://"],
        ["join", "lobby", "-s", "ws://127.0.0.1:99999"],
        ["join", "lobby", "-H", "no colon"],
        ["join", "lobby", "-H", "X: a\r\nEvil: b"],
        ["join", ""],
        ["serve", "--listen", "127.0.0.1:notaport"],
        ["nonsense"],
    ],
)
def test_a_mistake_is_exit_2(chat, arguments):
    program = chat(*arguments, stdin=subprocess.DEVNULL)
    program.expect(2, within=5)
    assert program.error_text().strip(), program.seen()
    assert "\x1b" not in program.error_text()


@pytest.mark.parametrize("arguments", [["--help"], ["join", "--help"], ["serve", "--help"], ["-h"]])
def test_help_goes_to_stdout(chat, arguments):
    program = chat(*arguments, stdin=subprocess.DEVNULL)
    assert "USAGE" in program.expect(0).upper()
    assert program.error_text() == ""


def test_version_is_one_line(chat):
    assert len(chat("--version", stdin=subprocess.DEVNULL).expect(0).splitlines()) == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_mention_the_commands(chat, shell):
    script = chat("--generate-completion-script", shell, stdin=subprocess.DEVNULL).expect(0)
    assert "join" in script and "serve" in script


@pytest.mark.parametrize("command", ["join", "serve"])
def test_the_manual_has_every_option(chat, command):
    manual = (ROOT / "docs/man/chat-tui.1").read_text()
    help_text = chat(command, "--help", stdin=subprocess.DEVNULL).expect(0)
    options = set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", help_text, re.MULTILINE))
    assert len(options) > 5
    assert [name for name in sorted(options) if f"Fl Fl {name}" not in manual] == []
