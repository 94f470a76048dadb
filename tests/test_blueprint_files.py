"""The blueprints as files: alike in all languages, explained, and where they say."""

from pathlib import Path
import re
from typing import Any
from urllib.parse import quote

import pytest

from homeassistant.components.blueprint import BLUEPRINT_SCHEMA, Blueprint
from homeassistant.util.yaml import load_yaml
from homeassistant.util.yaml.objects import Input

from .blueprints import FOLDER, LANGUAGES, NAMES, file_of, words_of
from .documents import DOCS
from .icons import unknown_icons
from .source import INTEGRATION, ROOT, read_json

REPOSITORY = read_json(INTEGRATION / "manifest.json")["documentation"]
OLDEST = read_json(ROOT / "hacs.json")["homeassistant"]

FILES = [(name, language) for name in NAMES for language in LANGUAGES]

_WORDS = {
    "name",
    "description",
    "title",
    "unit_of_measurement",
    "source_url",
    "stop",
}
_LETTERS = re.compile(r"[а-яё]", re.IGNORECASE)


def without_words(node: Any) -> Any:
    """Return a blueprint without what a person reads."""
    if isinstance(node, dict):
        return {
            key: sorted(value)
            if key == "words" and isinstance(value, dict)
            else "…"
            if key in _WORDS or (key == "default" and _is_said(value))
            else without_words(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [without_words(item) for item in node]
    return f"!input {node.name}" if isinstance(node, Input) else node


def _is_said(value: Any) -> bool:
    """Tell whether a default is a sentence."""
    return isinstance(value, str) and re.search(r"[.!]$", value) is not None


def inputs_of(blueprint: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs out of their sections."""
    sections = blueprint["blueprint"]["input"].values()
    return {name: one for part in sections for name, one in part["input"].items()}


def source_url(path: Path) -> str:
    """Return where a file is on GitHub."""
    return f"{REPOSITORY}/blob/main/{path.relative_to(ROOT).as_posix()}"


@pytest.mark.parametrize("name", NAMES)
def test_languages_differ_in_words_only(name: str) -> None:
    """Whoever mends one mends the other."""
    english, russian = (load_yaml(file_of(name, language)) for language in LANGUAGES)
    assert without_words(english) == without_words(russian)
    assert words_of(name, "en").keys() == words_of(name, "ru").keys()


def test_there_is_no_other_file() -> None:
    """Each is known to the tests, by a name that says what it is about."""
    assert {file_of(*one) for one in FILES} == set(FOLDER.iterdir())


@pytest.mark.parametrize(("name", "language"), FILES)
def test_home_assistant_can_import_it(name: str, language: str) -> None:
    """Under its own address, from the oldest version on that is supported."""
    path = file_of(name, language)
    blueprint = Blueprint(
        load_yaml(path),
        expected_domain="automation",
        path=path.name,
        schema=BLUEPRINT_SCHEMA,
    )
    assert blueprint.metadata["source_url"] == source_url(path)
    assert blueprint.metadata["homeassistant"]["min_version"] == OLDEST
    assert blueprint.validate() is None


@pytest.mark.parametrize(("name", "language"), FILES)
def test_everything_is_said_in_its_language(name: str, language: str) -> None:
    """Each section and input has a name and a way to fill it in."""
    loaded = load_yaml(file_of(name, language))
    assert isinstance(loaded, dict)
    said = [loaded["blueprint"]["name"], loaded["blueprint"]["description"]]
    for section in loaded["blueprint"]["input"].values():
        said.append(section["name"])
        assert unknown_icons(section["icon"]) == []
    for one in inputs_of(loaded).values():
        assert one["selector"]
        said += [one[key] for key in ("name", "description") if key in one]
    said += words_of(name, language).values()
    is_russian = language == "ru"
    # Names of programs, and what is only a sign, are of no language.
    telling = [text for text in said if re.search(r"[^\W\d_]{4}", plain(text))]
    assert [text for text in telling if bool(_LETTERS.search(text)) != is_russian] == []


def plain(text: str) -> str:
    """Return a text without placeholders and names of programs."""
    return re.sub(r"\{\w+\}|SMS Gateway|Home Assistant", "", text)


@pytest.mark.parametrize(("name", "language"), FILES)
def test_a_page_has_its_link(name: str, language: str) -> None:
    """The button that imports it, in the language of the page."""
    page = (DOCS / language / "blueprints.md").read_text("utf-8")
    address = quote(source_url(file_of(name, language)), safe="")
    assert (
        f"https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url={address}"
        in page
    )
