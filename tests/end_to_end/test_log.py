"""What counts as a complaint of Home Assistant's log."""

from pathlib import Path

import aiohttp

from demo.home_assistant import HomeAssistantProcess

_USUAL = """\
2026-11-21 09:18:17.759+00:00 WARNING (SyncWorker_0) [homeassistant.loader] We found a \
custom integration sms_gateway which has not been tested by Home Assistant.
2026-11-21 09:18:19.635+00:00 ERROR (MainThread) [homeassistant] Error doing job: Task \
exception was never retrieved (task: None)
Traceback (most recent call last):
ModuleNotFoundError: No module named 'metno'
2026-11-21 09:18:20.001+00:00 WARNING (MainThread) [homeassistant.components.x] Slow.
2026-11-21 09:18:20.002+00:00 DEBUG (MainThread) [custom_components.sms_gateway] Fine.
"""
_ERROR = """\
2026-11-21 09:18:21.001+00:00 ERROR (MainThread) [homeassistant] Error doing job
Traceback (most recent call last):
KeyError: 'phone'
"""
_OURS = """\
2026-11-21 09:18:22.001+00:00 WARNING (MainThread) [custom_components.sms_gateway.x] Oh.
"""
_DEPRECATED = """\
2026-11-21 09:18:23.001+00:00 WARNING (MainThread) [homeassistant.helpers.frame] \
Something is deprecated
"""
_STRAY = "Exception ignored in: <function f>\n"


async def _problems(tmp_path: Path, log: str) -> list[str]:
    """Return what is found in a log."""
    path = tmp_path / "log"
    path.write_text(log)
    async with aiohttp.ClientSession() as session:
        return HomeAssistantProcess(session, tmp_path, path, port=0).problems()


async def test_what_is_there_every_time_is_no_problem(tmp_path: Path) -> None:
    """Neither what nobody can help, nor warnings about others."""
    assert await _problems(tmp_path, "") == []
    assert await _problems(tmp_path, _USUAL) == []


async def test_errors_and_our_warnings_are_problems(tmp_path: Path) -> None:
    """Each with all its lines."""
    log = _STRAY + _USUAL + _ERROR + _OURS + _DEPRECATED
    assert await _problems(tmp_path, log) == [
        part.strip() for part in (_STRAY, _ERROR, _OURS, _DEPRECATED)
    ]
