"""Look-ups of numbers: `hlr=1` and `ping=1` of send.php, read by status.php (seed 002)."""

from collections.abc import Mapping
from typing import Final

from ..model import LookUpKind, LookUpRequest, LookUpResult, MessageState, StatusQuery
from ..values import as_decimal, as_int, as_text, maybe
from .codes import NOT_FOUND, judge

_UNDER_WAY: Final = frozenset({NOT_FOUND, -2, -1, 0})

_TYPES: Final = frozenset({4, 5})
"""HLR and ping, among the types of messages (seed 004, `type` and bits 0-3 of `flag`)."""

# Of the account, the route or the time of day: the phone may well be reachable.
_NOT_OF_THE_PHONE: Final = frozenset(
    {200, 220, 238, 239, 241, 243, 244, 245, 246, 247, 248, 250, 251, 252, 253, 254}
)

_REACHED: Final = frozenset({MessageState.DELIVERED, MessageState.READ})
_MISSED: Final = frozenset({MessageState.EXPIRED, MessageState.UNDELIVERED})

_MCC_LENGTH: Final = 3


def look_up_parameters(request: LookUpRequest) -> dict[str, str]:
    """Return what asks for numbers; each is charged, so the cost comes along."""
    return {
        "phones": ",".join(request.phones),
        "id": request.request_id,
        request.kind: "1",
        "cost": "3",
        "op": "1",
    }


def result_parameters(query: StatusQuery) -> dict[str, str]:
    """Return what asks for a result in full: some of it may come no other way."""
    return {"id": query.message_id, "phone": query.phone, "all": "2"}


def is_look_up(fields: Mapping[str, str]) -> bool:
    """Tell whether a callback is of a look-up, which is no message."""
    kind = maybe(as_int, fields.get("type"))
    if kind is None:
        kind = (maybe(as_int, fields.get("flag")) or 0) & 15
    return kind in _TYPES


def look_up_result(
    phone: str, kind: LookUpKind, row: Mapping[str, object]
) -> LookUpResult | None:
    """Read a row of status.php; None while there is no result."""
    status, error = maybe(as_int, row.get("status")), maybe(as_int, row.get("err")) or 0
    if status is None or status in _UNDER_WAY:
        return None
    verdict = judge(status, error)

    def text(*names: str) -> str | None:
        return next((t for n in names if (t := maybe(as_text, row.get(n)))), None)

    mcc, mnc = text("mcc"), text("mnc")
    if mcc is None and (both := text("mccmnc")) is not None:
        mcc, mnc = both[:_MCC_LENGTH], both[_MCC_LENGTH:] or None
    return LookUpResult(
        phone=phone,
        is_reachable=_is_reachable(verdict.state if verdict else None, error),
        fault=None if verdict is None else verdict.fault,
        cost=maybe(as_decimal, row.get("cost")),
        country=text("cn", "country"),
        region=text("region"),
        operator=text("net", "operator"),
        original_operator=text("operator_orig"),
        roaming_country=text("rcn"),
        roaming_operator=text("rnet"),
        mcc=mcc,
        # As a number it lost its zeros.
        mnc=None if mnc is None else mnc.zfill(2),
        imsi=text("imsi") if kind is LookUpKind.HLR else None,
        msc=text("msc") if kind is LookUpKind.HLR else None,
    )


def _is_reachable(state: MessageState | None, error: int) -> bool | None:
    """Return what status and error say of the phone; None where they say nothing."""
    if error:
        return None if error in _NOT_OF_THE_PHONE else False
    if state in _REACHED:
        return True
    return False if state in _MISSED else None
