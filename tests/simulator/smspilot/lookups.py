"""What a look-up of a number can find beyond its status (HLRVIP)."""

from dataclasses import dataclass, replace

from tests.simulator.kernel.places import place_of

from .dialect import Dialect

_IMSI_LENGTH = 15
_MCC_LENGTH = 3
# The document says mnc of the centre's number, too, and has other names for roaming.
_PRINTED = {"msc": "mnc", "rcn": "gscn", "rnet": "gnet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """What the operators' registers know of a number."""

    imsi: str = ""
    msc: str = ""
    mcc: str = ""
    mnc: str = ""
    cn: str = ""
    net: str = ""
    rcn: str = ""
    rnet: str = ""


FIELDS = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")


def subscriber_at_home(phone: str) -> Subscriber:
    """Return what is known of a number whose owner is in their own network."""
    place = place_of(phone)
    return Subscriber(
        imsi=(place.mccmnc + phone[1:].rjust(10, "0"))[:_IMSI_LENGTH],
        msc=f"{phone[:4]}0960438",
        mcc=place.mccmnc[:_MCC_LENGTH],
        mnc=place.mccmnc[_MCC_LENGTH:],
        cn=place.country,
        net=place.operator,
    )


def with_changes(subscriber: Subscriber, **register: str) -> Subscriber:
    """Return a subscriber of whom more is known."""
    return replace(subscriber, **register)


def told(subscriber: Subscriber, dialect: Dialect) -> dict[str, str]:
    """Return what is known by the names that a dialect has for it."""
    names = _PRINTED if dialect.hlrvip_names == "printed" else {}
    found: dict[str, str] = {}
    for name in FIELDS:
        # Two of one name cannot both be told: the document has the centre's first.
        found.setdefault(names.get(name, name), getattr(subscriber, name))
    return found
