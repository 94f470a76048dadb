"""What messages are found by when a provider tells of them: every id ever seen for one."""

from collections.abc import Iterator

from .model import Message


class ProviderIds:
    """References by account and id, and by number, as one id may be of many numbers."""

    def __init__(self) -> None:
        """Know no message."""
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def note(self, message: Message, before: Message | None) -> None:
        """Find a message by all its ids from now on; `before` is as it was."""
        if (
            before is not None
            and before.attempted_at is None
            and before.request_id != message.request_id
        ):
            # Until its first request, that one only told what belongs together.
            self.forget(before)
        phone = _plain(message.phone)
        for key in _keys(message):
            if (numbers := self._known.get(key)) is None:
                numbers = self._known[key] = {}
            numbers[phone] = message.reference

    def forget(self, message: Message) -> None:
        """Let go of a message."""
        phone = _plain(message.phone)
        for key in _keys(message):
            if (numbers := self._known.get(key)) is not None:
                numbers.pop(phone, None)
                if not numbers:
                    del self._known[key]

    def reference(
        self, entry_id: str, message_id: str, phone: str | None
    ) -> str | None:
        """Return the message of an id; without its number, where it is that of one only.

        Regardless of letter case and of the plus.
        """
        numbers = self._known.get((entry_id, message_id.lower()), {})
        if phone is not None:
            return numbers.get(_plain(phone))
        return next(iter(numbers.values())) if len(numbers) == 1 else None


def _keys(message: Message) -> Iterator[tuple[str, str]]:
    """Yield what reports of a message are matched by."""
    # Earlier ids may be of another account; they are unlike any of its own.
    accounts = {message.entry_id, *message.chain}
    ids = (message.request_id, message.message_id, *message.earlier_ids)
    for provider_id in {known.lower() for known in ids if known is not None}:
        for entry_id in accounts:
            yield entry_id, provider_id


def _plain(phone: str) -> str:
    """Return a number as any report of it is understood."""
    return phone.lower().removeprefix("+")
