"""Clicks and the wheel in a real terminal, as it reports them (SGR)."""

import pytest

from chat_server import ChatServer


@pytest.fixture
def screen(tmux):
    """A terminal where chat-tui has joined thirty rooms, which do not fit on it."""
    with ChatServer() as server:
        rooms = [f"room{number}" for number in range(1, 31)]
        terminal = tmux.join(server.url, *rooms, options="-n bob", columns=80, rows=20)
        server.wait_for_client(30)
        terminal.wait_for("▌1 room1", "more")
        yield terminal, server


def report(terminal, button, row, column, final="M"):
    """What the terminal sends for a button at a cell; rows and columns count from 0."""
    terminal.type(f"\x1b[<{button};{column + 1};{row + 1}{final}")


def row_of(terminal, text):
    return next(index for index, row in enumerate(terminal.rows()) if text in row)


def test_a_click_on_a_room_shows_it(screen):
    terminal, _ = screen
    report(terminal, 0, row_of(terminal, " 3 room3"), 5)
    terminal.wait_for("▌3 room3")


def test_the_wheel_over_the_room_list_shows_rooms_that_were_out_of_sight(screen):
    terminal, server = screen
    server.say("bob: your turn", room="room30")
    server.say("ana: bob!", room="room30")
    terminal.wait_for("↓", "2!│")
    assert "room30" not in terminal.text()
    for _ in range(8):
        report(terminal, 65, 5, 5)
    terminal.wait_for("room30 2!│")
    report(terminal, 0, row_of(terminal, "room30"), 5)
    terminal.wait_for("ana: bob!")


def test_the_wheel_over_the_messages_scrolls_back_and_a_click_on_what_is_new_returns(screen):
    terminal, server = screen
    server.say(*(f"line {number:03}" for number in range(50)), room="room1")
    terminal.wait_for("line 049")
    report(terminal, 64, 5, 40)
    terminal.wait_until_gone("line 049")
    server.say("line 050", room="room1")
    terminal.wait_for("↓ 1 new")
    row = row_of(terminal, "↓ 1 new")
    report(terminal, 0, row, terminal.rows()[row].index("↓"))
    terminal.wait_for("line 050")


def test_the_first_drag_is_answered_with_how_text_is_selected(screen):
    terminal, _ = screen
    report(terminal, 0, 5, 40)
    report(terminal, 0, 5, 50, final="m")
    terminal.wait_for("with Shift held down the mouse selects text")
