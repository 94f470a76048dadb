"""Backups: the journal's copy is whole, and known for a copy when it is restored."""

import logging

from homeassistant.core import HomeAssistant

from .gateway import GATEWAY
from .issues import async_report_journal
from .journal import JournalError

_LOGGER = logging.getLogger(__name__)


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Mark the journal; what is pending in a marked one is never sent again."""
    try:
        await hass.data[GATEWAY].journal.copy(begins=True)
    except JournalError:
        # A backup of all the rest is worth more than none.
        _LOGGER.error("The journal could not be marked for the backup")
        async_report_journal(hass, works=False)


async def async_post_backup(hass: HomeAssistant) -> None:
    """Go on as before."""
    try:
        await hass.data[GATEWAY].journal.copy(begins=False)
    except JournalError:
        _LOGGER.error("The mark of the backup could not be taken off the journal")
        async_report_journal(hass, works=False)
