"""Search, links, rooms by name, pastes and completion in a real terminal (tmux)."""

import pytest

from chat_server import ChatServer
from waiting import eventually


@pytest.fixture
def server():
    with ChatServer() as server:
        yield server


@pytest.fixture
def terminal(tmux, server):
    """A terminal in which chat-tui has joined lobby and dev."""
    terminal = tmux.join(server.url, "lobby", "dev", columns=80)
    server.wait_for_client(2)
    terminal.wait_for("1 lobby", "2 dev")
    return terminal


def last_row(terminal):
    return terminal.rows()[-1]


def say_many(server, terminal):
    """200 lines; each tenth is one about the gateway."""
    for number in range(1, 201):
        server.say(f"ana: gateway {number}" if number % 10 == 0 else f"bob: line {number}")
    terminal.wait_for("ana: gateway 200")


def test_searches_as_one_types_and_comes_back(terminal, server):
    say_many(server, terminal)
    terminal.type("a draft")
    terminal.press("C-s")
    terminal.type("gateway")
    eventually(lambda: "1 of 20" in last_row(terminal), what=terminal.text)
    terminal.press("Up", "Up", "C-s")
    eventually(lambda: "4 of 20" in last_row(terminal), what=terminal.text)
    terminal.wait_for("ana: gateway 170")
    server.say("ana: gateway 201")
    eventually(lambda: "5 of 21" in last_row(terminal), what=terminal.text)
    terminal.press("Escape")
    eventually(lambda: last_row(terminal).endswith("a draft"), what=terminal.text)
    terminal.wait_for("ana: gateway 201")


def test_stays_where_a_search_led(terminal, server):
    say_many(server, terminal)
    terminal.type('/search "gateway 50"')
    terminal.press("Enter")
    eventually(lambda: "1 of 1" in last_row(terminal), what=terminal.text)
    terminal.press("Enter")
    eventually(lambda: "search" not in last_row(terminal), what=terminal.text)
    terminal.wait_for("ana: gateway 50", "↓")
    terminal.press("Escape")
    terminal.wait_for("ana: gateway 200")


def test_says_what_is_wrong_with_an_expression(terminal, server):
    terminal.press("C-s")
    terminal.type("/gate(way/")
    eventually(lambda: "nothing found" not in last_row(terminal), what=terminal.text)
    eventually(lambda: "(" in last_row(terminal).replace("/gate(way/", ""), what=terminal.text)
    terminal.press("Escape")


def test_lists_the_links_of_the_room(terminal, server):
    server.say("ana: old https://a.example/1")
    server.say("bob: new https://b.example/2")
    terminal.wait_for("b.example/2")
    terminal.press("M-o")
    terminal.wait_for("Enter opens")
    rows = [row for row in terminal.rows() if "https://" in row]
    assert "b.example/2" in rows[0] and "a.example/1" in rows[1], terminal.text()
    terminal.press("Down")
    terminal.type("c")
    terminal.wait_for("copied the link")
    assert "Enter opens" not in terminal.text()


def test_shows_a_room_by_a_few_letters(terminal, server):
    terminal.type("draft")
    terminal.press("M-j")
    terminal.type("de")
    eventually(lambda: last_row(terminal).startswith("room: de"), what=terminal.text)
    terminal.press("Enter")
    eventually(lambda: terminal.rows()[-2].startswith(" dev"), what=terminal.text)
    terminal.press("M-j")
    terminal.type("elsewhere")
    terminal.wait_for("join elsewhere")
    terminal.press("Enter")
    server.wait_for_client(3)
    terminal.press("M-1")
    eventually(lambda: last_row(terminal).endswith("draft"), what=terminal.text)


def test_asks_before_a_long_paste_goes_out(terminal, server):
    terminal.type("1\r2\r3\r4\r5\r6\r7")
    eventually(lambda: last_row(terminal).strip() == "7", what=terminal.text)
    assert server.received == []
    terminal.press("Enter")
    terminal.wait_for("Enter: send 7 lines as one · l: line by line · Esc: edit")
    terminal.press("Escape")
    eventually(lambda: "line by line" not in terminal.text(), what=terminal.text)
    terminal.press("Enter")
    terminal.wait_for("line by line")
    terminal.press("l")
    server.wait_for([str(number) for number in range(1, 8)])


def test_completes_emoji(terminal, server):
    terminal.type("well done :thu")
    terminal.press("Tab", "Enter")
    server.wait_for(["well done 👍"])


def test_copies_the_newest_message(terminal, server):
    server.say("ana: copy me")
    terminal.wait_for("copy me")
    terminal.press("M-w")
    terminal.wait_for("copied the message (12 bytes)")
