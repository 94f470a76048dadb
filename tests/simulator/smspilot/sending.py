"""The records of a request: what was asked, and what is to be sent to whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from .channels import Rule
from .recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A request whose parameters are in order."""

    values: Mapping[str, str]
    remote: str = ""

    def value(self, name: str) -> str:
        """Return a parameter, or nothing where it is missing."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a message is from; `original` is what was asked for and replaced."""

    name: str
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request to send, read and in order."""

    rule: Rule
    text: str
    sender: Sender
    parts: int
    due_at: float
    scheduled: bool
    validity: float
    recipients: tuple[Recipient, ...]
    callback: str
    callback_method: str
