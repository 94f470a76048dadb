"""Taking a message back: status.php with `del=1`, for one number of an id (seed 002)."""

from collections.abc import Mapping
from typing import Final

from ..codes import Code
from ..model import Reason, StatusQuery
from ..values import as_text, maybe
from .codes import LOOK_UP_ERRORS

DELETION_ERRORS: Final = LOOK_UP_ERRORS | {
    5: Code(Reason.NOTHING_REMOVED, LOOK_UP_ERRORS[5].en, LOOK_UP_ERRORS[5].ru)
}


def deletion_parameters(query: StatusQuery) -> dict[str, str]:
    """Return what names the message; the other numbers of its id stay."""
    return {"del": "1", "id": query.message_id, "phone": query.phone}


def is_deleted(answer: Mapping[str, object]) -> bool:
    """Tell whether an answer says that something was removed."""
    return (maybe(as_text, answer.get("result")) or "").upper() == "OK"
