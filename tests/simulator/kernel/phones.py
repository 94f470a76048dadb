"""The phones at the other end: what arrived there, and how each of them behaves."""

from collections.abc import Iterable

from .model import Behaviour, Fate, Message, Step


def digits_of(phone: str) -> str:
    """Return a number as its digits, the name a phone goes by here.

    A mailbox or a nick is no number, and goes by its own name in small letters.
    """
    if any(character.isalpha() or character in "@#" for character in phone):
        return phone.strip().lower()
    return "".join(character for character in phone if character.isdigit())


class Phones:
    """All phones that a message was sent to or that a test has spoken of."""

    def __init__(self) -> None:
        """Start with phones that receive everything."""
        self._behaviours: dict[tuple[str, str | None], Behaviour] = {}
        self._inboxes: dict[str, list[Message]] = {}

    def behave(
        self,
        phone: str,
        behaviour: Fate | str | Iterable[Step | tuple[float, int, int]],
        channel: str | None = None,
    ) -> None:
        """Set what becomes of further messages to a phone.

        Either a named fate, or the steps themselves, in the codes of the provider that
        will be used: (seconds after the step before, status, error). With a channel it
        is for messages of that channel alone, and goes before the general one.
        """
        key = (digits_of(phone), channel)
        if isinstance(behaviour, str):
            self._behaviours[key] = Fate(behaviour)
            return
        self._behaviours[key] = tuple(
            step if isinstance(step, Step) else Step(*step) for step in behaviour
        )

    def behaviour(self, phone: str, channel: str | None = None) -> Behaviour:
        """Return what becomes of messages to a phone."""
        name = digits_of(phone)
        general = self._behaviours.get((name, None), Fate.DELIVERED)
        return self._behaviours.get((name, channel), general)

    def channels(self, phone: str) -> dict[str, Behaviour]:
        """Return the behaviours that are for one channel alone."""
        name = digits_of(phone)
        return {
            channel: behaviour
            for (owner, channel), behaviour in self._behaviours.items()
            if owner == name and channel is not None
        }

    def arrive(self, message: Message) -> None:
        """Let a message appear on its phone."""
        self._inboxes.setdefault(message.phone, []).append(message)

    def inbox(self, phone: str) -> list[Message]:
        """Return what arrived at a phone, oldest first."""
        return list(self._inboxes.get(digits_of(phone), ()))

    @property
    def numbers(self) -> list[str]:
        """Return the phones that something arrived at or that behave unusually."""
        return sorted({*self._inboxes, *(phone for phone, _ in self._behaviours)})

    def reset(self) -> None:
        """Empty every phone and let it behave as usual."""
        self._behaviours.clear()
        self._inboxes.clear()
