"""How SMSC reads whom a message is for: numbers, groups, mailboxes, Telegram names."""

from collections.abc import Callable, Mapping, Sequence
import re

from .channels import Audience
from .codes import PARAMETERS, Refusal
from .numbers import Recipient, read_number, split_numbers

_GROUP = re.compile(r"[Gg](\d+)")
_MAILBOX = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\".]+(\.[^\s@,;<>\".]+)+")
_TELEGRAM_ID = re.compile(r"#\d{1,20}")
_NICK = re.compile(r"@?[A-Za-z]\w{4,31}", re.ASCII)


def is_mailbox(address: str) -> bool:
    """Return whether this has the form of an e-mail address."""
    return _MAILBOX.fullmatch(address) is not None


def read_mailbox(asked: str) -> Recipient:
    """Read an e-mail address; the case of its letters does not count."""
    return Recipient(asked, asked.lower(), valid=is_mailbox(asked))


def read_telegram(asked: str) -> Recipient:
    """Read a nick, an #ID, or else a number."""
    if _TELEGRAM_ID.fullmatch(asked) or _NICK.fullmatch(asked):
        return Recipient(asked, asked.lower(), valid=True)
    return read_number(asked)


_READERS: Mapping[Audience, Callable[[str], Recipient]] = {
    Audience.NUMBERS: read_number,
    Audience.MAILBOXES: read_mailbox,
    Audience.TELEGRAM: read_telegram,
}


def read_any(asked: str) -> Recipient:
    """Read an address of which nobody says what it is, as look-ups have it."""
    if is_mailbox(asked):
        return read_mailbox(asked)
    return read_telegram(asked)


def read_recipients(
    phones: str, audience: Audience, groups: Mapping[str, Sequence[str]]
) -> list[Recipient]:
    """Read a list; a group stands for its members, and nobody is meant twice."""
    read = _READERS[audience]
    entries = [
        address
        for entry in split_numbers(phones)
        for address in _members(entry, groups)
    ]
    unique: dict[str, Recipient] = {}
    for entry in entries:
        one = read(entry)
        unique.setdefault(one.address, one)
    if not unique:
        raise Refusal(PARAMETERS, "phones: nobody")
    return list(unique.values())


def _members(entry: str, groups: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the members of a group, or what was no group."""
    found = _GROUP.fullmatch(entry)
    if found is None:
        return [entry]
    if not groups.get(found[1]):
        raise Refusal(PARAMETERS, f"phones: there is nobody in group {found[1]}")
    return groups[found[1]]
