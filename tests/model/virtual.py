"""An event loop whose time passes only while nothing else can happen, and its disk."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
import selectors
from typing import Any, Final
from weakref import WeakKeyDictionary

START: Final = 1_790_000_000.0
"""True wall-clock time at the loop's zero."""


_ROUNDS: Final = 300_000
"""Rounds of the loop in one step of a test; a day takes some thousands."""


class _Selector(selectors.DefaultSelector):
    """Never waits: the time that it would have waited has passed."""

    passed = 0.0
    rounds = 0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass at once."""
        if timeout is None:
            raise RuntimeError("nothing will ever happen any more")
        # Never quite still: a timer may fire a rounding error early, and be set again.
        self.passed += max(timeout, 1e-6)
        self.rounds += 1
        if self.rounds > _ROUNDS:
            raise RuntimeError("something goes round without a rest")
        return []


class Disk:
    """What the journal's thread does, in this thread, after a time that is chosen."""

    def __init__(self, delay: float = 0.01) -> None:
        """Work, and take a hundredth of a second."""
        self.delay = delay
        self.is_early = True
        """Whether a write is on the disk at the begin of its time, or at the end."""
        self.is_failing = False
        self.is_gone = False
        self.has_unwritten = False
        self.commits = 0
        self._close: list[Callable[[], object]] = []

    def run(
        self,
        future: asyncio.Future[Any],
        call: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        """Do what a thread would do."""
        if call.__name__ != "commit":
            self._do(future, call, args)
            if not future.cancelled():
                _settle(future)
            return
        self._close = [call.__self__.close]  # type: ignore[attr-defined]
        if self.is_early:
            self._do(future, call, args)
        loop = asyncio.get_running_loop()

        def end() -> None:
            if not self.is_gone:
                if not hasattr(future, "outcome"):
                    self._do(future, call, args)
                _settle(future)

        loop.call_later(self.delay, end)

    def crash(self) -> None:
        """Do nothing more; what was written stays."""
        self.is_gone = True
        for close in self._close:
            close()

    def _do(
        self,
        future: asyncio.Future[Any],
        call: Callable[..., Any],
        args: tuple[Any, ...],
    ) -> None:
        """Do it, and keep what came of it."""
        try:
            if self.is_failing and call.__name__ == "commit":
                self.has_unwritten = True
                raise OSError(5, "the disk of the model fails")  # noqa: TRY301
            outcome: tuple[Any, Exception | None] = call(*args), None
            if call.__name__ == "commit":
                self.has_unwritten = False
                self.commits += 1
        except Exception as err:  # noqa: BLE001
            outcome = None, err
        future.outcome = outcome  # type: ignore[attr-defined]


class _Future(asyncio.Future[Any]):
    """A future with the outcome that it will have."""

    outcome: tuple[Any, Exception | None]


def _settle(future: asyncio.Future[Any]) -> None:
    """Tell what came of it."""
    if future.done():
        return
    result, error = future.outcome  # type: ignore[attr-defined]
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Hours in milliseconds, and each run the same."""

    def __init__(self) -> None:
        """Stand at zero."""
        self._virtual = _Selector()
        super().__init__(self._virtual)
        self.disk = Disk()
        self._disks: WeakKeyDictionary[Executor, Disk] = WeakKeyDictionary()
        self.failures: list[str] = []
        self.set_exception_handler(self._failed)
        self.set_task_factory(self._task)

    def begin_step(self) -> None:
        """Count the rounds from here."""
        self._virtual.rounds = 0

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._virtual.passed

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do in this thread what is meant for another."""
        future = _Future(loop=self)
        # A timer of a run that crashed may still go off; its disk is gone.
        disk = self.disk
        if executor is not None:
            disk = self._disks.setdefault(executor, disk)
        if not disk.is_gone:
            disk.run(future, func, args)
        return future

    def _task(
        self, loop: asyncio.AbstractEventLoop, coro: Any, **kwargs: Any
    ) -> asyncio.Task[Any]:
        """Watch how every task ends."""
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **kwargs)
        if task.get_name().startswith("sms_gateway"):
            task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Note a task that died."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failures.append(f"{task.get_name()}: {error!r}")

    def _failed(
        self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]
    ) -> None:
        """Note what nobody caught, but for what a crash left waiting."""
        if str(context.get("message")).startswith("Task was destroyed"):
            return
        self.failures.append(f"{context.get('message')}: {context.get('exception')!r}")


class VirtualClock:
    """The clock of one run of Home Assistant: its wall-clock time may be wrong."""

    def __init__(self, loop: VirtualLoop, offset: float = 0.0) -> None:
        """Begin a run; `offset` is by how much the wall-clock time is wrong."""
        self._loop = loop
        self._boot = loop.time()
        self.offset = offset

    def now(self) -> float:
        """Return what the box takes for the time."""
        return START + self._loop.time() + self.offset

    def monotonic(self) -> float:
        """Return the time since the run began."""
        return self._loop.time() - self._boot

    async def sleep(self, seconds: float) -> None:
        """Wait for so long."""
        await asyncio.sleep(max(seconds, 0.0))
