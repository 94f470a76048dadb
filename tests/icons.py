"""The icons that the frontend has: it shows nothing in place of one that it has not."""

from functools import cache
from pathlib import Path

import hass_frontend

from .source import read_json

_FOLDER = Path(hass_frontend.__file__).parent / "static" / "mdi"


@cache
def known_icons() -> frozenset[str]:
    """Return their names, as they are written in YAML."""
    parts = read_json(_FOLDER / "iconMetadata.json")["parts"]
    return frozenset(
        f"mdi:{name}"
        for part in parts
        for name in read_json(_FOLDER / f"{part['file']}.json")
    )


def unknown_icons(*icons: str) -> list[str]:
    """Return those that a page would leave blank."""
    return [icon for icon in icons if icon not in known_icons()]
