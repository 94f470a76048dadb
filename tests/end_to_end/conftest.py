"""A home that is set up by its own interfaces, beside the simulator."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.simulator import SimulatorProcess
from demo.story import Story
from demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Home:
    """Both programs, with the account and its recipient added."""

    simulator: SimulatorProcess
    home_assistant: HomeAssistantProcess
    story: Story


@pytest.fixture
async def home(tmp_path: Path) -> AsyncGenerator[Home]:
    """Set up a home; Home Assistant's log may not complain of anything in the end."""
    async with aiohttp.ClientSession() as session:
        simulator = SimulatorProcess(session, tmp_path / "simulator.log")
        home_assistant = HomeAssistantProcess(
            session,
            tmp_path / "config",
            tmp_path / "home_assistant.log",
            port=choose_port(0),
        )
        home_assistant.make_folder()
        story = Story(session, Timeline(), simulator, home_assistant)
        try:
            await story.prepare()
            yield Home(simulator, home_assistant, story)
            await story.close()
            await home_assistant.end()
            await simulator.end()
            assert home_assistant.problems() == []
        finally:
            await story.close()
            for process in (home_assistant, simulator):
                if process.is_running:
                    await process.kill()
