"""docs/coverage.md as data: a row for each thing that the providers' documents name.

A section that begins with a provider's name, as in `## smsc 001`, has tables whose first
three cells are the words of the simulator's record. The last one tells where it is in
the integration, or `not offered: ` and why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
import re

from .simulator.kernel.coverage import Passed

DOCUMENT = Path(__file__).parent.parent / "docs" / "coverage.md"
_SIMULATOR = Path(__file__).parent / "simulator"

_NOT_OFFERED = "not offered: "
_REFERENCE = re.compile(r"`([^`]+)`")

SENT = frozenset({"page", "method", "format", "parameter"})
"""Kinds of what the integration itself sends; all else comes without being asked for."""

SET_BY_USERS = "handler"
"""The place of what users enter in a provider's cabinet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is about, and its last cell."""

    entry: Passed
    where: str

    @property
    def is_offered(self) -> bool:
        """Tell whether the integration has it."""
        return not self.where.startswith(_NOT_OFFERED)

    @property
    def reason(self) -> str:
        """Return why it is not offered."""
        return "" if self.is_offered else self.where.removeprefix(_NOT_OFFERED)

    @property
    def references(self) -> list[str]:
        """Return the places in the integration that are named."""
        return _REFERENCE.findall(self.where) if self.is_offered else []

    @property
    def is_sent(self) -> bool:
        """Tell whether it passes only if the integration sends it."""
        return self.entry.kind in SENT and self.entry.place != SET_BY_USERS

    def __str__(self) -> str:
        """Return its name in lists of what is wrong."""
        return " ".join(self.entry)


def read_rows(text: str) -> Iterator[Row]:
    """Yield all rows of a document's sections about providers."""
    provider = ""
    for line in text.splitlines():
        if line.startswith("## "):
            [provider] = re.findall(r"^## (\w+)", line)
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or cells[0] in ("kind", "---"):
            continue
        kind, place, name, where = cells
        yield Row(Passed(provider, kind, place, name), where)


def rows() -> list[Row]:
    """Return all rows of the document."""
    return list(read_rows(DOCUMENT.read_text(encoding="utf-8")))


def inventories() -> dict[str, frozenset[Passed]]:
    """Return what the documents name by provider: of each that has an inventory."""
    return {
        path.parent.name: import_module(
            f"tests.simulator.{path.parent.name}.inventory"
        ).inventory()
        for path in sorted(_SIMULATOR.glob("*/inventory.py"))
    }
