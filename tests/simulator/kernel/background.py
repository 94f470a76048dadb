"""Tasks that run beside the requests and end with the simulator."""

import asyncio
from collections.abc import Coroutine
import logging
from typing import Any

_LOGGER = logging.getLogger(__name__)


class Background:
    """Keeps hold of running tasks."""

    def __init__(self) -> None:
        """Start with none."""
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run a coroutine until it is done or the simulator closes."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def cancel(self) -> None:
        """Cancel what still runs, without waiting for its end."""
        for task in list(self._tasks):
            task.cancel()

    async def close(self) -> None:
        """Cancel what still runs and wait for its end."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        """Forget a task; a failure of the simulator itself is logged."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOGGER.error("Task %s failed", task.get_name(), exc_info=error)
