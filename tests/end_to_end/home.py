"""A home as these tests and the soak have it: both programs, and what its clocks say."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
import shutil
import sqlite3
import tempfile
from typing import Any

import aiohttp

from demo.accounts import DemoAccount
from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.simulator import SimulatorProcess
from demo.story import Story
from demo.timeline import Timeline
from demo.user import add_account, read_callback_address

_AHEAD = "later"

# Imported by every Python that starts: its clock, but for the monotonic one, runs ahead
# by as many seconds as a file has bytes (Home Assistant minds files that are opened).
# Were Home Assistant's two clocks not to agree, its time patterns would spin.
_LATER = """\
from datetime import timedelta
import os
import time

from homeassistant.util import dt

_now, _monotonic, _state = time.time, time.monotonic, [0.0, 0.0]


def _ahead():
    if _monotonic() - _state[1] > 0.05:
        _state[:] = os.stat({path!r}).st_size, _monotonic()
    return _state[0]


def _shifted(clock):
    return lambda *zone, **named: clock(*zone, **named) + timedelta(seconds=_ahead())


time.time = lambda: _now() + _ahead()
dt.utcnow, dt.now = _shifted(dt.utcnow), _shifted(dt.now)
"""


def run_clocks_ahead(folder: Path) -> Path:
    """Make what every Python is to be started with, so that `come_back` can do it."""
    (folder / _AHEAD).touch()
    site = folder / "site"
    site.mkdir()
    later = _LATER.format(path=str(folder / _AHEAD))
    (site / "sitecustomize.py").write_text(later)
    return site


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

    @property
    def storage(self) -> Path:
        """Return the folder with the journal and the config entries."""
        return self.home_assistant.folder / ".storage"

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
        stored = self.storage / "core.config_entries"
        async with asyncio.timeout(30):
            while not stored.exists() or text not in stored.read_text():
                await asyncio.sleep(0.05)

    async def cut_power(self) -> None:
        """End Home Assistant by `kill -9`."""
        await self.home_assistant.kill()
        await self.story.close()
        self.timeline.say("Home Assistant is killed with -9")

    @contextmanager
    def journal_left(self) -> Iterator[sqlite3.Connection]:
        """Open the files that a Home Assistant that has ended left, in a copy."""
        with tempfile.TemporaryDirectory(dir=self.folder) as copy:
            for path in self.storage.glob("sms_gateway.db*"):
                shutil.copy(path, copy)
            with closing(sqlite3.connect(Path(copy) / "sms_gateway.db")) as journal:
                yield journal

    def left_in_journal(self) -> dict[What, Left]:
        """Read how far the messages got in a Home Assistant that was killed."""
        with self.journal_left() as journal:
            rows = journal.execute(
                "SELECT phone, text, reference, state, is_on_wire FROM messages"
            ).fetchall()
        return {(row[0], row[1]): Left(row[2], row[3], bool(row[4])) for row in rows}

    async def come_back(self, later: int = 0) -> None:
        """Start Home Assistant again; by all clocks it is so many seconds later.

        The power may have been away for minutes, and no test should have to wait.
        """
        (self.folder / _AHEAD).write_text("." * later)
        async with asyncio.timeout(90):
            await self.home_assistant.start_and_wait()
        await self.story.connect()
        self.timeline.say(f"Home Assistant is up again, {later} s later by all clocks")


@asynccontextmanager
async def open_home(
    folder: Path,
    timeline: Timeline,
    *,
    packages: Mapping[str, str] | None = None,
    speed: float = 20.0,
    also: Sequence[Path] = (),
    without: Collection[str] = (),
) -> AsyncGenerator[Home]:
    """Start both programs and set the home up; end them in good order, or at all.

    `packages` are further YAML by name; the simulator's waiting is `speed` times faster;
    `also` are further integrations, `without` such as it does not need.
    """
    async with aiohttp.ClientSession() as session:
        simulator = SimulatorProcess(session, folder / "simulator.log", speed=speed)
        home_assistant = HomeAssistantProcess(
            session,
            folder / "config",
            folder / "home_assistant.log",
            port=choose_port(0),
        )
        home_assistant.make_folder(packages, without)
        for integration in also:
            custom = home_assistant.folder / "custom_components" / integration.name
            custom.symlink_to(integration)
        story = Story(session, timeline, simulator, home_assistant)
        try:
            await story.prepare()
            entry_ids = {a.account.provider: a.entry_id for a in story.added}
            yield Home(simulator, home_assistant, story, timeline, folder, entry_ids)
            await story.close()
            await home_assistant.end()
            await simulator.end()
        finally:
            await story.close()
            for process in (home_assistant, simulator):
                if process.is_running:
                    await process.kill()
