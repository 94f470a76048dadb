"""How SMSC reads phone numbers."""

from dataclasses import dataclass
import re

from tests.simulator.kernel.places import Place, place_of

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
class Recipient:
    """An address as it was asked for and as SMSC understood it; mostly a number."""

    asked: str
    address: str
    valid: bool

    @property
    def place(self) -> Place:
        """Return where the number is registered."""
        return place_of(self.address)


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
