"""A home with two accounts, which may crash, and what must be true of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Coroutine
import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
import tempfile
from typing import Any, Final, cast

from custom_components.sms_gateway.clock import Clock
from custom_components.sms_gateway.engine import AccountEngine, AccountSettings
from custom_components.sms_gateway.journal import Event, Journal, JournalError
from custom_components.sms_gateway.journal.model import StateChange
from custom_components.sms_gateway.order import Order
from custom_components.sms_gateway.providers.errors import ProviderError
from custom_components.sms_gateway.providers.model import (
    Limits,
    MessageState,
    SendRequest,
    StatusReport,
)
from custom_components.sms_gateway.providers.provider import ProviderInfo
from custom_components.sms_gateway.reports import Reports
from custom_components.sms_gateway.router import NoAccountError, Router
from custom_components.sms_gateway.turns import is_waiting
from homeassistant.core import HomeAssistant

from .provider import ARCHIVED_AFTER, CONCURRENT, Accepted, Cabinet, FakeProvider
from .rules import Told, check_told
from .virtual import START, Disk, VirtualClock, VirtualLoop

FIRST, SECOND = "01ACCOUNT0000000000000000A", "01ACCOUNT0000000000000000B"
ACCOUNTS: Final = (FIRST, SECOND)
VALID_FOR: Final = {FIRST: 900.0, SECOND: 300.0}

PATIENCE: Final = 150.0
"""Seconds after its deadline in which a message must have been given up: a turn at
the gate, a minute of distrust, and a time-out may be in between."""

_LIMITS: Final = Limits(
    concurrent_sends=CONCURRENT,
    concurrent_look_ups=CONCURRENT,
    batch_look_up_size=3,
    batch_look_up_pause=61.0,
    phones_per_request=2,
    sender_letters=11,
    sender_digits=15,
    text_length=1000,
    shortest_validity=60.0,
    longest_validity=86400.0,
)


def _nothing(*_: object) -> Any:
    """Stand for what the model has no use for."""
    raise NotImplementedError


_INFO: Final = ProviderInfo(
    id="model",
    name="Model",
    sites=("https://model.example",),
    has_api_key=False,
    has_incoming=False,
    currency="RUB",
    limits=_LIMITS,
    connect=_nothing,
    has_crc32=False,
    parse_callback=_nothing,
    callback_query=_nothing,
    proves_absence=lambda taken, asked: taken <= asked < taken + ARCHIVED_AFTER / 2,
    describe=lambda _: None,
)


_INFO_WITHOUT_PROOF: Final = replace(_INFO, proves_absence=lambda _, __: False)


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
    ) -> None:
        """Start for the first time.

        Some accounts may promise "at least once", and only some providers' "not found"
        proves anything.
        """
        self._promises_at_least_once = promises_at_least_once
        self._denies = denies
        self.loop = VirtualLoop()
        # In memory, as each write waits for its file.
        shm = Path("/dev/shm")  # noqa: S108
        folder = shm if shm.is_dir() else None
        self._folder = tempfile.TemporaryDirectory(dir=folder)
        self._number = 0
        self.violations: list[str] = []
        self.refused: set[str] = set()
        self.cabinets = {
            entry_id: Cabinet(
                entry_id,
                self.loop,
                self._handed,
                self._accepted,
                self.refused.add,
                self.violations.append,
                entry_id == SECOND,
            )
            for entry_id in ACCOUNTS
        }
        self.loaded: set[str] = set(ACCOUNTS)
        self.offset = self._furthest = 0.0
        self.deadlines: dict[str, float] = {}
        self._promised: dict[str, tuple[float, float]] = {}
        self._again: Counter[str] = Counter()
        self._removed: set[str] = set()
        self.order: dict[str, int] = {}
        self.accepted: dict[str, list[Accepted]] = {}
        self._handed_over: dict[tuple[str, str], str] = {}
        self.told: list[Told] = []
        self.run = self._do(self._start())

    def _do[T](self, coro: Coroutine[Any, Any, T]) -> T:
        """Run something of the test to its end."""
        self.loop.begin_step()
        return self.loop.run_until_complete(coro)

    async def _start(self) -> Run:
        """Start as the integration does."""
        self._number += 1
        clock = VirtualClock(self.loop, self.offset)
        journal = Journal(Path(self._folder.name) / "journal.db", clock)
        await journal.open()
        if journal.was_damaged:
            self.violations.append("the journal was damaged")
        router = Router(journal, clock)
        held: list[Event] = journal.take_untold()
        is_started = False

        def hear(event: Event) -> None:
            if not is_started:
                # As the announcer does until automations are armed.
                held.append(event)
                return
            assert isinstance(event, StateChange)
            self.told.append(Told(self._number, event))
            self._check_given_up(event)
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
            _INFO if entry_id in self._denies else _INFO_WITHOUT_PROOF,
            FakeProvider(self.cabinets[entry_id]),
            self.run.journal,
            cast(Clock, self.run.clock),
            AccountSettings(
                valid_for=VALID_FOR[entry_id],
                at_least_once=entry_id in self._promises_at_least_once,
            ),
        )
        self.cabinets[entry_id].forget_rates()
        engine.start()
        self.run.router.add(engine)

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
        for message in self.run.journal.messages:
            if message.reference not in self.order:
                self.order[message.reference] = max(self.order.values(), default=0) + 1
            if message.phone in phones and message.text == order.text:
                before = self.deadlines.get(message.reference)
                if before is None or message.tracked_until is not None:
                    self.deadlines[message.reference] = max(before or 0.0, deadline)
                    if before is None or before < deadline:
                        self._promised[message.reference] = deadline, self.loop.time()

    def report(self, item: Accepted, state: MessageState, by_our_id: bool) -> None:
        """Call back about a message."""
        report = StatusReport(
            message_id=item.request_id if by_our_id else item.message_id,
            phone=item.phone,
            state=state,
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
        self._removed.add(entry_id)
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
        self._again[reference] += 1
        self._promised.pop(reference, None)
        self.deadlines[reference] = self.loop.time() + VALID_FOR[message.entry_id]
        if message.entry_id not in self.loaded:
            self.deadlines[reference] = self.loop.time() + AccountSettings().valid_for
        # From now on it is the newest.
        self.order[reference] = max(self.order.values()) + 1
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
        self._furthest = min(self._furthest, offset)

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
        self.refused.clear()
        for reference, (_, since) in list(self._promised.items()):
            # A crash may come before it is written that the deadline is later.
            if since > self.loop.time() - 3.0:
                del self._promised[reference]
        self.loop.run_until_complete(self._vanish())
        self.loop.disk = Disk(disk.delay)
        self.loop.disk.is_early = disk.is_early
        self.loop.disk.is_failing = is_full
        self.run = self._do(self._start())
        self.loop.disk.is_failing = False
        self._check_known()

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

    # What is seen of it

    def _handed(self, account: str, request: SendRequest) -> None:
        """See a request leave."""
        now = self.loop.time()
        for phone in request.phones:
            message = self.run.journal.find(account, request.request_id, phone)
            if message is None or message.request_id != request.request_id:
                self.violations.append(f"a request of no message: {request}")
                continue
            reference = message.reference
            self._handed_over[request.request_id, phone] = reference
            if now > self.deadlines.get(reference, now):
                late = now - self.deadlines[reference]
                self.violations.append(f"{reference} left {late:.3f} s too late")
            for older in self.run.journal.messages:
                if (
                    older.phone == phone
                    and is_waiting(older)
                    and self.order.get(older.reference, 1 << 30)
                    < self.order.get(reference, 1 << 30)
                ):
                    self.violations.append(f"{reference} left before {older.reference}")

    def _accepted(self, item: Accepted) -> None:
        """See a message taken."""
        reference = self._handed_over[item.request_id, item.phone]
        mine = self.accepted.setdefault(reference, [])
        mine.append(item)
        is_promised = not any(
            its.account in self._promises_at_least_once for its in mine
        )
        if is_promised and len(mine) > 1 + self._again[reference]:
            self.violations.append(f"{reference} was accepted twice: {mine}")
        for other, items in self.accepted.items():
            if self.order.get(other, -1) > self.order.get(reference, 1 << 30) and any(
                its.phone == item.phone for its in items
            ):
                self.violations.append(f"{reference} was accepted after {other}")

    def _check_given_up(self, event: StateChange) -> None:
        """Nothing is given up while it is of use, unless a newer one was taken."""
        message = event.message
        deadline, _ = self._promised.get(message.reference, (0.0, 0.0))
        if (
            message.state is MessageState.FAILED
            and self.loop.time() < deadline - 0.01
            # A clock that was behind when it was written makes it too old later.
            and self._furthest == 0.0
            and not any(
                self.order[other] > self.order[message.reference]
                and any(its.phone == message.phone for its in items)
                for other, items in self.accepted.items()
            )
        ):
            self.violations.append(f"{message.reference} was given up too early")

    def _check_known(self) -> None:
        """Every message that was accepted is known after a restart."""
        for reference, items in self.accepted.items():
            for item in items:
                found = self.run.journal.find(item.account, item.request_id, item.phone)
                if item.account in self._removed:
                    continue
                if found is None or found.reference != reference:
                    self.violations.append(f"{reference} is not known any more")
                elif found.state is MessageState.PENDING:
                    self.violations.append(f"{reference} was accepted and is pending")

    def check(self) -> None:
        """See that all that must be true at every moment is."""
        now = self.loop.time()
        for message in self.run.journal.messages:
            deadline = self.deadlines.get(message.reference)
            if (
                message.state is MessageState.UNCONFIRMED
                and message.request_id in self.refused
                and not (message.is_on_wire or is_waiting(message))
            ):
                self.violations.append(f"{message.reference} is tried no more")
            if (
                message.state is MessageState.FAILED
                and message.reference in self.accepted
                and not self._again[message.reference]
                and not self._promises_at_least_once
            ):
                self.violations.append(f"{message.reference} failed, but was accepted")
            if (
                deadline is not None
                # By a clock that is behind, where there is no other.
                and now > deadline + PATIENCE - self._furthest
                and (message.is_on_wire or is_waiting(message))
            ):
                self.violations.append(f"{message.reference} waits for ever")
        self.violations += check_told(self.told)
        self.violations += self.loop.failures
        assert not self.violations, self.violations


async def _or_503(taking: Coroutine[Any, Any, bool]) -> None:
    """Take a callback as the webhook does."""
    with contextlib.suppress(JournalError):
        await taking
