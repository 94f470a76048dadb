"""Taking a packet back (seed 000, 5.4): all of its messages that have not left yet."""

from decimal import Decimal
from typing import Final

from ..errors import OutcomeOpenError, RefusedError
from ..model import Fault, Reason
from ..values import as_decimal, as_text, maybe
from .answers import UNREADABLE, Page

NOTHING_REMOVED: Final = Fault(Reason.NOTHING_REMOVED)

_COUNTS: Final = ("smsdelete", "partsdelete")
"""Of messages in a text, of parts in XML."""


def system_packet(page: Page) -> str:
    """Return the provider's own number of a packet, which alone will do here."""
    number = maybe(as_text, page.fields.get("packet_id"))
    if not number:
        raise OutcomeOpenError(UNREADABLE)
    return number


def money_back(page: Page) -> Decimal:
    """Return what was given back; that nothing was removed is a RefusedError."""
    counts = [maybe(as_decimal, page.fields.get(name)) for name in _COUNTS]
    known = [count for count in counts if count is not None]
    if not known:
        raise OutcomeOpenError(UNREADABLE)
    if max(known) <= 0:
        raise RefusedError(NOTHING_REMOVED)
    return maybe(as_decimal, page.fields.get("moneyback")) or Decimal(0)
