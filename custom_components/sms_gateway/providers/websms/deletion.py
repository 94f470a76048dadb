"""Taking a packet back (seed 000, 5.4): all of its messages that have not left yet."""

from typing import Final

from ..errors import OutcomeOpenError, RefusedError
from ..model import Fault, Reason, SendRequest, StatusQuery
from ..values import as_decimal, as_text, maybe
from .answers import UNREADABLE, Page
from .ids import packet_number
from .results import row_of

NOTHING_REMOVED: Final = Fault(Reason.NOTHING_REMOVED)

_NAMES: Final = ("packet_id", "user_packet_id")

_COUNTS: Final = ("smsdelete", "partsdelete")
"""Of messages in a text, of parts in XML."""


def sent_packet(request: SendRequest, page: Page) -> str | None:
    """Return the provider's own number of a packet that was taken, which alone will do.

    Sections 5 and 6 disagree on which of the two names is the provider's.
    """
    ours = packet_number(request.request_id)
    told = (maybe(as_text, page.fields.get(name)) for name in _NAMES)
    return next((number for number in told if number and number != ours), None)


def packet_of(query: StatusQuery, found: Page) -> str:
    """Return the number of a message's packet; RefusedError where there is none.

    It comes with the results. In the first minute there may be none, nor of what is
    not due yet: then it is the one that came with the answer to the sending.
    """
    if row_of(query, found) is not None:
        number = maybe(as_text, found.fields.get("packet_id"))
        if not number:
            raise OutcomeOpenError(UNREADABLE)
        return number
    if query.packet_id is None:
        raise RefusedError(NOTHING_REMOVED)
    return query.packet_id


def check_removed(page: Page) -> None:
    """Raise RefusedError where nothing was removed."""
    counts = [maybe(as_decimal, page.fields.get(name)) for name in _COUNTS]
    known = [count for count in counts if count is not None]
    if not known:
        raise OutcomeOpenError(UNREADABLE)
    if max(known) <= 0:
        raise RefusedError(NOTHING_REMOVED)
