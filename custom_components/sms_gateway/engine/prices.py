"""What a request would cost: asked for, and the answer kept for a moment."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from ..clock import Clock
from ..providers.errors import RefusedError
from ..providers.model import OF_ONE_NUMBER, Estimate, Reason, SendRequest
from ..providers.provider import Provider, ProviderInfo
from .answers import Answers
from .limits import Gate
from .refusals import ENOUGH

SAME_FOR: Final = 15.0
"""Seconds for which the same question has the same answer, or the same refusal.

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
        estimates: list[Estimate] = []
        refused: list[RefusedError] = []
        parts, in_a_row = deque([request]), 0
        while parts:
            part = parts.popleft()
            answer = await self._one_part(part)
            if isinstance(answer, Estimate):
                estimates.append(answer)
                in_a_row = 0
            elif answer is None or len(part.phones) > 1:
                half = len(part.phones) // 2
                parts.appendleft(part.among(part.phones[half:]))
                parts.appendleft(part.among(part.phones[:half]))
            else:
                refused.append(answer)
                in_a_row += answer.fault.reason not in OF_ONE_NUMBER
                if in_a_row >= ENOUGH:
                    raise answer
        is_told = len(request.phones) == 1 or not all(map(_is_bad_number, refused))
        if not estimates and is_told:
            # It is the text, or who sends it.
            raise refused[0]
        return _sum(estimates)

    async def ask_in_turn[AnswerT](
        self, question: Callable[[Provider], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask what the provider takes for a sending, in the turn of one."""
        async with self._gate.question():
            return await self._ask(question)

    async def _one_part(self, request: SendRequest) -> Estimate | RefusedError | None:
        """Ask for some of the numbers; None where they are too many to ask for."""
        if len(request.phones) > self._info.limits.phones_per_request:
            return None
        try:
            return await self._answers.get(request)
        except RefusedError as err:
            if err.fault.reason not in self._info.refused_for_one:
                raise
            return err

    async def _fetch(self, request: SendRequest) -> Estimate:
        """Ask the provider, in a turn."""
        return await self.ask_in_turn(lambda provider: provider.estimate(request))


def _is_bad_number(error: RefusedError) -> bool:
    """Tell whether a number was refused that nobody could send to: it costs nothing."""
    return error.fault.reason is Reason.RECIPIENT


def _sum(estimates: list[Estimate]) -> Estimate:
    """Return what several requests come to together."""
    costs = [item.cost for item in estimates if item.cost is not None]
    return Estimate(
        results=tuple(result for item in estimates for result in item.results),
        parts=next((item.parts for item in estimates if item.parts), None),
        cost=sum(costs[1:], costs[0]) if costs else None,
    )
