"""The pages that users read: their examples, headings and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml

from .source import ROOT

LANGUAGES = ("en", "ru")

DOCS = ROOT / "docs"

_EXAMPLE = re.compile(
    r"(?:^<!-- example: (?P<name>[\w-]+) -->\n)?^(?P<indent> *)```yaml\n(?P<yaml>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """A block of YAML on a page; the comment above it names what it shows."""

    page: Path
    line: int
    name: str | None
    text: str

    @property
    def config(self) -> Any:
        """Return what Home Assistant reads."""
        return parse_yaml(self.text)

    def __str__(self) -> str:
        """Say where it is."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def readme(language: str) -> Path:
    """Return the README of a language."""
    return ROOT / ("README.md" if language == "en" else f"README.{language}.md")


def pages(language: str) -> list[Path]:
    """Return all pages of a language, its README first."""
    return [readme(language), *sorted((DOCS / language).rglob("*.md"))]


def name_of(page: Path) -> str:
    """Return what a page is called in every language."""
    folder = DOCS / ("ru" if (DOCS / "ru") in page.parents else "en")
    return "README.md" if page.parent == ROOT else page.relative_to(folder).as_posix()


def examples(page: Path) -> Iterator[Example]:
    """Yield the blocks of YAML on a page."""
    text = page.read_text("utf-8")
    for found in _EXAMPLE.finditer(text):
        indent = len(found["indent"])
        lines = [line[indent:] for line in found["yaml"].splitlines()]
        yield Example(
            page=page,
            line=text.count("\n", 0, found.start("yaml")),
            name=found["name"],
            text="\n".join(lines) + "\n",
        )


def prose(page: Path) -> str:
    """Return a page without its blocks."""
    return _FENCED.sub("", page.read_text("utf-8"))


def headings(page: Path) -> list[tuple[int, str]]:
    """Return the headings of a page with their levels."""
    return [(len(marks), words) for marks, words in _HEADING.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """Return what a link may point at on a page, as GitHub names it."""
    kept = (re.sub(r"[^\w\- ]", "", words.lower()) for _, words in headings(page))
    return {words.replace(" ", "-") for words in kept}


def links(page: Path) -> list[str]:
    """Return where the links of a page lead."""
    return _LINK.findall(prose(page))
