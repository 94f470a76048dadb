"""Errors of pages that document none: whether one is of the account is made sure of.

Else a number that means something of that page's own would hold up alarms.
"""

from collections.abc import Awaitable, Callable

from ..errors import ProviderError, RefusedError
from ..model import Reason
from .balance import REFUSALS
from .codes import ERRORS


async def make_sure(
    number: int | None, prove: Callable[[], Awaitable[object]]
) -> Reason | None:
    """Return what a number means, None where only its own page could tell.

    Raises RefusedError where `prove` does: then it is the account that is refused.
    """
    known = None if number is None else ERRORS.get(number)
    if known is None:
        return None
    if known.reason is Reason.BUSY:
        return known.reason
    if known.reason in REFUSALS:
        try:
            await prove()
        except RefusedError:
            raise
        except ProviderError:
            return None
    return None
