"""SMSC's protection: addresses that err, repeated requests, floods to one number."""

from collections.abc import Hashable

from .accounts import Account
from .codes import BLOCKED, DAILY_LIMIT, FLOOD, NO_ERROR, TOO_OFTEN, Refusal
from .state import State

FAILURES_BEFORE_BLOCK = 10
BLOCK_SECONDS = 300.0
FLOOD_GAP = 60.0
FLOOD_LIMIT = 50
_DAY = 86400.0


class Limits:
    """Counts what SMSC counts; all times are the provider's own."""

    def __init__(self, state: State) -> None:
        """Count into the provider's memory."""
        self._state = state

    def check_address(self, address: str) -> None:
        """Refuse an address that is blocked for a while."""
        until = self._state.blocked.get(address)
        if until is None:
            return
        if until > self._state.kernel.clock.monotonic():
            raise Refusal(BLOCKED, f"{address} is blocked")
        del self._state.blocked[address]

    def block(self, address: str, seconds: float = BLOCK_SECONDS) -> None:
        """Block an address for a while."""
        until = self._state.kernel.clock.monotonic() + seconds
        self._state.blocked[address] = until

    def unblock(self, address: str) -> None:
        """Let an address ask again."""
        self._state.blocked.pop(address, None)
        self._state.window("failures").clear(address)

    def note_login(self, address: str, *, good: bool) -> None:
        """Count failures in a row; too many within a minute block the address."""
        failures = self._state.window("failures")
        if good:
            failures.clear(address)
        elif failures.add(address) >= FAILURES_BEFORE_BLOCK:
            failures.clear(address)
            self.block(address)

    def spend(self, name: str, key: Hashable, allowed: int) -> None:
        """Count one request of a kind that only so many are allowed of in a minute."""
        window = self._state.window(name)
        if window.count(key) >= allowed:
            raise Refusal(TOO_OFTEN, f"{name}: more than {allowed} a minute")
        window.add(key)

    def is_repeated(self, key: Hashable) -> bool:
        """Return whether this was sent within the last minute."""
        return self._state.window("repeats").count(key) > 0

    def note_sent(self, key: Hashable) -> None:
        """Remember what was sent."""
        self._state.window("repeats").add(key)

    def is_flood(self, login: str, phone: str) -> bool:
        """Return whether one message more to a number is too many in a row."""
        last, number = self._state.floods.get((login, phone), (float("-inf"), 0))
        now = self._state.kernel.clock.monotonic()
        return now - last < FLOOD_GAP and number >= FLOOD_LIMIT

    def note_message(self, login: str, phone: str) -> None:
        """Count a message to a number, in a row with those less than a minute before."""
        last, number = self._state.floods.get((login, phone), (float("-inf"), 0))
        now = self._state.kernel.clock.monotonic()
        number = number + 1 if now - last < FLOOD_GAP else 1
        self._state.floods[login, phone] = (now, number)

    def excess(self, account: Account, phone: str, user_ip: str, ahead: int) -> int:
        """Return the error of a message above the account's own limits for a day.

        `ahead` are those of the same request that have passed already.
        """
        window = self._state.window("days", _DAY)
        limits = (
            (DAILY_LIMIT, (account.login,), account.daily_limit, ahead),
            (FLOOD, (account.login, phone), account.number_limit, 0),
            (DAILY_LIMIT, (account.login, "", user_ip), account.user_ip_limit, ahead),
        )
        for error, key, limit, more in limits:
            if limit is None or not key[-1]:
                continue
            if window.count(key) + more >= limit:
                return error
        return NO_ERROR

    def note_day(self, account: Account, phone: str, user_ip: str) -> None:
        """Count a message against the account's own limits."""
        window = self._state.window("days", _DAY)
        for key in ((account.login,), (account.login, phone)):
            window.add(key)
        if user_ip:
            window.add((account.login, "", user_ip))
