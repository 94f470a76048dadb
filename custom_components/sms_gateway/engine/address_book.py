"""The address book of one account: read, and changed by one change at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ..providers.address_book import Contact, Group
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.provider import Provider
from .prices import Ask


class AddressBook:
    """Asks for groups and contacts, and hands changes over, each of them once."""

    def __init__(self, ask: Ask, on_change: Callable[[], None]) -> None:
        """Know of nothing; `on_change` is told that the book may not be as it was."""
        self._ask = ask
        self._on_change = on_change
        self._one_change = asyncio.Lock()
        self.alone = asyncio.Lock()
        """Held by who reads the book to change it: what he read is then still so."""
        self._wires: set[asyncio.Task[object]] = set()

    async def groups(self) -> Sequence[Group]:
        """Return all groups; raises ProviderError."""
        return await self._ask(lambda provider: provider.fetch_groups())

    async def contacts(self, group_id: str) -> Sequence[Contact]:
        """Return all contacts of a group; raises ProviderError."""
        return await self._ask(lambda provider: provider.fetch_contacts(group_id))

    async def change[AnswerT](
        self, change: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Make a change; raises ProviderError.

        No caller owns it: one that is cancelled does not cut it on the wire.
        """
        wire = asyncio.get_running_loop().create_task(
            self._change(change), name="sms_gateway address book"
        )
        self._wires.add(wire)
        wire.add_done_callback(self._note_done)
        return await asyncio.shield(wire)

    async def stop(self) -> None:
        """Let what is on the wire end."""
        if self._wires:
            await asyncio.wait(self._wires, timeout=TOTAL_TIMEOUT)

    async def _change[AnswerT](
        self, change: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Hand a change over, in its turn."""
        async with self._one_change:
            try:
                return await self._ask(change)
            finally:
                self._on_change()

    def _note_done(self, wire: asyncio.Task[object]) -> None:
        """Let go of a change; an error that nobody waits for is none to complain of."""
        self._wires.discard(wire)
        if not wire.cancelled():
            wire.exception()
