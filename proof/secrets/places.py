"""The places that are searched, and what Home Assistant itself writes down in them."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
import json
from pathlib import Path
import re
import sqlite3
from typing import Any, Final

from .telltales import CONTENT, CREDENTIALS, Kind, Telltales

_RECORD: Final = re.compile(
    r"^\S+ \S+ [A-Z]+ \([^)]*\) \[(?P<logger>[^\]]+)\] ", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Record:
    """A line of Home Assistant's own, which has what was handed to it."""

    logger: str
    form: re.Pattern[str]
    """Of the whole beginning of what is written; any other line is searched."""
    kinds: frozenset[Kind]
    name: str
    is_before_setup: bool = False
    """Only while Home Assistant listens already, and has not yet begun our set-up."""


_OURS: Final = r"<Event (call_service|sms_gateway_(message|call)_\w+)\["
_IN_ADVANCE: Final = "before our set-up"

PASSING: Final = (
    Record(
        "homeassistant.core",
        re.compile(rf"Bus:Handling {_OURS}"),
        CONTENT,
        "an action, or an event of ours",
    ),
    Record(
        "homeassistant.core",
        re.compile(r"Invalid data for service call sms_gateway\.\w+: "),
        CONTENT,
        "an action with bad data",
    ),
    Record(
        "homeassistant.components.recorder.core",
        re.compile(rf"Processing task: {_OURS}"),
        CONTENT,
        "the same, as it is recorded",
    ),
    Record(
        "homeassistant.components.websocket_api.http.connection",
        re.compile(r"\[\d+\] Demo from \S+ \([^)]*\): (Received \{|Sending b')"),
        CONTENT,
        "a browser's commands and answers",
    ),
    Record(
        "homeassistant.helpers.http",
        re.compile(r"Serving /api/webhook/\w+ to "),
        frozenset({Kind.WEBHOOK_ID}),
        f"path {_IN_ADVANCE}",
        is_before_setup=True,
    ),
    Record(
        "homeassistant.components.webhook",
        re.compile(
            r"(Handling webhook \w+ payload for|Received message for unregistered"
            r" webhook) \w+"
        ),
        frozenset({Kind.WEBHOOK_ID}),
        f"webhook {_IN_ADVANCE}",
        is_before_setup=True,
    ),
    Record(
        "homeassistant.components.webhook",
        re.compile(r"b['\"]"),
        CONTENT,
        f"64 bytes of a body {_IN_ADVANCE}",
        is_before_setup=True,
    ),
)
"""What may stand in which lines; all at DEBUG, but an unregistered webhook at INFO."""

_LISTENS: Final = ("homeassistant.components.http.server", "Now listening on ")
_BEGINS: Final = ("homeassistant.setup", "Setting up sms_gateway\n")


@dataclass(slots=True)
class Place:
    """One place: how much was searched, what was found, what was set aside and why."""

    name: str
    size: int = 0
    hits: list[str] = field(default_factory=list)
    aside: dict[tuple[str, Kind], int] = field(default_factory=dict)

    def search(
        self,
        telltales: Telltales,
        content: str,
        *,
        label: str = "",
        allowed: frozenset[Kind] = frozenset(),
        owner: str = "",
    ) -> None:
        """Search a content; what is allowed is counted as its owner's own record."""
        self.size += len(content)
        found = telltales.found(content)
        for kind in found & allowed:
            self.aside[owner, kind] = self.aside.get((owner, kind), 0) + 1
        for kind in found - allowed:
            self.hits.append(f"{kind}: {label or self.name}: {content[:400]!r}")


def log(name: str, content: str, telltales: Telltales) -> Place:
    """Search a log, record by record."""
    place = Place(name)
    is_before_setup = False
    for logger, head, words in _records(content):
        if logger == _LISTENS[0] and words.startswith(_LISTENS[1]):
            is_before_setup = True
        elif (logger, words) == _BEGINS:
            is_before_setup = False
        passing = next(
            (
                one
                for one in PASSING
                if logger == one.logger
                and one.form.match(words)
                and (is_before_setup or not one.is_before_setup)
            ),
            None,
        )
        place.search(
            telltales,
            head + words,
            label=logger,
            allowed=passing.kinds if passing else frozenset(),
            owner=f"`{passing.logger}`: {passing.name}" if passing else "",
        )
    return place


def _records(content: str) -> Iterator[tuple[str, str, str]]:
    """Yield logger, head and words of each record."""
    heads = list(_RECORD.finditer(content))
    first = heads[0].start() if heads else len(content)
    yield "stray output", "", content[:first]
    ends = [*(head.start() for head in heads[1:]), len(content)]
    for head, end in zip(heads, ends, strict=False):
        yield head["logger"], head[0], content[head.end() : end]


def whole(name: str, items: Iterable[object], telltales: Telltales) -> Place:
    """Search what may have nothing of it at all."""
    place = Place(name)
    for item in items:
        place.search(telltales, _as_text(item))
    return place


def traces(items: Iterable[Any], telltales: Telltales) -> Place:
    """Search traces: what a user's own automation passed on is Home Assistant's record.

    Credentials may be nowhere in it, and an error may have nothing.
    """
    place = Place("traces of automations")
    for trace in items:
        place.search(
            telltales,
            _as_text(trace),
            allowed=CONTENT,
            owner="trace: the automation's own data",
        )
        for error in _errors(trace):
            place.search(telltales, error, label="error in a trace")
    return place


def _errors(value: Any) -> Iterator[str]:
    """Yield all errors of a trace."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "error" and isinstance(item, str):
                yield item
            else:
                yield from _errors(item)
    elif isinstance(value, list):
        for item in value:
            yield from _errors(item)


def recorder(path: Path, telltales: Telltales) -> Iterator[Place]:
    """Search the recorder's database: states have nothing, events what is documented."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        states = Place("recorder: states and attributes")
        for table, column in (
            ("states", "state"),
            ("state_attributes", "shared_attrs"),
        ):
            rows = database.execute(
                f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
            )
            for (value,) in rows:
                states.search(telltales, str(value), label=table)
        yield states
        events = Place("recorder: events of the bus")
        for (value,) in database.execute("SELECT shared_data FROM event_data"):
            events.search(
                telltales,
                str(value),
                allowed=CONTENT,
                owner="recorder: the events of the bus",
            )
        yield events


def storage(folder: Path, telltales: Telltales) -> Iterator[Place]:
    """Search Home Assistant's own files, but for the one that is made for secrets."""
    others = Place("`.storage`, but for the config entries")
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("core.config_entries", "auth", "sms_gateway.db")):
            continue
        # Saved traces are searched as traces.
        allowed = CONTENT if path.name.startswith("trace.") else frozenset[Kind]()
        content = path.read_text("utf-8", "replace")
        others.search(
            telltales,
            content,
            label=path.name,
            allowed=allowed,
            owner="`.storage`: saved traces",
        )
    yield others
    journal = Place("the journal, for access data")
    for path in sorted(folder.glob("sms_gateway.db*")):
        content = path.read_bytes().decode("utf-8", "replace")
        journal.size += len(content)
        found = telltales.found(content) & CREDENTIALS - {Kind.TOKEN}
        journal.hits += [f"{kind}: {path.name}" for kind in found]
    yield journal


def _as_text(item: object) -> str:
    """Return anything as it would be read."""
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
