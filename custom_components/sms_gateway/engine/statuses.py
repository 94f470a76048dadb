"""What became of messages: asked for, by id or in a list, and written down."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from ..journal import Journal, Message, MessageUpdate, is_lost
from ..providers.account import Ability
from ..providers.errors import ProviderError, RefusedError
from ..providers.model import LostMessage, NotFound, Reason, StatusQuery, StatusReport
from ..providers.provider import ProviderInfo
from .attempts import Attempts
from .limits import Gate, plain
from .outcome import report_update
from .prices import Ask
from .tracker import Tracker

type _Keep = Callable[[Sequence[MessageUpdate]], Awaitable[None]]
type _Answers = Sequence[StatusReport | NotFound]
type _Key = tuple[str, str]

_NOTHING: Final[_Answers] = ()


class Statuses:
    """Asks one account's provider for its messages."""

    def __init__(
        self,
        entry_id: str,
        info: ProviderInfo,
        journal: Journal,
        gate: Gate,
        ask: Ask,
        keep: _Keep,
        attempts: Attempts,
    ) -> None:
        """Know whom to ask; `keep` writes down what became known."""
        self._entry_id = entry_id
        self._info = info
        self._journal = journal
        self._gate = gate
        self._ask = ask
        self._keep = keep
        self._attempts = attempts
        self.trusts_denials: Callable[[Message], bool] = lambda _: False
        self.on_denied: Callable[[Sequence[Message]], None] = lambda _: None
        self.on_final_by_polling: Callable[[], None] = lambda: None

    async def look_up(self, messages: Sequence[Message], tracker: Tracker) -> bool:
        """Ask for messages, and journal the answer; tell whether one came."""
        by_id = [m for m in messages if m.message_id or self._info.takes_request_ids]
        answers = await self._ask_by_id(by_id)
        found = await self._ask_for_lost([m for m in messages if m not in by_id])
        # A callback may have come while the answer was on its way.
        unreported = [
            m.reference
            for m in messages
            if not tracker.is_reported(m.reference)
            and (now := self._journal.get(m.reference))
            and now.tracked_until is not None
        ]
        await self._take(messages, [*(answers or ()), *(found or ())])
        if any(
            (now := self._journal.get(reference)) and now.tracked_until is None
            for reference in unreported
        ):
            self.on_final_by_polling()
        return answers is not None and found is not None

    async def _take(self, messages: Sequence[Message], answers: _Answers) -> None:
        """Write down what was said of messages, and tell of those that were denied."""
        # Of a practice account all messages may have one id.
        asked: dict[_Key, list[Message]] = {}
        for message in messages:
            asked.setdefault((_asked_id(message), message.phone), []).append(message)
        updates: list[MessageUpdate] = []
        denied: list[Message] = []
        for answer in answers:
            its_id = answer.message_id
            if isinstance(answer, StatusReport):
                its_id = answer.request_id or its_id
            for message in asked.get((its_id.lower(), answer.phone or ""), ()):
                if isinstance(answer, StatusReport):
                    updates.append(report_update(message, answer))
                elif answer.fault is not None and is_lost(message):
                    self._journal.not_taken(
                        message.reference,
                        answer.fault,
                        self._entry_id,
                        is_last_word=True,
                    )
                    denied.append(message)
                elif answer.fault is None and self._is_denied(message):
                    denied.append(message)
        await self._keep(updates)
        if denied:
            self.on_denied(denied)

    def _is_denied(self, message: Message) -> bool:
        """Tell whether "not found" means that a message may be sent again."""
        return self._attempts.may_be_denied(message) and (
            self.trusts_denials(message)
            or self._attempts.proves_absence(message, self._info)
        )

    async def _ask_by_id(self, messages: Sequence[Message]) -> _Answers | None:
        """Ask for messages by the provider's id, else by ours; None: no answer."""
        if not messages:
            return _NOTHING
        queries = [
            StatusQuery(
                m.message_id or m.request_id,
                m.phone,
                self._info.carried_as(m.channel),
            )
            for m in messages
        ]
        async with self._gate.look_up(len(queries)):
            try:
                return await self._ask(lambda p: p.fetch_statuses(queries))
            except ProviderError as err:
                is_bad = err.fault.reason is Reason.BAD_REQUEST
                if not (isinstance(err, RefusedError) and is_bad and len(queries) > 1):
                    return None
        # One id that is forgotten never silences the others.
        half = len(messages) // 2
        answers = [
            await self._ask_by_id(part) for part in (messages[:half], messages[half:])
        ]
        if all(answer is None for answer in answers):
            return None
        return [row for answer in answers for row in answer or ()]

    async def _ask_for_lost(self, messages: Sequence[Message]) -> _Answers | None:
        """Look for messages that have no id yet; None: no answer."""
        if not messages or Ability.FIND_LOST not in self._info.abilities:
            return _NOTHING
        if not self._attempts.knows_time:
            # When they left cannot be told yet; that is none of the provider's answer.
            return None
        ids = self._ids_by_phone({message.phone for message in messages})
        lost = [
            LostMessage(
                request_id=message.request_id,
                phone=message.phone,
                text=message.text,
                sent_at=times[0],
                channel=self._info.carried_as(message.channel),
                other_ids=frozenset(ids[message.phone]),
            )
            for message in (*messages, *self._rivals(messages))
            if (times := self._attempts.taken_and_now(message)) is not None
        ]
        if not lost:
            return _NOTHING
        async with self._gate.look_up(len(lost)):
            try:
                return await self._ask(lambda p: p.find_lost(lost))
            except ProviderError:
                return None

    def _rivals(self, messages: Sequence[Message]) -> list[Message]:
        """Return others that say the same and have no id yet.

        What is listed may be one of these: each then gets the row that fits it best.
        """
        asked = {message.reference for message in messages}
        said = {_said(message) for message in messages}
        return [
            other
            for other in self._journal.messages
            if other.entry_id == self._entry_id
            and other.reference not in asked
            and (other.is_on_wire or is_lost(other))
            and other.message_id is None
            and _said(other) in said
        ]

    def _ids_by_phone(self, phones: Iterable[str]) -> dict[str, set[str]]:
        """Return the ids that the provider has given to messages to some numbers."""
        ids: dict[str, set[str]] = {phone: set() for phone in phones}
        for message in self._journal.messages:
            if message.entry_id == self._entry_id and message.phone in ids:
                ids[message.phone] |= {*message.earlier_ids, message.message_id or ""}
        return ids


def _said(message: Message) -> tuple[str, str, str]:
    """Return what tells the messages of a list apart, but for their times."""
    return message.phone, plain(message.channel), message.text


def _asked_id(message: Message) -> str:
    """Return the id that an answer about a message has."""
    return (message.message_id or message.request_id).lower()
