"""The journal's file as it lies on the disk, for whoever looks for a fault."""

from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from .const import DOMAIN
from .journal import Journal, JournalError

_LOG: Final = "-wal"


def journal_path(hass: HomeAssistant) -> Path:
    """Return where the journal is."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.db"))


async def async_is_writable(journal: Journal) -> bool:
    """Tell whether the disk takes what is to be kept, by giving it what waits."""
    try:
        await journal.written()
    except JournalError:
        return False
    return True


async def async_journal_sizes(hass: HomeAssistant) -> dict[str, int]:
    """Return the bytes of the file, of its log and of what was set aside as damaged."""
    return await hass.async_add_executor_job(_sizes, journal_path(hass))


def _sizes(path: Path) -> dict[str, int]:
    """Look at the folder."""
    return {
        "file": _size(path),
        "log": _size(path.with_name(path.name + _LOG)),
        "set_aside": sum(map(_size, path.parent.glob(f"{path.name}.damaged-*"))),
    }


def _size(path: Path) -> int:
    """Return the bytes of a file, 0 of one that is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
