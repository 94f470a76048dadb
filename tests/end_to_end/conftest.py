"""A home that is set up by its own interfaces, beside the simulator."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from demo.timeline import Timeline

from .home import Home, open_home, run_clocks_ahead


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Home]:
    """Set up a home; Home Assistant's log may not complain of anything in the end."""
    monkeypatch.setenv("PYTHONPATH", str(run_clocks_ahead(tmp_path)))
    async with open_home(tmp_path, Timeline()) as home:
        yield home
    assert home.home_assistant.problems() == []
