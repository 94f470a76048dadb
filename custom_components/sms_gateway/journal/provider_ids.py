"""What messages are found by when a provider tells of them: every id ever seen for one."""

from collections.abc import Iterator

from .model import Message

type _Numbers = tuple[str, str] | dict[str, str]
"""Number and reference; by number, where an id is of many."""


class ProviderIds:
    """References by account and id, and by number, as one id may be of many numbers."""

    def __init__(self) -> None:
        """Know no message."""
        self._known: dict[str, dict[str, _Numbers]] = {}

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
            elif known is None or known[0] == phone:
                ids[provider_id] = phone, reference
            else:
                ids[provider_id] = dict([known, (phone, reference)])

    def forget(self, message: Message) -> None:
        """Let go of a message."""
        phone = _plain(message.phone)
        for entry_id, provider_id in _keys(message):
            ids = self._known.get(entry_id, {})
            known = ids.get(provider_id)
            if isinstance(known, dict):
                known.pop(phone, None)
            if not known or (isinstance(known, tuple) and known[0] == phone):
                ids.pop(provider_id, None)

    def reference(
        self, entry_id: str, message_id: str, phone: str | None
    ) -> str | None:
        """Return the message of an id; without its number, where it is that of one only.

        Regardless of letter case and of the plus.
        """
        known = self._known.get(entry_id, {}).get(_upper(message_id))
        numbers = dict([known]) if isinstance(known, tuple) else known or {}
        if phone is not None:
            return numbers.get(_plain(phone))
        return next(iter(numbers.values())) if len(numbers) == 1 else None


def _keys(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what reports of a message are matched by."""
    # Earlier ids may be of another account; they are unlike any of its own.
    accounts = {message.entry_id, *message.chain}
    ids = (message.request_id, message.message_id, *message.earlier_ids)
    for provider_id in {_upper(known) for known in ids if known is not None}:
        for entry_id in accounts:
            yield entry_id, provider_id


def _upper(provider_id: str) -> str:
    """Return an id in capitals, as most are: those are held in memory once."""
    capitals = provider_id.upper()
    return provider_id if provider_id == capitals else capitals


def _plain(phone: str) -> str:
    """Return a number as any report of it is understood."""
    return phone.lower().removeprefix("+")
