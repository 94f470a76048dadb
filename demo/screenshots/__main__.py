"""`python -m demo.screenshots`: what scripts/screenshots runs once everything is set up."""

import argparse
import asyncio
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

import aiohttp

from demo.dashboard import WORDS, dashboard_package
from demo.errors import DemoError
from demo.home_assistant import HomeAssistantProcess, choose_port
from demo.process import Process
from demo.simulator import SimulatorProcess
from demo.story import Story
from demo.timeline import Timeline

from .browser import Browser
from .home import furnish, lay_blueprints, sensors
from .scenes import SCENES, log_in

_IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/screenshots", description="The pictures in docs/images."
    )
    parser.add_argument(
        "--language", choices=sorted(WORDS), action="append", help="all if not given"
    )
    parser.add_argument(
        "--only", choices=sorted(SCENES), action="append", help="all if not given"
    )
    parser.add_argument("--images", type=Path, default=_IMAGES, help="where they go")
    return parser.parse_args()


async def _picture(
    language: str, names: list[str], images: Path, folder: Path
) -> list[str]:
    """Take the pictures of a language; return what could not be taken."""
    problems: list[str] = []
    async with aiohttp.ClientSession() as session:
        timeline = Timeline()
        simulator = SimulatorProcess(session, folder / "simulator.log")
        home_assistant = HomeAssistantProcess(
            session,
            folder / "config",
            folder / "home_assistant.log",
            port=choose_port(0),
            language=language,
        )
        home_assistant.make_folder(
            {"demo": dashboard_package(WORDS[language]), "sensors": sensors(language)}
        )
        lay_blueprints(home_assistant)
        story = Story(session, timeline, simulator, home_assistant)
        browser = Browser(session, folder, language)
        try:
            await story.tell()
            home = await furnish(story, simulator, home_assistant)
            await browser.open()
            await log_in(browser, home)
            for name in names:
                try:
                    await SCENES[name](browser, home, images / language / f"{name}.png")
                    timeline.say(f"Picture: {language}/{name}.png")
                except DemoError as err:
                    problems.append(f"{language}/{name}: {err}")
                    timeline.say(f"No picture: {problems[-1]}")
        finally:
            await browser.close()
            await story.close()
            running: tuple[Process, ...] = (home_assistant, simulator)
            for process in running:
                if process.is_running:
                    await process.kill()
    return problems


async def _run(arguments: argparse.Namespace) -> int:
    """Take all pictures that are asked for."""
    problems: list[str] = []
    for language in arguments.language or sorted(WORDS):
        with TemporaryDirectory(prefix="sms_gateway_screenshots_") as folder:
            problems += await _picture(
                language,
                arguments.only or list(SCENES),
                arguments.images.resolve(),
                Path(folder),
            )
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_run(_arguments())))
