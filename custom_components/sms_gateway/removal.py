"""What becomes of the messages of an account that is removed."""

from contextlib import suppress

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .gateway import GATEWAY
from .issues import async_report_removed
from .journal import Journal, JournalError, MessageUpdate
from .providers.model import Fault, MessageState, Reason
from .turns import is_waiting


async def async_forget_messages(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """End or hand over the messages of an account, tell of them, then forget them."""
    journal = hass.data[GATEWAY].journal
    given_up, unknown = await _abandon(journal, entry.entry_id)
    async_report_removed(hass, entry, given_up, unknown)
    await journal.forget_account(entry.entry_id)


async def _abandon(journal: Journal, entry_id: str) -> tuple[int, int]:
    """End what only a removed account could carry, and hand over the rest.

    Returns how many messages are given up, and of how many nobody will hear.
    """
    given_up, unknown = [], []
    for message in list(journal.messages):
        if is_waiting(message) and entry_id in message.chain:
            if chain := tuple(item for item in message.chain if item != entry_id):
                journal.hand_over(message, chain)
            else:
                given_up.append(message.reference)
        elif message.entry_id == entry_id and message.tracked_until is not None:
            unknown.append(message.reference)
    # Told all the same; the journal's own repair says what is wrong.
    with suppress(JournalError):
        await journal.update(
            MessageUpdate(
                reference=reference,
                state=state,
                fault=Fault(Reason.ACCOUNT_GONE),
                final=True,
            )
            for references, state in (
                (given_up, MessageState.FAILED),
                (unknown, MessageState.UNCONFIRMED),
            )
            for reference in references
        )
    return len(given_up), len(unknown)
