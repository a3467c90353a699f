"""The pages in a real browser, by the element ids of the Channels tutorial.

The same steps run against our server and against a Django Channels site with the tutorial's pages: a script
that drives one drives the other.
"""

import asyncio
import json

import pytest

from channels_site import ChannelsSite
from chat_tui_peer import Member
from chromium import Chromium
from program import ROOT
from waiting import eventually


@pytest.fixture(scope="module")
def browser():
    with Chromium() as browser:
        yield browser


@pytest.fixture(params=["chat-tui", "chat-tui --compress", "daphne"])
def site(request, tmp_path):
    """The start of the pages' addresses; `url` is that of the sockets."""
    if request.param != "daphne":
        server = request.getfixturevalue("serve")(*request.param.split()[1:])
        server.name = request.param.replace(" --", "-")
        yield server
    else:
        with ChannelsSite("daphne", tmp_path / "log") as server:
            server.name = request.param
            yield server


def pages(site):
    return site.url.replace("ws://", "http://")


def enter(browser, site, room="lobby", by_click=False):
    """Goes from the first page into a room, as a person does."""
    tab = browser.tab(pages(site) + "/chat/")
    assert tab.value("document.activeElement.id") == "room-name-input"
    tab.type(room)
    if by_click:
        tab.click("room-name-submit")
    else:
        tab.press_enter()
    tab.wait_until(f"location.pathname === '/chat/{room}/' && document.readyState === 'complete'")
    tab.wait_until("document.activeElement.id === 'chat-message-input'")
    return tab


def log(tab):
    return tab.value("document.getElementById('chat-log').value")


def say(tab, text, by_click=False):
    tab.type(text)
    if by_click:
        tab.click("chat-message-submit")
    else:
        tab.press_enter()


def hear(tab, text):
    eventually(lambda: text in log(tab), what=lambda: (log(tab), tab.faults()))


def talk(*tabs):
    """Waits until each tab hears itself: its socket is open."""
    for number, tab in enumerate(tabs):
        mark = f"tab {number} is here"

        def heard():
            if mark in log(tab):
                return True
            # The tutorial's page throws while its socket is not open, and keeps what was typed.
            if tab.value("document.getElementById('chat-message-input').value") == "":
                tab.type(mark)
            tab.press_enter()
            return False

        eventually(heard, what=lambda: (log(tab), tab.faults()))


def test_two_tabs_and_a_terminal_in_one_room(browser, site, chat):
    terminal = chat("join", "lobby", "-s", site.url)
    terminal.write("from the terminal\n")
    assert terminal.message()["message"] == "from the terminal"

    one, two = enter(browser, site), enter(browser, site, by_click=True)
    talk(one, two)

    say(one, "by Enter, ünï 你好 👍")
    say(two, "by click", by_click=True)
    say(two, "over and over " * 50)
    for tab in (one, two):
        hear(tab, "over and over " * 50 + "\n")
        hear(tab, "by Enter, ünï 你好 👍\n")
        hear(tab, "by click\n")
    terminal.write("terminal again\n")
    for tab in (one, two):
        hear(tab, "terminal again\n")
    heard = set()
    while not {"by Enter, ünï 你好 👍", "by click"} <= heard:
        heard.add(terminal.message()["message"])
    for tab in (one, two):
        assert tab.value("document.getElementById('chat-message-input').value") == ""
        assert not [fault for fault in tab.faults() if "favicon" not in str(fault)]
    one.screenshot(ROOT / f".build/browser/{site.name}-room.png")


def test_hostile_text_is_text(browser, site, chat):
    tab = enter(browser, site)
    talk(tab)
    attacks = [
        "<img src=x onerror='window.owned = true'>",
        "<script>window.owned = true</script>",
        "</textarea><svg onload='window.owned = true'>",
        "javascript:window.owned=true",
        "\u202ereversed &lt;b&gt; &amp;",
    ]
    for attack in attacks:
        chat("join", "lobby", "-s", site.url, "-m", attack).expect(0)
        hear(tab, attack + "\n")
    assert tab.value("window.owned") is None
    assert tab.value("document.querySelectorAll('img, svg, #chat-log script').length") == 0
    tab.screenshot(ROOT / f".build/browser/{site.name}-hostile.png")


def test_a_page_sees_messages_only(browser, serve):
    """Also among members of `chat-tui.1`, who come, go and are told more."""
    server = serve()
    tab = enter(browser, server)
    tab.call("Network.enable")

    async def talk_as_members():
        ana = await Member("lobby", "ana").join(server.port)
        bob = await Member("lobby", "bob").join(server.port)
        bob.send_raw({"type": "typing"}, {"type": "nick", "nick": "bobby"})
        await ana.until(lambda: {"type": "nick", "from": "bob", "to": "bobby"} in ana.other)
        bob.drop()
        await ana.settle(ana.say("from ana"))

    talk(tab)
    asyncio.run(talk_as_members())
    hear(tab, "from ana\n")
    say(tab, "from the page")
    hear(tab, "from the page\n")
    frames = [json.loads(frame) for frame in tab.frames()]
    assert frames[-2:] == [{"message": "from ana"}, {"message": "from the page"}]
    assert all(list(frame) == ["message"] for frame in frames), frames


def test_rooms_are_apart(browser, site):
    lobby, dev = enter(browser, site, "lobby"), enter(browser, site, "dev")
    talk(lobby, dev)
    say(lobby, "only in the lobby")
    hear(lobby, "only in the lobby\n")
    say(dev, "only in dev")
    hear(dev, "only in dev\n")
    assert "only in the lobby" not in log(dev)
    assert "only in dev" not in log(lobby)


def test_the_first_page_can_be_looked_at(browser, serve):
    server = serve()
    tab = browser.tab(pages(server) + "/")
    tab.wait_until("location.pathname === '/chat/'")
    tab.screenshot(ROOT / ".build/browser/chat-tui-index.png")


def test_a_page_of_another_site_cannot_join(browser, serve, tmp_path):
    server = serve()
    with ChannelsSite("daphne", tmp_path / "log") as foreign:
        tab = browser.tab(pages(foreign) + "/chat/")
        tab.value(
            f"window.outcome = 'none'; const s = new WebSocket('{server.url}/ws/chat/lobby/');"
            " s.onopen = () => { window.outcome = 'open' }; s.onerror = () => { window.outcome = 'refused' }; 0"
        )
        tab.wait_until("window.outcome !== 'none'")
        assert tab.value("window.outcome") == "refused"


def test_comes_back_after_the_server_was_away(browser, serve, chat):
    """More than the tutorial's page does."""
    server = serve()
    tab = enter(browser, server)
    talk(tab)
    server.process.terminate()
    assert server.wait() == 0
    again = chat("serve", "--listen", f"127.0.0.1:{server.port}")
    again.line()
    again.url = server.url

    def heard():
        chat("join", "lobby", "-s", server.url, "-m", "welcome back").expect(0)
        return "welcome back" in log(tab)

    eventually(heard, within=40, what=lambda: log(tab))
