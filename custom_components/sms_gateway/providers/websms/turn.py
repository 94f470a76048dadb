"""One sending at a time per account, whoever speaks for it (seed 000, error 17).

A form that proves credentials has a client of its own beside the account's.
"""

from asyncio import AbstractEventLoop, Lock, get_running_loop
from typing import Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from ..account import Credentials

type _Account = tuple[str, str]

_TURNS: Final[
    WeakKeyDictionary[AbstractEventLoop, WeakValueDictionary[_Account, Lock]]
] = WeakKeyDictionary()
"""By event loop, as a lock belongs to one; each for as long as a client holds it."""


def turn_of(credentials: Credentials) -> Lock:
    """Return what is held while an account sends, the same for all its clients."""
    turns = _TURNS.setdefault(get_running_loop(), WeakValueDictionary())
    site = credentials.base_url.rstrip("/").lower()
    return turns.setdefault((site, (credentials.login or "").lower()), Lock())
