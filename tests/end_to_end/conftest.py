"""A home that is set up by its own interfaces, beside the simulator."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
import shutil
import sqlite3
from typing import Any

import aiohttp
import pytest

from demo.accounts import DemoAccount
from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.simulator import SimulatorProcess
from demo.story import Story
from demo.timeline import Timeline
from demo.user import add_account, read_callback_address

# Imported by every Python that starts: its clock, but for the monotonic one, runs ahead
# by as many seconds as a file has bytes (Home Assistant minds files that are opened).
_LATER = """\
import os
import time

_now, _monotonic, _state = time.time, time.monotonic, [0.0, 0.0]


def _later():
    if _monotonic() - _state[1] > 0.05:
        _state[:] = os.stat({path!r}).st_size, _monotonic()
    return _now() + _state[0]


time.time = _later
"""


type What = tuple[str, str]
"""Number and text: in these tests they tell messages apart, for both sides."""


@dataclass(frozen=True, slots=True)
class Left:
    """What the journal of a process that was killed says of a message."""

    reference: str
    state: str
    may_have_left: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Both programs, with the account and its recipient added."""

    simulator: SimulatorProcess
    home_assistant: HomeAssistantProcess
    story: Story
    timeline: Timeline
    folder: Path
    entry_ids: dict[str, str]
    """The account at each provider; only the demo's are there from the beginning."""

    async def add(self, account: DemoAccount) -> None:
        """Add an account, and let its provider call back, unless there is one."""
        provider, api = account.provider, self.story.api
        if provider in self.entry_ids:
            return
        entry = await add_account(api, account, self.simulator.url)
        self.entry_ids[provider] = entry["entry_id"]
        address = await read_callback_address(api, entry["entry_id"])
        await self.simulator.control(f"{provider}/account", handler=address)

    async def send_sms(
        self, message: str, provider: str = "smsc", **data: Any
    ) -> list[dict[str, Any]]:
        """Send by the action; return the messages of its answer."""
        answer = await self.story.websocket.perform(
            "sms_gateway.send_sms",
            {"message": message, "config_entry_id": self.entry_ids[provider], **data},
            answers=True,
        )
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def known(self, tag: str) -> list[dict[str, Any]]:
        """Return what Home Assistant knows of the messages with a tag."""
        answer = await self.story.websocket.perform(
            "sms_gateway.get_message_status", {"tag": tag}, answers=True
        )
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def until_stored(self, text: str = "callback_secret") -> None:
        """Wait until Home Assistant has written its config entries: it takes its time."""
        stored = self.home_assistant.folder / ".storage" / "core.config_entries"
        async with asyncio.timeout(30):
            while not stored.exists() or text not in stored.read_text():
                await asyncio.sleep(0.05)

    async def cut_power(self) -> None:
        """End Home Assistant by `kill -9`."""
        await self.home_assistant.kill()
        await self.story.close()
        self.timeline.say("Home Assistant is killed with -9")

    def left_in_journal(self) -> dict[What, Left]:
        """Read the files that a killed Home Assistant has left, from a copy."""
        copy = self.folder / "left"
        copy.mkdir()
        for path in (self.home_assistant.folder / ".storage").glob("sms_gateway.db*"):
            shutil.copy(path, copy)
        with closing(sqlite3.connect(copy / "sms_gateway.db")) as journal:
            rows = journal.execute(
                "SELECT phone, text, reference, state, is_on_wire FROM messages"
            ).fetchall()
        return {(row[0], row[1]): Left(row[2], row[3], bool(row[4])) for row in rows}

    async def come_back(self, later: int = 0) -> None:
        """Start Home Assistant again; by all clocks it is so many seconds later.

        The power may have been away for minutes, and no test should have to wait.
        """
        (self.folder / "later").write_text("." * later)
        async with asyncio.timeout(90):
            await self.home_assistant.start_and_wait()
        await self.story.connect()
        self.timeline.say(f"Home Assistant is up again, {later} s later by all clocks")


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Home]:
    """Set up a home; Home Assistant's log may not complain of anything in the end."""
    (tmp_path / "later").touch()
    site = tmp_path / "site"
    site.mkdir()
    later = _LATER.format(path=str(tmp_path / "later"))
    (site / "sitecustomize.py").write_text(later)
    monkeypatch.setenv("PYTHONPATH", str(site))
    async with aiohttp.ClientSession() as session:
        simulator = SimulatorProcess(session, tmp_path / "simulator.log")
        home_assistant = HomeAssistantProcess(
            session,
            tmp_path / "config",
            tmp_path / "home_assistant.log",
            port=choose_port(0),
        )
        home_assistant.make_folder()
        timeline = Timeline()
        story = Story(session, timeline, simulator, home_assistant)
        try:
            await story.prepare()
            entry_ids = {a.account.provider: a.entry_id for a in story.added}
            yield Home(simulator, home_assistant, story, timeline, tmp_path, entry_ids)
            await story.close()
            await home_assistant.end()
            await simulator.end()
            assert home_assistant.problems() == []
        finally:
            await story.close()
            for process in (home_assistant, simulator):
                if process.is_running:
                    await process.kill()
