"""What a request would cost: asked for, and the answer kept for a moment."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from ..clock import Clock
from ..providers.errors import RefusedError
from ..providers.model import Estimate, Reason, SendRequest
from ..providers.provider import Provider
from .answers import Answers
from .limits import Gate

SAME_FOR: Final = 15.0
"""Seconds for which the same question has the same answer, also where that is an error.

Five a minute at most, which is what SMSC answers.
"""


class Ask(Protocol):
    """How one asks the provider."""

    def __call__[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> Awaitable[AnswerT]:
        """Ask, and learn from the error if there is one."""


class Prices:
    """What things cost on one account."""

    def __init__(self, ask: Ask, gate: Gate, clock: Clock, at_once: int) -> None:
        """Know of none; `at_once` is how many numbers a request may have."""
        self._at_once = at_once
        self._ask = ask
        self._gate = gate
        self._answers = Answers(
            self._fetch, clock, same_for=SAME_FOR, errors_for=SAME_FOR
        )

    async def fetch(self, request: SendRequest) -> Estimate:
        """Return what a request would cost; raises ProviderError.

        Where one bad number is refused with all others, those are asked for without it.
        """
        if len(request.phones) <= self._at_once:
            try:
                return await self._answers.get(request)
            except RefusedError as err:
                if err.fault.reason is not Reason.RECIPIENT or len(request.phones) == 1:
                    raise
        half = len(request.phones) // 2
        return _sum(
            [
                await self._one_half(request.among(request.phones[:half])),
                await self._one_half(request.among(request.phones[half:])),
            ]
        )

    async def ask_in_turn[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask what the provider takes for a sending, in the turn of one."""
        async with self._gate.question():
            return await self._ask(question)

    async def _one_half(self, request: SendRequest) -> Estimate:
        """Ask for some of the numbers; one that is refused costs nothing."""
        try:
            return await self.fetch(request)
        except RefusedError as err:
            if err.fault.reason is not Reason.RECIPIENT:
                raise
            return Estimate()

    async def _fetch(self, request: SendRequest) -> Estimate:
        """Ask the provider, in a turn."""
        return await self.ask_in_turn(lambda provider: provider.estimate(request))


def _sum(estimates: list[Estimate]) -> Estimate:
    """Return what several requests come to together."""
    costs = [item.cost for item in estimates if item.cost is not None]
    return Estimate(
        results=tuple(result for item in estimates for result in item.results),
        parts=next((item.parts for item in estimates if item.parts), None),
        cost=sum(costs[1:], costs[0]) if costs else None,
    )
