"""Questions that send nothing: asked once, and the answer kept for a while."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Final

from ..clock import Clock
from ..providers.errors import RefusedError
from ..providers.model import Reason

_LASTING: Final = frozenset(
    {
        Reason.ADDRESS,
        Reason.ALTERED,
        Reason.BAD_REQUEST,
        Reason.BUSY,
        Reason.CONTENT,
        Reason.GROUP_UNKNOWN,
        Reason.IP_BLOCKED,
        Reason.RECIPIENT,
        Reason.REPEATED,
        Reason.SENDER,
    }
)
"""What is about the question itself, and what says that one asks too often.

Not money, which is topped up in between, nor credentials, which are kept back elsewhere.
"""


@dataclass(frozen=True, slots=True)
class _Asked[AnswerT]:
    """When a question was asked, and the answer or the error it gets."""

    since: float
    answer: asyncio.Task[AnswerT]


class Answers[QuestionT: Hashable, AnswerT]:
    """What was answered to which question.

    `same_for` is for how many seconds an answer is kept, `errors_for` a refusal that will
    be the same again: whoever repeats himself is not to make the provider refuse what
    others ask. All other errors may be over, so the next one asks.
    """

    def __init__(
        self,
        fetch: Callable[[QuestionT], Coroutine[Any, Any, AnswerT]],
        clock: Clock,
        *,
        same_for: float,
        errors_for: float,
    ) -> None:
        """Know of none."""
        self._fetch = fetch
        self._clock = clock
        self._same_for = same_for
        self._errors_for = errors_for
        self._asked: dict[QuestionT, _Asked[AnswerT]] = {}

    async def get(self, question: QuestionT) -> AnswerT:
        """Ask, or return what was answered to the same question just now."""
        now = self._clock.monotonic()
        self._asked = {
            known: asked
            for known, asked in self._asked.items()
            if not asked.answer.done() or now - asked.since < self._kept_for(asked)
        }
        if (asked := self._asked.get(question)) is None:
            task = asyncio.get_running_loop().create_task(
                self._fetch(question), name="sms_gateway question"
            )
            # An error that nobody waits for any more is none to complain about.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            asked = self._asked[question] = _Asked(now, task)
        return await asyncio.shield(asked.answer)

    def forget(self) -> None:
        """Ask anew from now on: what was answered may not be so any more."""
        self._asked.clear()

    def _kept_for(self, asked: _Asked[AnswerT]) -> float:
        """Return for how long a question that is answered has that answer."""
        if asked.answer.cancelled():
            return 0.0
        if (error := asked.answer.exception()) is None:
            return self._same_for
        is_lasting = isinstance(error, RefusedError) and error.fault.reason in _LASTING
        return self._errors_for if is_lasting else 0.0
