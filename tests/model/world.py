"""A home with two accounts, which may crash at any moment."""

import asyncio
from collections.abc import Callable, Collection, Coroutine
import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
import tempfile
from typing import Any, cast

from custom_components.sms_gateway.clock import Clock
from custom_components.sms_gateway.engine import AccountEngine, AccountSettings
from custom_components.sms_gateway.guard import SpendingGuard
from custom_components.sms_gateway.journal import Event, Journal, JournalError, Message
from custom_components.sms_gateway.journal.model import StateChange
from custom_components.sms_gateway.order import Order
from custom_components.sms_gateway.providers.errors import ProviderError
from custom_components.sms_gateway.providers.model import MessageState, StatusReport
from custom_components.sms_gateway.providers.provider import ProviderInfo
from custom_components.sms_gateway.reports import Reports
from custom_components.sms_gateway.router import NoAccountError, Router
from custom_components.sms_gateway.spending import Spending
from custom_components.sms_gateway.turns import is_waiting
from homeassistant.core import HomeAssistant

from .accounts import (
    ACCOUNTS,
    INFO,
    INFO_BY_NIGHT,
    INFO_WITH_LIST,
    INFO_WITHOUT_PROOF,
    SECOND,
    VALID_FOR,
)
from .ledger import Ledger
from .provider import Accepted, Cabinet, FakeProvider
from .rules import Told
from .virtual import START, Disk, VirtualClock, VirtualLoop


class _Hass:
    """The little that the reports need of Home Assistant."""

    def async_create_task(self, coro: Coroutine[Any, Any, None], name: str) -> None:
        """Run it."""
        self.task = asyncio.get_running_loop().create_task(coro, name=name)

    async_create_background_task = async_create_task


@dataclass(slots=True)
class Run:
    """What lives from one start of Home Assistant to its end."""

    clock: VirtualClock
    journal: Journal
    router: Router
    reports: Reports


class World:
    """Everything, seen from outside: with the true time and the provider's ledger."""

    def __init__(
        self,
        promises_at_least_once: Collection[str] = (),
        denies: Collection[str] = ACCOUNTS,
        lists: Collection[str] = (),
        archived_by_night: Callable[[datetime, datetime], bool] | None = None,
    ) -> None:
        """Start for the first time.

        Some accounts may promise "at least once", and only some providers' "not found"
        proves anything. Some take no ids of ours, and have a list of what they took.
        Of the others, what was taken may go to an archive at an hour, as at SMSC.
        """
        self._is_by_night = archived_by_night is not None
        self._lists = lists
        self._promises_at_least_once = promises_at_least_once
        self._denies = denies
        self.loop = VirtualLoop()
        # In memory, as each write waits for its file.
        shm = Path("/dev/shm")  # noqa: S108
        folder = shm if shm.is_dir() else None
        self._folder = tempfile.TemporaryDirectory(dir=folder)
        self._number = 0
        self.ledger = Ledger(self.loop, promises_at_least_once)
        self.cabinets = {
            entry_id: Cabinet(
                entry_id,
                self.loop,
                self.ledger.handed,
                self.ledger.accepted,
                self.ledger.refused.add,
                self.ledger.violations.append,
                entry_id == SECOND,
                entry_id in lists,
            )
            for entry_id in ACCOUNTS
        }
        for cabinet in self.cabinets.values():
            cabinet.is_archived = archived_by_night or cabinet.is_archived
        self.loaded: set[str] = set(ACCOUNTS)
        self.offset = 0.0
        self.run = self._do(self._start())

    def _do[T](self, coro: Coroutine[Any, Any, T]) -> T:
        """Run something of the test to its end."""
        self.loop.begin_step()
        return self.loop.run_until_complete(coro)

    async def _start(self) -> Run:
        """Start as the integration does."""
        self._number += 1
        number = self._number
        clock = VirtualClock(self.loop, self.offset)
        journal = Journal(Path(self._folder.name) / "journal.db", clock)
        await journal.open()
        self.ledger.journal = journal
        if journal.was_damaged:
            self.ledger.violations.append("the journal was damaged")
        guard = SpendingGuard(journal, clock, Spending(journal, clock))
        router = Router(journal, clock, guard)
        held: list[Event] = journal.take_untold()
        is_started = False

        def hear(event: Event) -> None:
            if not is_started:
                # As the announcer does until automations are armed.
                held.append(event)
                return
            assert isinstance(event, StateChange)
            self.ledger.told(Told(number, event))
            journal.told(event)

        journal.listen(hear)
        reports = Reports(
            cast(HomeAssistant, _Hass()), clock, journal, router, lambda *_: None
        )
        run = self.run = Run(clock, journal, router, reports)
        with contextlib.suppress(JournalError):
            await router.recover()
        for entry_id in sorted(self.loaded):
            self._load(entry_id)
        is_started = True
        for event in held:
            hear(event)
        return run

    def _load(self, entry_id: str) -> None:
        """Load an account."""
        engine = AccountEngine(
            entry_id,
            self._info(entry_id),
            FakeProvider(self.cabinets[entry_id]),
            self.run.journal,
            cast(Clock, self.run.clock),
            AccountSettings(
                valid_for=VALID_FOR[entry_id],
                at_least_once=entry_id in self._promises_at_least_once,
            ),
        )
        engine.callback_address = lambda: "https://home.example/callback"
        engine.start()
        self.run.router.add(engine)

    def _info(self, entry_id: str) -> ProviderInfo:
        """Return what the provider of an account is like."""
        if entry_id in self._lists:
            return INFO_WITH_LIST
        if self._is_by_night:
            return INFO_BY_NIGHT
        return INFO if entry_id in self._denies else INFO_WITHOUT_PROOF

    # What is done to it

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._do(asyncio.sleep(seconds))

    @property
    def true_time(self) -> float:
        """Return the time, whatever the box takes for it."""
        return START + self.loop.time()

    def do[T](self, coro: Coroutine[Any, Any, T]) -> T:
        """Run something of a test to its end."""
        return self._do(coro)

    def call(self, function: Callable[[], object]) -> None:
        """Call something where the loop runs."""
        self.loop.call_soon(function)
        self.advance(0)

    def send(self, order: Order) -> None:
        """Send, and note what has been promised by it."""
        first = next((e for e in order.chain if e in self.loaded), None)
        task = self.loop.create_task(self.run.router.send(order), name="caller")
        self._do(asyncio.sleep(0))
        if first is None:
            self._do(asyncio.wait([task]))
            assert isinstance(task.exception(), NoAccountError)
            return
        deadline = self.loop.time() + (order.valid_for or VALID_FOR[first])
        phones = {addressee.phone for addressee in order.addressees}
        self.ledger.ordered(phones, order.text, deadline)

        def answered(task: asyncio.Task[list[Message]]) -> None:
            if not task.cancelled():
                self.ledger.answered(task.result(), deadline)

        task.add_done_callback(answered)

    def report(self, item: Accepted, state: MessageState, by_our_id: bool) -> None:
        """Call back about a message."""
        report = StatusReport(
            message_id=item.request_id if by_our_id else item.message_id,
            phone=item.phone,
            state=state,
        )
        if item.account in self._lists:
            # Our id came along in the address, where the provider has left it there.
            report = replace(
                report,
                message_id=item.message_id,
                request_id=item.request_id if by_our_id else None,
            )
        task = self.run.reports.take(item.account, report)
        self.loop.create_task(_or_503(task), name="callback")
        self.advance(0)

    def unload(self, entry_id: str) -> None:
        """Unload an account."""
        self.loaded.discard(entry_id)
        engine = self.run.router.account(entry_id)
        assert engine is not None
        self.run.router.remove(entry_id)
        self._do(engine.stop())

    def remove(self, entry_id: str) -> None:
        """Remove an account, as Home Assistant does it."""
        if entry_id in self.loaded:
            self.unload(entry_id)
        self.ledger.removed.add(entry_id)
        self.run.reports.forget_account(entry_id)

        async def forget() -> None:
            with contextlib.suppress(JournalError):
                await self.run.journal.forget_account(entry_id)

        self._do(forget())

    def open_references(self) -> list[str]:
        """Return what its owner may be asked about."""
        return [
            message.reference
            for message in self.run.journal.messages
            if message.state is MessageState.UNCONFIRMED
            and not (message.is_on_wire or is_waiting(message))
        ]

    def send_again(self, reference: str) -> None:
        """Send what is open once more, by its owner's decision."""
        message = self.run.journal.get(reference)
        assert message is not None
        valid_for = AccountSettings().valid_for
        if message.entry_id in self.loaded:
            valid_for = VALID_FOR[message.entry_id]
        self.ledger.ordered_again(reference, self.loop.time() + valid_for)
        self.call(lambda: self.run.router.send_again(reference))
        # A crash before it is written down takes the decision back.
        self.advance(3.0)

    def load(self, entry_id: str) -> None:
        """Load an account once more."""
        self.loaded.add(entry_id)

        async def load() -> None:
            self._load(entry_id)

        self._do(load())

    def fetch_balance(self, entry_id: str) -> None:
        """Ask for the balance, as the coordinator does every now and then."""
        engine = self.run.router.account(entry_id)
        assert engine is not None

        async def fetch() -> None:
            with contextlib.suppress(ProviderError):
                await engine.fetch_balance()

        self._do(fetch())

    def jump(self, offset: float) -> None:
        """Set the wall-clock time of the box; `offset` is by how much it is wrong."""
        self.set_offset(offset)
        self.run.clock.offset = self.offset

    def set_offset(self, offset: float) -> None:
        """Let the next run begin with a clock that is wrong."""
        self.offset = offset
        self.ledger.furthest = min(self.ledger.furthest, offset)

    @property
    def is_written(self) -> bool:
        """Tell whether the disk works; else a message goes out unwritten, as §10 says."""
        return not (self.loop.disk.is_failing or self.loop.disk.has_unwritten)

    def restart(self) -> None:
        """Stop in good order, and start again."""
        self._do(self.run.router.stop())
        for entry_id in list(self.loaded):
            if engine := self.run.router.account(entry_id):
                self._do(engine.stop())
        self._do(self.run.journal.close())
        self.crash()

    def crash(self, *, is_full: bool = False) -> None:
        """Let everything at home vanish, and start again, perhaps on a full disk."""
        disk = self.loop.disk
        disk.crash()
        self.loop.run_until_complete(self._vanish())
        # After that: what is refused in the very moment is written down by nobody.
        self.ledger.crashed()
        for cabinet in self.cabinets.values():
            cabinet.forget_rates()
        self.loop.disk = Disk(disk.delay)
        self.loop.disk.is_early = disk.is_early
        self.loop.disk.is_failing = is_full
        self.run = self._do(self._start())
        self.loop.disk.is_failing = False
        self.ledger.check_known()

    def check(self) -> None:
        """See that all is as it must be."""
        self.ledger.check()

    async def _vanish(self) -> None:
        """End all tasks but those of the provider."""
        tasks = [
            task
            for task in asyncio.all_tasks()
            if task is not asyncio.current_task() and task.get_name() != "provider"
        ]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def close(self) -> None:
        """End it for good."""
        self.loop.disk.crash()
        self._do(self._vanish())
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.advance(0)
        self.loop.close()
        self._folder.cleanup()


async def _or_503(taking: Coroutine[Any, Any, bool]) -> None:
    """Take a callback as the webhook does."""
    with contextlib.suppress(JournalError):
        await taking
