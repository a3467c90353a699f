"""`chat-tui log --file`, `export` and `import`: a history without a server."""

import json
import os
import signal
import subprocess

import pytest

MESSAGES = [
    {"room": "lobby", "seq": number, "at": f"2026-11-22T10:{number // 60:02}:{number % 60:02}.000Z", "from": "bob",
     "message": f"text {number}" if number % 10 else f"two\nlines {number}"}
    for number in range(1, 301)
]  # fmt: skip


@pytest.fixture
def history(chat, home):
    """A history file with 300 messages in lobby, one each second from 10:00:01 UTC on."""
    text = "".join(json.dumps(message) + "\n" for message in MESSAGES)
    program = chat("import", "--file", "history.db", input=text)
    program.expect(0)
    assert program.error_text() == "chat-tui: imported 300 messages\n"
    return home / "history.db"


@pytest.fixture
def run(chat):
    """Runs a command to its end and gives its output."""

    def run(*arguments, code=0, **options):
        program = chat(*arguments, stdin=subprocess.DEVNULL, **options)
        output = program.expect(code)
        return output, program.error_text()

    return run


def test_prints_for_people_with_local_time(run, history):
    output, errors = run("log", "lobby", "--file", history, "-n", "2", variables={"TZ": "XXX-1"})
    assert output == "2026-11-22 11:04:59 bob: text 299\n2026-11-22 11:05:00 bob: two\n" + 20 * " " + "lines 300\n"
    assert errors == ""


def test_prints_json_lines_with_these_keys_in_this_order(run, history):
    output, _ = run("log", "lobby", "--file", history, "--since", "17", "-o", "json")
    lines = output.splitlines()
    assert [json.loads(line) for line in lines] == MESSAGES[16:]
    assert list(json.loads(lines[0])) == ["room", "seq", "at", "from", "message"]


@pytest.mark.parametrize(
    "options, first, last",
    [
        (["--since", "2026-11-22T10:02:00Z"], 120, 300),
        (["--since", "2026-11-22 10:02:00.001"], 121, 300),
        (["--since", "290", "-n", "3"], 298, 300),
        (["--since", "1000w", "-n", "1000"], 1, 300),
    ],
)
def test_begins_where_it_is_asked_to(run, history, options, first, last):
    output, _ = run("log", "lobby", "--file", history, "-o", "json", *options)
    assert [json.loads(line)["seq"] for line in output.splitlines()] == list(range(first, last + 1))


def test_greps_in_the_text(run, history):
    output, _ = run("log", "lobby", "--file", history, "-o", "json", "--grep", "^(text|lines) (2|1)0?$", "-n", "3")
    assert [json.loads(line)["seq"] for line in output.splitlines()] == [2, 10, 20]


def test_a_bad_pattern_is_exit_2(run, history):
    output, errors = run("log", "lobby", "--file", history, "--grep", "a(b", code=2)
    assert output == ""
    assert errors.startswith("chat-tui: --grep is not a regular expression: ")


def test_a_room_without_messages_is_named(run, history):
    assert run("log", "ops", "--file", history) == ("", "chat-tui: nothing was said in ops\n")


def test_a_file_that_is_no_history_is_named(run, home):
    (home / "notes").write_text("not a database, but long enough to be looked at" * 20)
    os.chmod(home / "notes", 0o600)
    for command in (["log", "lobby"], ["export"]):
        output, errors = run(*command, "--file", "notes", code=1)
        assert output == ""
        assert errors.count("\n") == 1
        assert "damaged or not a database" in errors


def test_ends_quietly_when_its_reader_does(chat, history):
    text = "".join(json.dumps(message | {"room": "big", "message": 500 * "x"}) + "\n" for message in MESSAGES)
    chat("import", "--file", history, input=text).expect(0)
    reading, writing = os.pipe()
    program = chat("log", "big", "--file", history, stdin=subprocess.DEVNULL, stdout=writing)
    os.close(writing)
    os.read(reading, 10)
    os.close(reading)
    assert program.wait() == -signal.SIGPIPE
    assert program.error_text() == ""


def test_an_export_can_be_imported_again_and_again(run, chat, history, home):
    exported, _ = run("export", "--file", history)
    assert [json.loads(line) | {"epoch": ""} for line in exported.splitlines()] == [m | {"epoch": ""} for m in MESSAGES]
    for known in ["", ", 300 were there already"]:
        program = chat("import", "--file", "copy/deep/history.db", input=exported)
        program.expect(0)
        assert program.error_text() == f"chat-tui: imported {0 if known else 300} messages{known}\n"
    copied, _ = run("export", "lobby", "--file", "copy/deep/history.db")
    assert [json.loads(line)["message"] for line in copied.splitlines()] == [m["message"] for m in MESSAGES]
    assert (home / "copy/deep/history.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "line, complaint",
    [
        ("no", "line 2 cannot be taken: it is not a JSON object"),
        ('{"room":"lobby","seq":303,"at":1,"message":""}', "line 2 cannot be taken: message 302 of lobby is missing before it"),
        ('{"room":"lobby","seq":7,"at":1,"message":""}', "line 2 cannot be taken: message 7 of lobby is another one in this history"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_named(chat, history, line, complaint):
    good = json.dumps(MESSAGES[-1] | {"seq": 301})
    program = chat("import", "--file", history, input=f"{good}\n{line}\n{good}\n")
    program.expect(2)
    assert program.error_text() == f"chat-tui: {complaint}\nchat-tui: imported 1 message\n"
