"""What goes into a page's work, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .accounts import Account
from .formats import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request: its parameters, and who asks, once that is known."""

    values: Mapping[str, str]
    fmt: Format
    remote: str
    concurrent: int = 1
    flaw: str = ""
    asker: Account | None = None
    oper_id: str = "0"

    @property
    def account(self) -> Account:
        """Return who asks; pages that need a login have it."""
        assert self.asker is not None
        return self.asker

    def value(self, name: str) -> str:
        """Return a parameter, or nothing where it is missing."""
        return self.values.get(name, "")

    def asking(self, values: Mapping[str, str]) -> Question:
        """Return the question with the parameters that are in order."""
        return replace(self, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer's text; the note is for the ledger."""

    text: str
    fmt: Format
    note: str = ""
