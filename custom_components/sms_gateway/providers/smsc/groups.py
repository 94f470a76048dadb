"""Who is in a group: the price of a text to it names every number (seed 001, `phones`)."""

from collections.abc import Mapping
import re
from typing import Final

from ..codes import Code
from ..errors import OutcomeOpenError, RefusedError
from ..model import Fault, Reason
from ..values import as_text, maybe
from .codes import ESTIMATE_ERRORS

_GROUP: Final = re.compile(r"[Gg]?([0-9]+)")

_NOBODY: Final = Code(
    Reason.GROUP_UNKNOWN,
    "There is no such group, or nobody in it can be reached",
    "Такой группы нет, или в ней некому отправлять",
)

# All else in the question is right, so these can be said of the group only.
GROUP_ERRORS: Final = ESTIMATE_ERRORS | dict.fromkeys((1, 7, 8), _NOBODY)

TABLE_GROUP: Final = "group"


def group_parameters(group: str) -> dict[str, str]:
    """Return the question; raises RefusedError for what cannot be a group."""
    number = _GROUP.fullmatch(group)
    if number is None:
        raise RefusedError(Fault(Reason.GROUP_UNKNOWN))
    # Any text will do: with `cost=1` nothing is sent.
    return {"phones": f"G{number[1]}", "mes": "1", "cost": "1", "op": "1"}


def group_members(answer: Mapping[str, object]) -> tuple[str, ...]:
    """Return who is in a group, those that SMSC itself would refuse among them."""
    rows = answer.get("phones")
    phones = [
        phone
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and (phone := maybe(as_text, row.get("phone")))
    ]
    if not phones:
        # A price without rows: there is somebody, but nobody says who.
        raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    return tuple(f"+{phone}" if phone.isdecimal() else phone for phone in phones)
