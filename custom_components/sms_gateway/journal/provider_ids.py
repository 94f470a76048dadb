"""What messages are found by when a provider tells of them: every id ever seen for one."""

from collections.abc import Iterator, Mapping

from .model import Message

type _References = str | dict[str, str]
"""The reference; by number, where an id is of many."""


class ProviderIds:
    """References by account and id, and by number, as one id may be of many numbers."""

    def __init__(self, messages: Mapping[str, Message]) -> None:
        """Know no id; `messages` are all that there are, by reference."""
        self._messages = messages
        self._known: dict[str, dict[str, _References]] = {}

    def note(self, message: Message, before: Message | None) -> None:
        """Find a message by all its ids from now on; `before` is as it was."""
        if (
            before is not None
            and before.attempted_at is None
            and before.request_id != message.request_id
        ):
            # Until its first request, that one only told what belongs together.
            self.forget(before)
        phone, reference = _plain(message.phone), message.reference
        for entry_id, provider_id in _keys(message):
            ids = self._known.setdefault(entry_id, {})
            known = ids.get(provider_id)
            if isinstance(known, dict):
                known[phone] = reference
                continue
            other = None if known is None else self._messages.get(known)
            if other is None or _plain(other.phone) == phone:
                ids[provider_id] = reference
            else:
                by_phone = {_plain(m.phone): m.reference for m in (other, message)}
                ids[provider_id] = by_phone

    def forget(self, message: Message) -> None:
        """Let go of a message."""
        phone = _plain(message.phone)
        for entry_id, provider_id in _keys(message):
            ids = self._known.get(entry_id, {})
            known = ids.get(provider_id)
            if isinstance(known, dict):
                known.pop(phone, None)
            if not known or known == message.reference:
                ids.pop(provider_id, None)

    def reference(
        self, entry_id: str, message_id: str, phone: str | None
    ) -> str | None:
        """Return the message of an id; without its number, where it is that of one only.

        Regardless of letter case and of the plus.
        """
        known = self._known.get(entry_id, {}).get(_upper(message_id))
        if isinstance(known, dict):
            if phone is not None:
                return known.get(_plain(phone))
            return next(iter(known.values())) if len(known) == 1 else None
        if known is None or (message := self._messages.get(known)) is None:
            return None
        is_its = phone is None or _plain(phone) == _plain(message.phone)
        return known if is_its else None


def _keys(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what reports of a message are matched by."""
    # Earlier ids may be of another account; they are unlike any of its own.
    accounts = {message.entry_id, *message.chain}
    ids = {message.request_id, message.message_id or "", *message.earlier_ids}
    # Before the first request its id may be our reference, which no provider knows.
    for provider_id in {_upper(known) for known in ids - {"", message.reference}}:
        for entry_id in accounts:
            yield entry_id, provider_id


def _upper(provider_id: str) -> str:
    """Return an id in capitals, as most are: those are held in memory once."""
    capitals = provider_id.upper()
    return provider_id if provider_id == capitals else capitals


def _plain(phone: str) -> str:
    """Return a number as any report of it is understood: with its plus, as messages do.

    Where it is one of theirs already, it is held in memory once.
    """
    plain = f"+{phone}" if phone.isdecimal() else phone.lower()
    return phone if phone == plain else plain
