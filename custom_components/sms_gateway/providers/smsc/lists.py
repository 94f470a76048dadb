"""The parameter `list`: each number with a text of its own (seed 001)."""

from collections.abc import Sequence
import re
from typing import Final

from ..model import Channel, OwnText

_LISTED: Final = frozenset({Channel.SMS, Channel.FLASH})

_NOT_IN_A_TEXT: Final = re.compile(r"[\\|\r]")
"""A backslash may begin a `\\n` that means a line end, `nl` or not; a bar may end a
sender. No reading of the document takes such texts for anything else outside a list."""

_NOT_IN_A_SENDER: Final = re.compile(r"[,:;|\\]")
"""These end a sender, or a number."""


_MARK: Final = re.compile(r"^[ \t]*~~~[ \t]*\r?$", re.MULTILINE)
"""What a comment may begin with; the document has it for `pid` and `dcs` only."""


def may_be_own(channel: Channel, own: OwnText) -> bool:
    """Tell whether a text and its sender can be a line of a list, under any reading."""
    return (
        channel in _LISTED
        and not _NOT_IN_A_TEXT.search(own.text)
        and not _NOT_IN_A_SENDER.search(own.sender or "")
    )


def without_mark(text: str) -> str:
    """Break a line of three tildes: what follows it may be a comment, and not go out.

    The text gets no longer by it.
    """
    return _MARK.sub("~ ~", text)


def own_texts(rows: Sequence[OwnText]) -> dict[str, str]:
    """Return `list`, and `sender` where it is the same for all."""
    senders = {row.sender for row in rows}
    shared = senders.pop() if len(senders) == 1 else None
    phones: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        sender = "" if row.sender in (None, shared) else f"{row.sender}|"
        phones.setdefault((sender, without_mark(row.text)), []).append(row.phone)
    lines = (
        # A line end would begin another line.
        f"{sender}{','.join(numbers)}:{text.replace('\n', '\\n')}"
        for (sender, text), numbers in phones.items()
    )
    return {"list": "\n".join(lines)} | ({"sender": shared} if shared else {})
