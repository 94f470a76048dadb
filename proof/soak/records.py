"""What each side has on record: the journal's rows, the ledger, and the events told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
import json
from pathlib import Path
import sqlite3
from typing import Any, Final

from tests.end_to_end.home import What

from .plan import LATER_CODES, REQUESTS, HidingFault, SlowFault

RESTORED: Final = "restored"
"""The journal's reason for what a restored backup cannot know."""

_ROWS: Final = """\
SELECT reference, provider, phone, text, state, reason, is_on_wire, was_denied, followed,
created_at, valid_until, changed_at FROM messages"""

_HIDING: Final = frozenset(
    str(REQUESTS[fault]["kind"]) for fault in (*HidingFault, *SlowFault)
)

_LATER: Final = frozenset(
    (provider, code) for (provider, _), code in LATER_CODES.items()
)

_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "smsc": ("phones", "mes"),
    "smspilot": ("to", "send"),
    "websms": ("phone_list", "message"),
}
"""The parameters of a sending that have its numbers, and its text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the journal has it."""

    reference: str
    provider: str
    phone: str
    text: str
    state: str
    reason: str | None
    is_on_wire: bool
    was_denied: bool
    followed: str | None
    created_at: float
    valid_until: float
    changed_at: float

    @property
    def what(self) -> What:
        """Return what both sides know a message by."""
        return self.phone, self.text

    @property
    def is_settled(self) -> bool:
        """Tell whether a home that goes back to this row still knows what to do."""
        is_open = self.state == "unconfirmed" and self.followed == "pending"
        return not (
            self.state == "pending" or self.is_on_wire or self.was_denied or is_open
        )


type Journal = Mapping[What, Row]


def read_journal(journal: sqlite3.Connection) -> Journal:
    """Read all messages."""
    journal.row_factory = sqlite3.Row
    rows = [
        Row(**{**row, "is_on_wire": bool(row["is_on_wire"])})
        for row in journal.execute(_ROWS)
    ]
    return {row.what: row for row in rows}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message as its provider has it."""

    provider: str
    status: int
    accepted_at: float
    took: float = 0.0
    """Seconds since its request had come."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the providers kept: what they took, and whose answers they hid."""

    accepted: Mapping[What, Sequence[Accepted]]
    hidden: Counter[What]
    faults: Counter[str]
    """Those that a request met, by kind."""
    unknown_parameters: Sequence[str]
    refused: frozenset[What] = frozenset()
    """What was refused for good: another try is not asked for."""
    troubled: frozenset[What] = frozenset()
    """What was in a request that met a fault, or was refused in any way."""
    spoiled: Sequence[tuple[str, float]] = ()
    """Provider and time of each question (no sending) that met a fault."""


@dataclass(slots=True)
class _Requests:
    """What the providers' record of requests tells, as it is read."""

    hidden: Counter[What] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    refused: set[What] = field(default_factory=set)
    troubled: set[What] = field(default_factory=set)
    spoiled: list[tuple[str, float]] = field(default_factory=list)
    came: dict[What, list[float]] = field(default_factory=dict)

    def read(self, request: Mapping[str, Any]) -> None:
        """Read one of them."""
        provider, at, code = request["provider"], request["at"], request["error_code"]
        whats = list(_whats(provider, request["parameters"]))
        for what in whats:
            self.came.setdefault(what, []).append(at)
        if code is not None and (provider, code) not in _LATER:
            self.refused.update(whats)
        kind = request["fault"]
        if kind is not None or code is not None:
            self.troubled.update(whats)
        if kind is None:
            return
        self.faults[kind] += 1
        if not whats:
            self.spoiled.append((provider, at))
        # SMSC's "too often" may be said of the first try (docs/decisions.md).
        if kind in _HIDING or (provider, code) == ("smsc", 9):
            self.hidden.update(whats)

    def took(self, what: What, accepted_at: float) -> float:
        """Return the seconds from the coming of its request to the taking of it."""
        came = [at for at in self.came.get(what, ()) if at <= accepted_at]
        return accepted_at - max(came, default=accepted_at)


def read_ledger(shown: Mapping[str, Any]) -> Ledger:
    """Read what `/_control/ledger` shows."""
    requests = _Requests()
    for request in shown["requests"]:
        requests.read(request)
    accepted: dict[What, list[Accepted]] = {}
    for message in shown["messages"]:
        what, at = _what(message), message["accepted_at"]
        accepted.setdefault(what, []).append(
            Accepted(
                message["provider"], message["status"], at, requests.took(what, at)
            )
        )
    return Ledger(
        accepted,
        requests.hidden,
        requests.faults,
        shown["unknown_parameters"],
        frozenset(requests.refused.union(_what(m) for m in shown["refused"])),
        frozenset(requests.troubled),
        requests.spoiled,
    )


def _what(message: Mapping[str, Any]) -> What:
    """Return what both sides know a message by."""
    return f"+{message['phone']}", message["text"]


def _whats(provider: str, parameters: Mapping[str, str]) -> Iterator[What]:
    """Yield the messages of a request; a question has none."""
    phones, text = _FIELDS[provider]
    if text in parameters:
        for phone in parameters.get(phones, "").split(","):
            yield f"+{phone.strip().removeprefix('+')}", parameters[text]


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a message, as it was on the bus; equal to itself told again."""

    reference: str
    message_id: str | None
    previous_state: str | None
    state: str
    changed_at: str
    provider: str
    told_at: float = field(default=0.0, compare=False)
    """When the witness heard it, by the home's clock."""

    @property
    def is_smsc(self) -> bool:
        """Tell whether its provider can deny a message for certain."""
        return self.provider == "smsc"


type Runs = Sequence[Sequence[Told]]
"""What was told in each run of Home Assistant."""


def read_witness(folder: Path) -> Runs:
    """Read what the witness inside the home wrote down."""
    return [_read_run(path, path.stat().st_size) for path in sorted(folder.iterdir())]


@lru_cache(maxsize=16)
def _read_run(path: Path, size: int) -> Sequence[Told]:
    """Read what was written in one run, up to a size that it had."""
    with path.open("rb") as file:
        return [_told(line) for line in file.read(size).splitlines()]


def _told(line: bytes) -> Told:
    """Read one event."""
    event = json.loads(line)
    return Told(
        event["reference"],
        event["message_id"],
        event["previous_state"],
        event["state"],
        event["changed_at"],
        event["provider"],
        event["told_at"],
    )
