"""Waiting until nothing is under way any more, however slow the machine is."""

import asyncio
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import pytest

_PASSES = 40
"""Turns of the event loop: a hop between two sockets of this process takes one."""

_IN_THREADS: WeakKeyDictionary[AbstractEventLoop, set[Future[Any]]] = (
    WeakKeyDictionary()
)
"""What is under way in threads, as writes to the disk are."""


def watch_threads(loop: AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Know from now on what an event loop has threads do."""
    run_in_executor = loop.run_in_executor
    under_way = _IN_THREADS[loop] = set()

    def run(executor: Any, function: Callable[..., Any], *args: Any) -> Future[Any]:
        """Begin it, and know of it until it is done."""
        future = run_in_executor(executor, function, *args)
        under_way.add(future)
        future.add_done_callback(under_way.discard)
        return future

    monkeypatch.setattr(loop, "run_in_executor", run)


async def until_quiet() -> None:
    """Wait until no thread works, and sockets have brought what they had."""
    under_way = _IN_THREADS.get(asyncio.get_running_loop(), set())
    passes = 0
    while passes < _PASSES:
        if under_way:
            await asyncio.wait(tuple(under_way))
            passes = 0
        await asyncio.sleep(0)
        passes += 1
