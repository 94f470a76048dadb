"""How SMSC reads phone numbers."""

from dataclasses import dataclass
import re

_IGNORED = re.compile(r"[\s()\-.]")
_LENGTHS = range(8, 16)
_UNASSIGNED = [
    "0",
    "210",
    "214",
    "215",
    "217",
    "219",
    "259",
    "28",
    "292",
    "293",
    "294",
    "295",
    "296",
    "384",
    "394",
    "395",
    "396",
    "397",
    "422",
    "424",
    "425",
    "426",
    "427",
    "428",
    "429",
    "693",
    "694",
    "695",
    "696",
    "697",
    "698",
    "699",
    "801",
    "802",
    "803",
    "804",
    "805",
    "806",
    "807",
    "809",
    "83",
    "851",
    "854",
    "857",
    "858",
    "859",
    "871",
    "872",
    "873",
    "874",
    "875",
    "876",
    "877",
    "879",
    "884",
    "885",
    "887",
    "889",
    "89",
    "969",
    "978",
    "990",
    "991",
    "997",
    "999",
]


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


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address as it was asked for and as SMSC understood it; mostly a number."""

    asked: str
    address: str
    valid: bool

    @property
    def place(self) -> Place:
        """Return where the number is registered."""
        fitting = [one for one in _PLACES if self.address.startswith(one.prefix)]
        return max(fitting, key=lambda one: len(one.prefix), default=_NOWHERE)


def split_numbers(phones: str) -> list[str]:
    """Return the entries of a list that commas or semicolons separate."""
    return [one.strip() for one in re.split("[,;\n]", phones) if one.strip()]


def read_number(asked: str) -> Recipient:
    """Read a number; one without a plus may be corrected into another."""
    bare = _IGNORED.sub("", asked)
    digits = bare.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return Recipient(asked, digits, valid=False)
    if not bare.startswith("+"):
        digits = _correct(digits)
    return Recipient(asked, digits, valid=_is_possible(digits))


def _correct(digits: str) -> str:
    """Bring a Russian number without a plus into the international form."""
    if len(digits) == 11 and digits.startswith("8"):
        return "7" + digits[1:]
    if len(digits) == 10 and digits.startswith("9"):
        return "7" + digits
    return digits


def _is_possible(digits: str) -> bool:
    """Return whether a country code and the length that goes with it are right."""
    if digits.startswith("7"):
        return len(digits) == 11 and digits[1] in "3456789"
    return len(digits) in _LENGTHS and not digits.startswith(tuple(_UNASSIGNED))
