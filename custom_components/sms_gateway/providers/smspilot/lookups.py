"""Look-ups of numbers: texts that are orders, read as statuses (seed 003, section 3)."""

from typing import Final

from ..model import LookUpKind, LookUpRequest, LookUpResult
from ..values import as_decimal, as_int, as_text, maybe
from .answers import Row
from .codes import REACHABLE, REFUSED, fault_of

_ORDERS: Final = {
    LookUpKind.HLR: "HLR",
    LookUpKind.PING: "PING",
    LookUpKind.HLR_VIP: "HLRVIP",
}


def look_up_parameters(request: LookUpRequest) -> dict[str, str]:
    """Return what asks for numbers."""
    return {
        "send": _ORDERS[request.kind],
        "to": ",".join(phone.removeprefix("+") for phone in request.phones),
    }


FIELDS: Final = (
    "server_id,phone,status,price,error,country,operator,"
    "imsi,msc,mcc,mnc,cn,net,rcn,rnet,gscn,gnet"
)
"""What is asked for of a result; some comes only so."""

_LONGEST_MNC: Final = 3


def look_up_result(phone: str, row: Row) -> LookUpResult | None:
    """Read a row; None while there is no result.

    The names of two fields are damaged in the seed; those of the other providers, who
    ask the same register, are read as well.
    """

    def text(*names: str) -> str | None:
        return next((t for n in names if (t := maybe(as_text, row.get(n)))), None)

    status, error = maybe(as_int, row.get("status")), maybe(as_int, row.get("error"))
    is_refused = status == REFUSED and bool(error) and text("phone") is not None
    if status not in REACHABLE and not is_refused:
        return None
    mnc, msc = text("mnc"), text("msc")
    if mnc is not None and len(mnc) > _LONGEST_MNC:
        # As the seed prints it: the number of a centre under this name.
        mnc, msc = None, msc or mnc
    return LookUpResult(
        phone=phone,
        is_reachable=REACHABLE.get(status or 0),
        fault=fault_of(error) if is_refused else None,
        cost=maybe(as_decimal, row.get("price")),
        country=text("cn", "country"),
        operator=text("net", "operator"),
        roaming_country=text("rcn", "gscn"),
        roaming_operator=text("rnet", "gnet"),
        mcc=text("mcc"),
        mnc=mnc,
        imsi=text("imsi"),
        msc=msc,
    )
