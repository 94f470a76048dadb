"""Above the accounts: takes every order to send, and owns its sending to the end."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
import logging
from typing import Final

from homeassistant.util.ulid import ulid_now

from .clock import Clock, wait_for_any
from .engine import AccountEngine
from .journal import FINAL_STATES, Event, Journal, JournalError, Message, MessageUpdate
from .providers.model import Channel, Fault, MessageState, Reason, SendRequest

_LOGGER = logging.getLogger(__name__)

ANSWER_WITHIN: Final = 30.0
"""Seconds after which an order is answered, whatever the network does."""

VALID_FOR: Final = 900.0
"""Seconds after which a message is of no use any more, and is not handed over."""

TRACKED_FOR: Final = 86400.0
"""Seconds after the end of its validity for which a message is asked for."""

_ASK_BEFORE_END: Final = 5.0
"""Seconds before the end of a wait in which its messages are asked for once more."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A number, and whose it is: the id of a recipient's subentry.

    One with a fault is no number; it is answered for, and not sent to.
    """

    phone: str
    recipient_id: str | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to be sent; without a number that is good nothing leaves."""

    entry_id: str
    text: str
    addressees: Sequence[Addressee]
    sender: str | None = None
    tag: str | None = None
    channel: Channel = field(default=Channel.SMS)


class Router:
    """Carries orders to accounts. What it has begun goes on without the caller."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        """Begin without accounts."""
        self._journal = journal
        self._clock = clock
        self._accounts: dict[str, AccountEngine] = {}
        self._sending: dict[asyncio.Task[None], str] = {}
        self.on_journal: Callable[[bool], None] = lambda works: None

    def add(self, account: AccountEngine) -> None:
        """Let an account carry messages."""
        self._accounts[account.entry_id] = account

    def remove(self, entry_id: str) -> None:
        """Give an account nothing more to carry."""
        self._accounts.pop(entry_id, None)

    def account(self, entry_id: str) -> AccountEngine | None:
        """Return the engine of an account that is loaded."""
        return self._accounts.get(entry_id)

    async def recover(self) -> None:
        """Settle what the last run left: a request may have left right before its end."""
        await self._journal.update(
            MessageUpdate(
                reference=message.reference,
                state=MessageState.UNCONFIRMED,
                fault=Fault(Reason.INTERRUPTED),
            )
            for message in list(self._journal.messages)
            if message.state is MessageState.PENDING
        )

    async def send(self, order: Order) -> list[Message]:
        """Send an order, and return its messages as they are after one attempt.

        Raises KeyError where the account is not loaded. A cancelled caller cancels
        nothing that has begun.
        """
        account = self._accounts[order.entry_id]
        messages: list[Message] = []
        task = asyncio.get_running_loop().create_task(
            self._send(account, order, messages), name="sms_gateway sending"
        )
        self._sending[task] = order.entry_id
        task.add_done_callback(self._sending.pop)
        await wait_for_any(self._clock, [task], ANSWER_WITHIN)
        if task.done():
            task.result()
        return self._current(messages)

    async def wait_until_final(
        self, messages: Sequence[Message], seconds: float
    ) -> list[Message]:
        """Return the messages once all are final, or after so many seconds."""
        over = asyncio.Event()

        def check(_: Event | None = None) -> None:
            if all(m.state in FINAL_STATES for m in self._current(messages)):
                over.set()

        by_account: dict[str, list[str]] = {}
        for message in messages:
            by_account.setdefault(message.entry_id, []).append(message.reference)
        for entry_id, references in by_account.items():
            if account := self._accounts.get(entry_id):
                account.tracker.ask_within(
                    references, max(seconds - _ASK_BEFORE_END, 0.0)
                )
        stop_listening = self._journal.listen(check)
        waiting = asyncio.ensure_future(over.wait())
        check()
        try:
            await wait_for_any(self._clock, [waiting], seconds)
        finally:
            waiting.cancel()
            stop_listening()
        return self._current(messages)

    async def drain(self, entry_id: str | None = None) -> None:
        """Wait for requests on the wire, of one account or all; each has its time-out."""
        tasks = [
            task
            for task, account in self._sending.items()
            if entry_id in (None, account)
        ]
        if tasks:
            await asyncio.wait(tasks, timeout=20)

    async def _send(
        self, account: AccountEngine, order: Order, messages: list[Message]
    ) -> None:
        """Write an order down, then hand it over, in as few requests as it takes."""
        # A request never holds one number twice.
        addressees = {item.phone: item for item in order.addressees}.values()
        good = [item for item in addressees if item.fault is None]
        bad = [item for item in addressees if item.fault is not None]
        requests = [
            self._new_messages(account, order, part)
            for part in batched(
                good, account.info.limits.phones_per_request, strict=False
            )
        ]
        for request in (*requests, self._new_messages(account, order, bad)):
            messages.extend(request)
        try:
            await self._journal.record(messages)
        except JournalError:
            # An alarm that cannot be written down goes out all the same, once.
            self.on_journal(False)
        else:
            self.on_journal(True)
        await asyncio.gather(
            *(
                account.attempt(
                    SendRequest(
                        request_id=request[0].request_id,
                        phones=tuple(message.phone for message in request),
                        text=order.text,
                        sender=order.sender,
                    ),
                    request,
                )
                for request in requests
            )
        )

    def _new_messages(
        self, account: AccountEngine, order: Order, addressees: Iterable[Addressee]
    ) -> list[Message]:
        """Return the messages of a new request."""
        now = self._clock.now()
        # Of time and chance: a counter would meet its own past in a restored backup.
        request_id = ulid_now()
        return [
            Message(
                reference=ulid_now(),
                request_id=request_id,
                entry_id=order.entry_id,
                provider=account.info.id,
                channel=order.channel,
                phone=addressee.phone,
                recipient_id=addressee.recipient_id,
                tag=order.tag,
                sender=order.sender,
                text=order.text,
                created_at=now,
                valid_until=now + VALID_FOR,
                tracked_until=(
                    None if addressee.fault else now + VALID_FOR + TRACKED_FOR
                ),
                state=(
                    MessageState.REJECTED if addressee.fault else MessageState.PENDING
                ),
                fault=addressee.fault,
                changed_at=now,
            )
            for addressee in addressees
        ]

    def _current(self, messages: Iterable[Message]) -> list[Message]:
        """Return messages as they are now."""
        return [self._journal.get(m.reference) or m for m in messages]
