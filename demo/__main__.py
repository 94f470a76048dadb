"""`python -m demo`: what scripts/demo runs once everything is set up."""

import argparse
import asyncio
from collections.abc import Coroutine
import fcntl
from pathlib import Path
import signal
import sys
from typing import Any

import aiohttp

from . import user
from .dashboard import WORDS, dashboard_package
from .errors import DemoError
from .home_assistant import HomeAssistantProcess, choose_port
from .simulator import SimulatorProcess
from .story import Story
from .timeline import Timeline

_ROOT = Path(__file__).resolve().parent.parent
_LOCK = "demo.lock"

# What a shell calls a program that Ctrl-C ended.
_INTERRUPTED = 130


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Home Assistant with SMS Gateway, and a simulator of the providers.",
    )
    parser.add_argument(
        "--exit", action="store_true", help="end after the timeline, 0 if all went well"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8123,
        help="the port of Home Assistant, 8123 if not given; 0 takes a free one",
    )
    parser.add_argument(
        "--language", choices=sorted(WORDS), default="en", help="of Home Assistant"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=_ROOT / ".demo",
        help="where all files go, .demo if not given; an earlier demo there is lost",
    )
    return parser.parse_args()


class Demo:
    """One run of the demo."""

    def __init__(
        self, session: aiohttp.ClientSession, folder: Path, *, port: int, language: str
    ) -> None:
        """Prepare a run in a folder, with Home Assistant on a port."""
        self.timeline = Timeline()
        self.simulator = SimulatorProcess(session, folder / "simulator.log")
        self.home_assistant = HomeAssistantProcess(
            session,
            folder / "config",
            folder / "home_assistant.log",
            port=port,
            language=language,
        )
        self.story = Story(session, self.timeline, self.simulator, self.home_assistant)
        self._told_to_end = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._told_to_end.set)

    async def run(self, *, stay: bool) -> int:
        """Tell the story, stay if asked to, end; return the exit code."""
        errors: list[str] = []
        was_told = False
        try:
            was_told = await self._unless_told_to_end(self._tell())
            if was_told and stay:
                self._welcome()
                await self._unless_told_to_end(self._watch_over())
        except* DemoError as group:
            errors += [str(err) for err in group.exceptions]
        was_interrupted = not was_told and not errors
        errors += await self._end()
        if was_interrupted:
            return _INTERRUPTED
        if not errors and not stay:
            errors += self._problems()
        if errors:
            self._complain(errors)
            return 1
        if not stay:
            self.timeline.say("All of it happened, and both programs have ended")
        return 0

    async def _tell(self) -> None:
        """Tell the story, from an empty folder on."""
        for process in (self.simulator, self.home_assistant):
            process.log.unlink(missing_ok=True)
        words = WORDS[self.home_assistant.language]
        self.home_assistant.make_folder({"demo": dashboard_package(words)})
        await self.story.tell()
        if problems := self._problems():
            raise DemoError("\n".join(problems))

    async def _watch_over(self) -> None:
        """Start Home Assistant anew when the user restarts it.

        Raises DemoError when one of the two programs ends otherwise.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_simulator())
            group.create_task(self._watch_home_assistant())

    async def _watch_simulator(self) -> None:
        """Wait until it ends, which it should not."""
        await self.simulator.wait()
        self.simulator.check()

    async def _watch_home_assistant(self) -> None:
        """Start it anew each time."""
        while True:
            await self.home_assistant.wait_for_restart()
            self.timeline.say("Home Assistant restarts")
            async with self.timeline.step("Home Assistant is up again", 90):
                await self.home_assistant.start_and_wait()
            await self.story.connect()
            self.timeline.say("Home Assistant is up again")

    async def _unless_told_to_end(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do some work; return False if a signal came before it was done."""
        doing = asyncio.ensure_future(work)
        told = asyncio.ensure_future(self._told_to_end.wait())
        await asyncio.wait({doing, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if doing.done():
            doing.result()
            return True
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return False

    async def _end(self) -> list[str]:
        """End both programs, and return what went wrong with that."""
        errors: list[str] = []
        await self.story.close()
        for process in (self.home_assistant, self.simulator):
            if not process.is_running:
                continue
            try:
                await process.end()
            except DemoError as err:
                errors.append(str(err))
        return errors

    def _problems(self) -> list[str]:
        """Return what Home Assistant's log complains of, with a line before it."""
        problems = self.home_assistant.problems()
        return ["Home Assistant's log complains:", *problems] if problems else []

    def _welcome(self) -> None:
        """Say where everything is."""
        print(
            f"\n"
            f"  Home Assistant:  {self.home_assistant.url}\n"
            f"  Log in with:     {user.NAME} / {user.PASSWORD}\n"
            f"  The phones:      {self.simulator.url}\n"
            f"  The log:         {self.home_assistant.log}\n"
            f"\n"
            f"Press Ctrl-C to end. What happens meanwhile:",
            flush=True,
        )

    def _complain(self, errors: list[str]) -> None:
        """Say what went wrong, with the end of Home Assistant's log."""
        log = self.home_assistant.log
        print(
            "\nThe demo failed.",
            *errors,
            f"\nThe end of {log}:",
            self.home_assistant.tail(),
            sep="\n",
            file=sys.stderr,
            flush=True,
        )


async def _run(arguments: argparse.Namespace) -> int:
    """Run the demo."""
    port = choose_port(arguments.port)
    async with aiohttp.ClientSession() as session:
        demo = Demo(
            session, arguments.folder.resolve(), port=port, language=arguments.language
        )
        return await demo.run(stay=not arguments.exit)


def main() -> int:
    """Run from the command line."""
    arguments = _arguments()
    folder: Path = arguments.folder
    if folder.exists() and any(folder.iterdir()) and not (folder / _LOCK).exists():
        print(f"{folder} has files that are not of a demo.", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another demo runs in {folder}.", file=sys.stderr)
            return 2
        try:
            return asyncio.run(_run(arguments))
        except DemoError as err:
            print(err, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
