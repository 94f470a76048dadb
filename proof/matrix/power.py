"""A loop whose power can be cut at a write of the journal, before it or after it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakSet

COMMIT: Final = "commit"
"""What the journal has its thread do, where it goes to the disk."""


@dataclass(frozen=True, slots=True)
class Cut:
    """When the power is cut: at which write, and on which side of it."""

    write: int
    is_after: bool

    @property
    def place(self) -> int:
        """Return a number by which steps are in order."""
        return 2 * self.write + self.is_after

    def __str__(self) -> str:
        """Name the step."""
        return f"{'after' if self.is_after else 'before'} write {self.write}"


class Power:
    """What keeps one run of the home going."""

    def __init__(self) -> None:
        """Go on for ever."""
        self._cut: Cut | None = None
        self.writes = 0
        self.under_way = 0
        self.is_gone = False
        self.tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._close: Callable[[], object] | None = None
        self.executors: set[Executor] = set()

    def go_at(self, cut: Cut | None) -> None:
        """Count the writes from now on, and go at the cut."""
        self._cut, self.writes = cut, 0

    def write(
        self, executor: Executor | None, call: Callable[..., Any], args: tuple[Any, ...]
    ) -> Coroutine[Any, Any, Any]:
        """Count a write, from the moment that it holds no more; return its doing."""
        self.writes += 1
        self.under_way += 1
        return self._write(self.writes, executor, call, args)

    async def _write(
        self,
        number: int,
        executor: Executor | None,
        call: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> Any:
        """Write, or never return."""
        try:
            self._close = call.__self__.close  # type: ignore[attr-defined]
            is_last = self._cut is not None and self._cut.write == number
            if self.is_gone or (is_last and self._cut and not self._cut.is_after):
                await self._end()
            done = await HomeLoop.current().in_thread(executor, call, args)
        finally:
            self.under_way -= 1
        if is_last or self.is_gone:
            await self._end()
        return done

    async def _end(self) -> None:
        """Be without power: nobody hears of anything any more."""
        self.is_gone = True
        await asyncio.get_running_loop().create_future()

    async def vanish(self) -> None:
        """End all that the run has begun, and let go of its file."""
        self.is_gone = True
        tasks = [task for task in self.tasks if not task.done()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._close is not None:
            self._close()
        for executor in self.executors:
            executor.shutdown()


_POWER: Final[ContextVar[Power | None]] = ContextVar("power", default=None)


class HomeLoop(asyncio.SelectorEventLoop):
    """A real loop; what belongs to the home is known by its context.

    Its time can be stopped and turned, for whatever waits by a timer of the loop: a
    client for its answer, the journal for a write to go along with.
    """

    def __init__(self) -> None:
        """Watch every task."""
        self._stopped_at: float | None = None
        self._ahead = 0.0
        # What a timer begins without power waits for ever, and is held by nobody.
        self._tasks: set[asyncio.Task[Any]] = set()
        super().__init__()
        self.set_task_factory(self._task)

    def time(self) -> float:
        """Return the time by which timers go off."""
        if self._stopped_at is not None:
            return self._stopped_at
        return super().time() + self._ahead

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let no timer go off by itself: how fast the machine is changes nothing."""
        self._stopped_at = self.time()
        try:
            yield
        finally:
            self._ahead, self._stopped_at = self.time() - super().time(), None

    def turn(self, seconds: float) -> None:
        """Let the timers of so many seconds go off; they do in the next rounds."""
        assert self._stopped_at is not None
        self._stopped_at += seconds

    @staticmethod
    def current() -> HomeLoop:
        """Return the loop that runs."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, HomeLoop)
        return loop

    def within[T](self, power: Power, coro: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin something that lives by this power, with all that comes of it."""
        context = copy_context()
        context.run(_POWER.set, power)
        return self.create_task(coro, context=context)

    def in_thread(
        self, executor: Executor | None, call: Callable[..., Any], args: tuple[Any, ...]
    ) -> asyncio.Future[Any]:
        """Do something in a thread, as every loop does."""
        return super().run_in_executor(executor, call, *args)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Let the power decide about what the journal writes."""
        power = _POWER.get()
        if power is not None and executor is not None:
            power.executors.add(executor)
        if power is None or getattr(func, "__name__", "") != COMMIT:
            return self.in_thread(executor, func, args)
        return self.create_task(power.write(executor, func, args))

    def _task(
        self, loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any
    ) -> asyncio.Task[Any]:
        """Note whose task it is."""
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **kwargs)
        context = kwargs.get("context")
        power = _POWER.get() if context is None else context.get(_POWER)
        if power is not None:
            power.tasks.add(task)
            self._tasks.add(task)
        return task
