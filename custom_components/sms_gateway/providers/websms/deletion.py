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

_REMEMBERED: Final = 1000
"""Messages and packets; more than a home sends in a minute."""

_COUNTS: Final = ("smsdelete", "partsdelete")
"""Of messages in a text, of parts in XML."""


class Packets:
    """The provider's own numbers of packets, which alone will do here.

    They come with the results; those of the last sendings are remembered, as there may
    be no results in the first minute.
    """

    def __init__(self) -> None:
        """Know of none."""
        self._known: dict[str, str] = {}

    def note(self, request: SendRequest, sent: Page) -> None:
        """Remember the number of a packet that was taken.

        Sections 5 and 6 disagree on which of the two names is the provider's.
        """
        ours = packet_number(request.request_id)
        told = (maybe(as_text, sent.fields.get(name)) for name in _NAMES)
        number = next((n for n in told if n and n != ours), None)
        if number is None:
            return
        ids = (maybe(as_text, row.get("message_id")) for row in sent.rows)
        for message_id in filter(None, (request.request_id, *ids)):
            self._known[message_id] = number
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def number(self, query: StatusQuery, found: Page) -> str:
        """Return the number of a message's packet; RefusedError where there is none."""
        if row_of(query, found) is not None:
            number = maybe(as_text, found.fields.get("packet_id"))
            if not number:
                raise OutcomeOpenError(UNREADABLE)
            return number
        if query.message_id not in self._known:
            raise RefusedError(NOTHING_REMOVED)
        return self._known[query.message_id]


def check_removed(page: Page) -> None:
    """Raise RefusedError where nothing was removed."""
    counts = [maybe(as_decimal, page.fields.get(name)) for name in _COUNTS]
    known = [count for count in counts if count is not None]
    if not known:
        raise OutcomeOpenError(UNREADABLE)
    if max(known) <= 0:
        raise RefusedError(NOTHING_REMOVED)
