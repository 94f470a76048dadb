"""Whatever happens: once, in time or not at all, in order, and nothing forgotten.

SMS_MODEL_EXAMPLES and SMS_MODEL_STEPS make the run longer than the suite's.
"""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
)

from custom_components.sms_gateway.order import Addressee, Order
from custom_components.sms_gateway.providers.model import MessageState

from . import tally
from .accounts import ACCOUNTS, FIRST, KINDS, SECOND
from .cabinet import Fail
from .counted_rule import counted_rule
from .world import World

_EXAMPLES: Final = int(os.environ.get("SMS_MODEL_EXAMPLES", "150"))
_STEPS: Final = int(os.environ.get("SMS_MODEL_STEPS", "50"))

_PHONES: Final = ("+79161234567", "+79261234567", "+79031234567")
_TEXTS: Final = ("Alarm", "All clear", "Water")
_CHAINS: Final = ((FIRST, SECOND), (FIRST,), (SECOND,), (SECOND, FIRST))
_REPORTS: Final = (
    MessageState.QUEUED,
    MessageState.SENT,
    MessageState.UNCONFIRMED,
    MessageState.EXPIRED,
    MessageState.UNDELIVERED,
    MessageState.REJECTED,
    MessageState.CANCELLED,
    MessageState.DELIVERED,
    MessageState.READ,
)
_MOMENTS: Final = (0.0, 0.004, 0.012, 0.03, 0.04, 0.07, 0.2, 1.0)
_TIMES: Final = (5.0, 10.5, 21.0, 45.0, 61.0, 100.0, 300.0, 900.0, 3600.0, 90000.0)


class Model(RuleBasedStateMachine):
    """A home, its two accounts, and everything that goes wrong."""

    @initialize(
        promises_at_least_once=st.sampled_from(((), (), (FIRST,), (SECOND,))),
        first=st.sampled_from(sorted(KINDS)),
        second=st.sampled_from(sorted(KINDS)),
    )
    def start(
        self, promises_at_least_once: tuple[str, ...], first: str, second: str
    ) -> None:
        """Start for the first time."""
        tally.counts["example"] += 1
        for name in (first, second):
            tally.counts[f"at {name}"] += 1
        self.world = World(
            promises_at_least_once, {FIRST: KINDS[first], SECOND: KINDS[second]}
        )

    def teardown(self) -> None:
        """End it."""
        if hasattr(self, "world"):
            self.world.close()

    @counted_rule(
        chain=st.sampled_from(_CHAINS),
        text=st.sampled_from(_TEXTS),
        phones=st.lists(st.sampled_from(_PHONES), min_size=1, max_size=3),
        valid_for=st.sampled_from((None, 60.0, 120.0, 600.0)),
        then=st.sampled_from(_MOMENTS),
    )
    def send(
        self,
        chain: tuple[str, ...],
        text: str,
        phones: list[str],
        valid_for: float | None,
        then: float,
    ) -> None:
        """Send a text to some numbers."""
        self.world.send(
            Order(
                chain=chain,
                text=text,
                addressees=tuple(Addressee(phone) for phone in phones),
                valid_for=valid_for,
            )
        )
        self.world.advance(then)

    @counted_rule(account=st.sampled_from(ACCOUNTS), fail=st.sampled_from(Fail))
    def let_fail(self, account: str, fail: Fail) -> None:
        """Let one of the next requests to send fail."""
        self.world.cabinets[account].fails.append(fail)

    @counted_rule(
        account=st.sampled_from(ACCOUNTS),
        is_down=st.booleans(),
        look_ups_fail=st.booleans(),
        lag=st.sampled_from((0.0, 30.0)),
    )
    def turn(
        self, account: str, is_down: bool, look_ups_fail: bool, lag: float
    ) -> None:
        """Let a provider go down or come back."""
        cabinet = self.world.cabinets[account]
        cabinet.is_down, cabinet.look_ups_fail = is_down, look_ups_fail
        cabinet.lag = lag

    @counted_rule(account=st.sampled_from(ACCOUNTS), data=st.data())
    def progress(self, account: str, data: st.DataObject) -> None:
        """Let a message get on; a look-up will tell."""
        if items := self.world.cabinets[account].accepted:
            data.draw(st.sampled_from(items)).state = data.draw(
                st.sampled_from(_REPORTS)
            )

    @counted_rule(
        account=st.sampled_from(ACCOUNTS), data=st.data(), other_way=st.booleans()
    )
    def call_back(self, account: str, data: st.DataObject, other_way: bool) -> None:
        """Call back: early, late, repeated, out of order, whatever it may say."""
        if items := self.world.cabinets[account].accepted:
            index = data.draw(st.integers(0, len(items) - 1))
            state = data.draw(st.sampled_from(_REPORTS))
            self.world.report(items[index], state, other_way)

    @counted_rule(seconds=st.sampled_from(_MOMENTS))
    def wait_a_moment(self, seconds: float) -> None:
        """Let a request be half done."""
        self.world.advance(seconds)

    @counted_rule(seconds=st.sampled_from(_TIMES))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.world.advance(seconds)

    @counted_rule(offset=st.sampled_from((0.0, -30.0, -7200.0, -90000.0)))
    def jump(self, offset: float) -> None:
        """Set the clock of the box: right, or behind as without a battery."""
        self.world.jump(offset)

    @counted_rule(
        delay=st.sampled_from((0.0, 0.01, 1.3)),
        is_early=st.booleans(),
        is_failing=st.sampled_from((False, False, True)),
    )
    def disk(self, delay: float, is_early: bool, is_failing: bool) -> None:
        """Let the disk be fast, slow or full."""
        disk = self.world.loop.disk
        disk.delay, disk.is_early, disk.is_failing = delay, is_early, is_failing

    @precondition(lambda self: self.world.is_written)
    @counted_rule(offset=st.sampled_from((None, -7200.0)), is_full=st.booleans())
    def crash(self, offset: float | None, is_full: bool) -> None:
        """Crash, and start again, perhaps with a clock that is behind."""
        if offset is not None:
            self.world.set_offset(offset)
        self.world.crash(is_full=is_full)

    @precondition(lambda self: self.world.is_written)
    @counted_rule()
    def restart(self) -> None:
        """Stop in good order, and start again."""
        self.world.restart()

    @counted_rule(account=st.sampled_from(ACCOUNTS))
    def load_or_unload(self, account: str) -> None:
        """Unload an account, or load it again."""
        if account in self.world.loaded:
            self.world.unload(account)
        else:
            self.world.load(account)

    @counted_rule(account=st.sampled_from(ACCOUNTS), delay=st.sampled_from(_TIMES[:6]))
    def remove_and_add(self, account: str, delay: float) -> None:
        """Remove an account with all that belongs to it, and set it up once more."""
        self.world.remove(account)
        self.world.advance(delay)
        self.world.load(account)

    @counted_rule(
        count=st.integers(4, 14),
        chain=st.sampled_from(_CHAINS),
        text=st.sampled_from(_TEXTS),
    )
    def send_many(self, count: int, chain: tuple[str, ...], text: str) -> None:
        """Send to many numbers at once, each on its own as notify entities do."""
        for number in range(count):
            addressee = Addressee(f"+7905{number:07}")
            self.world.send(Order(chain=chain, text=text, addressees=(addressee,)))
        self.world.advance(0.0)

    @precondition(lambda self: self.world.is_written)
    @counted_rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """Let the owner decide to send what is open once more."""
        if references := self.world.open_references():
            self.world.send_again(data.draw(st.sampled_from(references)))

    @precondition(lambda self: self.world.is_written)
    @counted_rule(data=st.data(), with_others=st.booleans())
    def cancel(self, data: st.DataObject, with_others: bool) -> None:
        """Let the owner take one of the newest messages back."""
        if references := self.world.references()[-4:]:
            reference = data.draw(st.sampled_from(references))
            self.world.cancel(reference, with_others=with_others)

    @counted_rule(account=st.sampled_from(ACCOUNTS))
    def fetch_balance(self, account: str) -> None:
        """Ask for the balance."""
        if account in self.world.loaded:
            self.world.fetch_balance(account)

    @invariant()
    def check(self) -> None:
        """See that nothing is wrong."""
        if hasattr(self, "world"):
            self.world.check()


Model.TestCase.settings = settings(
    max_examples=_EXAMPLES,
    stateful_step_count=_STEPS,
    deadline=None,
    # To explain a failure line by line takes minutes.
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
    # The suite's run is always the same one; a longer one looks for what is new.
    derandomize="SMS_MODEL_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)

TestModel = Model.TestCase
