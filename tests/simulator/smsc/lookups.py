"""Look-ups of numbers (HLR): who a number belongs to, where it is, whether it answers."""

from dataclasses import dataclass
from typing import assert_never

from tests.simulator.kernel.model import Fate, Message, Step

from .codes import (
    ABSENT,
    DELIVERED,
    NO_ERROR,
    OFFLINE,
    OPERATOR,
    SENT,
    UNDELIVERED,
    UNREPORTED,
    UNROUTED,
)
from .dialect import Dialect
from .numbers import Recipient

# In the order of the documents.
FIELDS = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")
SECRET_FIELDS = frozenset({"imsi", "msc"})
_MCC_LENGTH = 3
_IMSI_LENGTH = 15

# The subscriber's state where a test has only said what becomes of messages.
_ERRORS = {
    Fate.DELIVERED: NO_ERROR,
    Fate.READ: NO_ERROR,
    Fate.LINK: NO_ERROR,
    Fate.OFF: OFFLINE,
    Fate.EXPIRED: OFFLINE,
    Fate.UNDELIVERED: ABSENT,
    Fate.REJECTED: OPERATOR,
    Fate.UNREPORTED: UNREPORTED,
    Fate.UNROUTABLE: UNROUTED,
    Fate.INVALID: ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """What an operator's register says of a number; 0 is a phone that is reachable."""

    error: int = NO_ERROR
    imsi: str = ""
    msc: str = ""
    mcc: str = ""
    mnc: str = ""
    cn: str = ""
    net: str = ""
    rcn: str = ""
    rnet: str = ""

    def details(self) -> dict[str, str]:
        """Return the register's fields."""
        return {name: getattr(self, name) for name in FIELDS}


def default_subscriber(address: str) -> Subscriber:
    """Return a subscriber at home, as the number's own place says."""
    place = Recipient(address, address, valid=True).place
    mcc, mnc = place.mccmnc[:_MCC_LENGTH], place.mccmnc[_MCC_LENGTH:]
    return Subscriber(
        imsi=(place.mccmnc + address[1:].rjust(10, "0"))[:_IMSI_LENGTH],
        msc=f"{address[:4]}0960438",
        mcc=mcc,
        mnc=mnc,
        cn=place.country,
        net=place.operator,
    )


def plan_lookup(
    message: Message, subscriber: Subscriber, dialect: Dialect
) -> tuple[Step, ...]:
    """Return what becomes of a look-up."""
    match dialect.lookup_status:
        case "delivered":
            status = DELIVERED
        case "undelivered":
            status = DELIVERED if subscriber.error == NO_ERROR else UNDELIVERED
        case _:
            assert_never(dialect.lookup_status)
    details = subscriber.details()
    return Step(1.0, SENT), Step(2.0, status, subscriber.error, details)


def subscriber_by_fate(address: str, fate: Fate) -> Subscriber:
    """Return the subscriber of a phone of which only its fate is known."""
    known = default_subscriber(address)
    if _ERRORS[fate] != ABSENT:
        return Subscriber(error=_ERRORS[fate], **known.details())
    # Nobody has such a SIM card: there is nothing to tell but where numbers go.
    return Subscriber(error=ABSENT, mcc=known.mcc, mnc=known.mnc, cn=known.cn)


def told_details(message: Message, dialect: Dialect, *, full: bool) -> dict[str, str]:
    """Return what is told of a look-up's result; some of it perhaps only in full."""
    withheld = dialect.lookup_details == "only_in_full" and not full
    return {
        name: ""
        if withheld and name in SECRET_FIELDS
        else message.details.get(name, "")
        for name in FIELDS
    }
