"""Calls of one moment with one text leave as one request, and are judged together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from .clock import Clock
from .journal import Message
from .order import Addressee, Order
from .router import Router

TOGETHER_WITHIN: Final = 0.05
"""Seconds; Home Assistant calls the entities of one action one after the other."""


@dataclass(slots=True)
class _Group:
    """The orders of one moment."""

    addressees: list[Addressee] = field(default_factory=list)
    sending: asyncio.Task[list[Message]] | None = None


class Collector:
    """Holds an order for a moment, in case others like it come."""

    def __init__(self, router: Router, clock: Clock) -> None:
        """Begin with nothing held."""
        self._router = router
        self._clock = clock
        self._groups: dict[Order, _Group] = {}

    async def send(self, order: Order) -> Sequence[Message]:
        """Send an order with those of the same moment; return all their messages.

        Home Assistant raises the first error of several entities, so whether to raise
        is a question to all of them.
        """
        key = replace(order, addressees=())
        group = self._groups.setdefault(key, _Group())
        group.addressees.extend(order.addressees)
        if group.sending is None:
            group.sending = asyncio.get_running_loop().create_task(
                self._send(key, group), name="sms_gateway collecting"
            )
        # A cancelled caller takes nothing back.
        return await asyncio.shield(group.sending)

    async def _send(self, key: Order, group: _Group) -> list[Message]:
        """Wait a moment, then send what has come together."""
        await self._clock.sleep(TOGETHER_WITHIN)
        del self._groups[key]
        return await self._router.send(replace(key, addressees=tuple(group.addressees)))
