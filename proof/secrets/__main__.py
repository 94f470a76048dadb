"""`python -m proof.secrets`: what scripts/secrets runs once everything is set up."""

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path
import sys
import tempfile

import aiohttp

from demo.errors import DemoError

from .collect import searched
from .home import TelltaleHome
from .life import Life
from .places import Place


def tables(places: Iterable[Place]) -> str:
    """Return what was searched and found, and what was set aside, in Markdown."""
    searched = ["| place searched | characters | hits |", "| --- | ---: | ---: |"]
    aside = ["| set aside | what | times |", "| --- | --- | ---: |"]
    for place in places:
        searched.append(f"| {place.name} | {place.size:,} | {len(place.hits)} |")
        aside += [
            f"| {owner} | {kind} | {count} |"
            for (owner, kind), count in sorted(place.aside.items())
        ]
    return "\n".join([*searched, "", *aside])


async def search_life(folder: Path, *, is_short: bool) -> tuple[list[Place], Life]:
    """Live a life in a folder, and search what it leaves."""
    async with aiohttp.ClientSession() as session:
        home = TelltaleHome(session, folder)
        life = Life(home, is_short=is_short)
        try:
            await home.start()
            await life.live()
            return await searched(home, life), life
        finally:
            await home.end()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/secrets",
        description="A life at debug level, and a search for every secret used in it.",
    )
    parser.add_argument("--short", action="store_true", help="leave out what is alike")
    parser.add_argument("--folder", type=Path, help="where all files go, and stay")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            places, life = asyncio.run(search_life(folder, is_short=arguments.short))
        except DemoError as err:
            print(err, file=sys.stderr)
            return 2
    hits = [hit for place in places for hit in place.hits]
    print(tables(places))
    print(
        f"\n{sum(life.done.values())} actions of {len(life.done)} kinds,"
        f" {len(life.errors)} errors told, {len(life.seen['repairs'])} repairs seen,"
        f" {len(hits)} hits"
    )
    for place in places:
        for hit in place.hits[:10]:
            print(hit, file=sys.stderr)
    return 1 if hits else 0


if __name__ == "__main__":
    sys.exit(main())
