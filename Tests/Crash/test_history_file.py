"""The file of the history: whose it is, who may read it, and what happens when it cannot be used."""

import asyncio
import os
import stat

import pytest

from chat_tui_peer import Member
from disk import SmallDisk
from history_file import integrity, stored

ROOM = "lobby"


async def say(server, *texts):
    """Says each text once the one before it is accepted."""
    member = await Member(ROOM, "ana").join(server.port)
    for text in texts:
        await member.settle(member.say(text))
    member.drop()


def texts(path):
    return [message.text for message in stored(path, ROOM)]


@pytest.fixture
def used(server, history):
    """A server that has ended, and left a history."""
    server = server().start()
    asyncio.run(say(server, *(f"{number} " + "x" * 1_000 for number in range(200))))
    server.stop()
    return server


def test_only_its_owner_can_read_it(server, home):
    server = server(None, umask=0).start()
    asyncio.run(say(server, "private"))
    folder = home / ".local/share/chat-tui"
    files = list(folder.iterdir())
    assert any(file.name.endswith("-wal") for file in files), files
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in [folder, *files]}
    assert modes.pop("chat-tui") == 0o700
    assert set(modes.values()) == {0o600}, modes


def test_no_message_is_in_the_log(server):
    server = server(None, "--verbose").start()
    asyncio.run(say(server, "a secret"))
    server.stop()
    assert "secret" not in server.program.error_text()


def test_it_is_used_again(used, history):
    before = texts(history)
    used.start()
    asyncio.run(say(used, "after"))
    used.stop()
    assert texts(history) == [*before, "after"]


def test_a_second_server_is_told_who_has_it(server, history):
    first = server().start()
    sentence = server(history).refused()
    assert str(history) in sentence
    assert str(first.pid) in sentence or str(first.port) in sentence, sentence
    asyncio.run(say(first, "undisturbed"))
    first.stop()
    assert texts(history) == ["undisturbed"]


def test_a_dead_server_has_nothing(server, history):
    first = server().start()
    asyncio.run(say(first, "before"))
    first.kill()
    second = server(history).start()
    asyncio.run(say(second, "after"))
    second.stop()
    assert texts(history) == ["before", "after"]


def damage_header(data):
    return b"no database at all".ljust(100, b"\0") + data[100:]


def damage_page(data):
    middle = len(data) // 2 // 4096 * 4096
    return data[:middle] + os.urandom(4096) + data[middle + 4096 :]


def damage_end(data):
    return data[: len(data) // 2 // 4096 * 4096]


@pytest.mark.parametrize("damage", [damage_header, damage_page, damage_end])
def test_a_damaged_file_is_left_alone(used, history, damage):
    damaged = damage(history.read_bytes())
    history.write_bytes(damaged)
    sentence = used.refused()
    assert str(history) in sentence
    assert "damaged" in sentence and "move" in sentence, "what happened, and a way out"
    assert history.read_bytes() == damaged

    history.rename(history.with_suffix(".damaged"))
    used.start()
    asyncio.run(say(used, "a new beginning"))
    used.stop()
    assert texts(history) == ["a new beginning"]


def test_a_file_that_can_only_be_read(used, server, history, tmp_path):
    disk = SmallDisk(tmp_path, size=8 << 20)
    try:
        path = disk.path / "history.sqlite"
        path.write_bytes(history.read_bytes())
        path.chmod(0o600)
        disk.make_read_only()
        sentence = server(path).refused()
        assert str(path) in sentence and "read" in sentence
    finally:
        disk.remove()


def make_symbolic_link(history):
    history.rename(history.with_suffix(".real"))
    history.symlink_to(history.with_suffix(".real"))


def give_to_another(history):
    try:
        os.chown(history, 12_345, -1)
    except OSError:
        pytest.skip("only root can give a file away")


def open_to_others(history):
    history.chmod(0o644)


def open_folder_to_others(history):
    history.parent.chmod(0o777)


def make_folder(history):
    history.unlink()
    history.mkdir()


@pytest.mark.parametrize(
    "change", [make_symbolic_link, give_to_another, open_to_others, open_folder_to_others, make_folder]
)
def test_a_file_that_cannot_be_trusted_is_refused(used, history, change):
    change(history)
    assert str(history) in used.refused()


def test_off_keeps_nothing_on_disk(server, home):
    server = server("off").start()

    async def run():
        member = await Member(ROOM, "ana").join(server.port)
        await member.settle(member.say("in memory"))
        other = await Member(ROOM, "bob", last=10).join(server.port)
        assert other.next_seq == 2
        return member.epoch

    first = asyncio.run(run())
    server.stop()
    assert not [path for path in home.rglob("*") if path.is_file()]
    server.start()
    assert asyncio.run(run()) != first, "another log is another epoch"


def test_retention_shows_its_gap(server, history):
    server = server(history, "--keep", "20").start()

    async def run():
        away = await Member(ROOM, "away").join(server.port)
        talker = await Member(ROOM, "talker", window=8).join(server.port)
        first = talker.say("first")
        await talker.settle(first)
        await away.until(lambda: away.next_seq == 2)
        away.drop()
        numbers = iter(range(500))
        talker.supply = lambda: next((str(number) for number in numbers), None)
        talker.say("more")
        await talker.until(lambda: not talker.outbox, within=30)

        await away.join(server.port)
        assert away.gaps and away.welcome["resumed"] is False
        kept = await away.whole_history(limit=7)
        assert kept[-1].seq == talker.next_seq - 1
        assert 20 <= len(kept) < 200, "in small steps, but it does"
        assert [message.seq for message in kept] == list(range(kept[0].seq, talker.next_seq))
        return kept

    kept = asyncio.run(run())
    server.stop()
    assert stored(history, ROOM)[-20:] == kept[-20:]
    assert integrity(history) == "ok"
