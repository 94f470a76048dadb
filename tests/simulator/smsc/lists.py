"""The parameter `list`: recipients with a text of their own, and perhaps a sender."""

from dataclasses import dataclass
import re

from .addresses import is_mailbox
from .codes import PARAMETERS, Refusal
from .numbers import split_numbers

_LINE = re.compile(
    r"(?:(?P<head>[^|:;]*)\|)?(?P<phones>[^|:;]+)[:;](?P<text>.*)", re.DOTALL
)
_ADDRESS = re.compile(r"[Gg]\d+|\+?[\d\s()\-.]{7,}|#\d+|@?[A-Za-z]\w{4,31}")
_ZONE = re.compile(r"[+-]?\d{1,2}(\.\d{1,2})?")
_LARGEST_ZONE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: to whom, what, and, where the line says so, from whom and where."""

    phones: str
    text: str
    sender: str = ""
    timezone: float | None = None


def read_list(text: str, *, multiline: bool) -> list[Line]:
    """Read all lines; with `nl` a line that opens nothing goes on with the one before."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if multiline and lines and not _opens(line):
            lines[-1] += f"\n{line}"
        elif line.strip():
            lines.append(line)
    if not lines:
        raise Refusal(PARAMETERS, "list: it is empty")
    return [_read(line) for line in lines]


def _opens(line: str) -> bool:
    """Return whether a line begins with recipients."""
    found = _LINE.fullmatch(line)
    return found is not None and all(
        is_mailbox(one) or _ADDRESS.fullmatch(one)
        for one in split_numbers(found["phones"])
    )


def _read(line: str) -> Line:
    """Read one line."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise Refusal(PARAMETERS, "list: a line without recipients or text")
    if not found["text"].strip():
        raise Refusal(PARAMETERS, "list: a line without text")
    sender, _, zone = (found["head"] or "").partition(",")
    if zone and (not _ZONE.fullmatch(zone) or abs(float(zone)) > _LARGEST_ZONE):
        raise Refusal(PARAMETERS, f"list: zone {zone}")
    return Line(
        phones=found["phones"],
        text=found["text"].replace("\\n", "\n"),
        sender=sender.strip(),
        timezone=float(zone) if zone else None,
    )
