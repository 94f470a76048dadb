"""What a request would cost: asked for, and the answer kept for a moment."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from ..clock import Clock
from ..providers.errors import RefusedError
from ..providers.model import Estimate, Reason, SendRequest
from ..providers.provider import Provider, ProviderInfo
from .answers import Answers
from .limits import Gate

SAME_FOR: Final = 15.0
"""Seconds for which the same question has the same answer, or the same refusal.

Five a minute at most, which is what SMSC answers.
"""


_BAD_NUMBER: Final = Reason.RECIPIENT


class Ask(Protocol):
    """How one asks the provider."""

    def __call__[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> Awaitable[AnswerT]:
        """Ask, and learn from the error if there is one."""


class Prices:
    """What things cost on one account."""

    def __init__(self, ask: Ask, gate: Gate, clock: Clock, info: ProviderInfo) -> None:
        """Know of none."""
        self._info = info
        self._ask = ask
        self._gate = gate
        self._answers = Answers(
            self._fetch, clock, same_for=SAME_FOR, errors_for=SAME_FOR
        )

    async def fetch(self, request: SendRequest) -> Estimate:
        """Return what a request would cost; raises ProviderError.

        Where one bad number is refused with all others, those are asked for without it.
        """
        if len(request.phones) <= self._info.limits.phones_per_request:
            try:
                return await self._answers.get(request)
            except RefusedError as err:
                if not self._is_of_one(err) or len(request.phones) == 1:
                    raise
        half = len(request.phones) // 2
        halves = [
            await self._one_half(request.among(request.phones[:half])),
            await self._one_half(request.among(request.phones[half:])),
        ]
        refused = [item for item in halves if isinstance(item, RefusedError)]
        if len(refused) == len(halves) and refused[0].fault.reason is not _BAD_NUMBER:
            # It is the text, or who sends it.
            raise refused[0]
        return _sum([item for item in halves if isinstance(item, Estimate)])

    def _is_of_one(self, error: RefusedError) -> bool:
        """Tell whether a refusal may be about some of the numbers only."""
        return error.fault.reason in self._info.refused_for_one

    async def ask_in_turn[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask what the provider takes for a sending, in the turn of one."""
        async with self._gate.question():
            return await self._ask(question)

    async def _one_half(self, request: SendRequest) -> Estimate | RefusedError:
        """Ask for some of the numbers; what is refused costs nothing."""
        try:
            return await self.fetch(request)
        except RefusedError as err:
            if not self._is_of_one(err):
                raise
            return err

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
