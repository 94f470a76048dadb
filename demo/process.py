"""A program that runs beside the demo, with its output in a file."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
import re
import signal

import aiohttp

from .errors import DemoError

_ROOT = Path(__file__).resolve().parent.parent
_PAUSE = 0.05


class Process:
    """A child in a session of its own, so that Ctrl-C reaches only the demo."""

    def __init__(self, name: str, command: Sequence[str | Path], log: Path) -> None:
        """Prepare; the name is what error messages call it."""
        self.name = name
        self.log = log
        self._command = [str(part) for part in command]
        self._child: asyncio.subprocess.Process | None = None
        self._begins_at = 0

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._running.pid

    @property
    def is_running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._child is not None and self._child.returncode is None

    @property
    def _running(self) -> asyncio.subprocess.Process:
        """Return the child, which has to be there."""
        if self._child is None:
            raise DemoError(f"{self.name} was not started.")
        return self._child

    async def start(self) -> None:
        """Start it; the output of a later start follows that of the one before."""
        with self.log.open("ab") as log:
            self._begins_at = log.tell()
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=_ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def stop(self, within: float) -> int:
        """Ask it to end, and return its exit code."""
        child = self._running
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(within):
                return await child.wait()
        except TimeoutError:
            await self.kill()
            raise DemoError(
                f"{self.name} did not end within {within:g} s and was killed."
            ) from None

    async def kill(self) -> None:
        """End it as a power cut does."""
        child = self._running
        if child.returncode is None:
            child.kill()
        await child.wait()

    async def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        return await self._running.wait()

    async def wait_for_output(self, pattern: str) -> re.Match[str]:
        """Wait until this run has written something that fits a pattern."""
        while (found := re.search(pattern, self.output())) is None:
            self.check()
            await asyncio.sleep(_PAUSE)
        return found

    def check(self) -> None:
        """Raise an error if it has ended."""
        if not self.is_running:
            raise DemoError(
                f"{self.name} ended with status {self._running.returncode}."
            )

    def output(self) -> str:
        """Return what this run has written so far."""
        with self.log.open("rb") as log:
            log.seek(self._begins_at)
            return log.read().decode("utf-8", "replace")

    def output_of_all_runs(self) -> str:
        """Return what it has written since the log was begun."""
        if not self.log.exists():
            return ""
        return self.log.read_text("utf-8", "replace")


class Server(Process):
    """A program that writes where it listens as soon as it does."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        name: str,
        command: Sequence[str | Path],
        log: Path,
    ) -> None:
        """Prepare; whoever talks to it does so in the session."""
        super().__init__(name, command, log)
        self._session = session
        self.url = ""

    async def start_and_wait(self) -> None:
        """Start it, and wait until it listens."""
        await self.start()
        found = await self.wait_for_output(r"listens on (http://\S+)")
        self.url = found[1]
