"""Where numbers are registered: country, operator and region by prefix."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number is registered."""

    prefix: str
    mccmnc: str
    country: str
    operator: str
    region: str


_PLACES = (
    *(Place(f"791{n}", "25001", "Россия", "МТС", "Москва") for n in range(10)),
    *(Place(f"792{n}", "25002", "Россия", "МегаФон", "Москва") for n in range(10)),
    *(Place(f"790{n}", "25099", "Россия", "Билайн", "Москва") for n in (3, 5, 6, 9)),
    *(Place(f"796{n}", "25099", "Россия", "Билайн", "Москва") for n in range(10)),
    *(Place(f"7{code}", "25020", "Россия", "Tele2", "Москва") for code in (900, 977)),
    Place("7999", "25011", "Россия", "Yota", "Москва"),
    Place("77", "40101", "Казахстан", "Beeline KZ", ""),
    Place("7", "25001", "Россия", "МТС", ""),
    Place("375", "25701", "Беларусь", "A1", ""),
    Place("380", "25501", "Украина", "Vodafone", ""),
    Place("49", "26201", "Германия", "Telekom", ""),
    Place("44", "23410", "Великобритания", "O2", ""),
    Place("1", "310410", "США", "AT&T", ""),
)
_NOWHERE = Place("", "", "", "", "")


def place_of(digits: str) -> Place:
    """Return where a number in the international form is registered."""
    fitting = [one for one in _PLACES if digits.startswith(one.prefix)]
    return max(fitting, key=lambda one: len(one.prefix), default=_NOWHERE)
