"""What Home Assistant, HACS and readers of the source expect of the files."""

import ast
from pathlib import Path
import re

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
import pytest

from .source import INTEGRATION, ROOT, imports, parse, python_files, read_json

MANIFEST = read_json(INTEGRATION / "manifest.json")
HACS = read_json(ROOT / "hacs.json")
LOCKS = ["test.txt", "latest.txt"]

LONGEST_FILE = 400
"""Lines."""

LAYERS = [
    ["clock", "texts", "providers"],
    ["journal"],
    ["engine"],
    ["spending", "guard"],
    ["order", "turns", "repetitions", "delivery", "router"],
]
"""From the lowest up; whatever is not named is above them all (DESIGN §3)."""

PROJECT_FILES = [
    path
    for folder in ("custom_components", "demo", "proof", "scripts", "tests")
    for path in python_files(ROOT / folder)
]


def pins(lock: str) -> set[str]:
    """Return the packages of a lock as `name==version`."""
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    return set(re.findall(r"^([\w.-]+==[\w.]+)", text, re.MULTILINE))


def layer(module: str) -> int:
    """Return how high a module of the integration is."""
    room = module.removeprefix("custom_components.sms_gateway").split(".")[1:2]
    ranks = (rank for rank, names in enumerate(LAYERS) if room and room[0] in names)
    return next(ranks, len(LAYERS))


def label(path: Path) -> str:
    """Return a file's name for the list of tests."""
    return str(path.relative_to(ROOT))


def test_manifest_keys_are_in_the_order_that_hassfest_wants() -> None:
    """Domain and name come first, the others by the alphabet."""
    first, second, *others = MANIFEST

    assert (first, second) == ("domain", "name")
    assert others == sorted(others)


@pytest.mark.parametrize(
    "key",
    [
        "codeowners",
        "config_flow",
        "documentation",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "version",
    ],
)
def test_manifest_says_what_a_custom_integration_has_to(key: str) -> None:
    """No required key is missing or empty."""
    assert MANIFEST[key]


def test_manifest_is_of_this_folder() -> None:
    """Home Assistant finds an integration by its folder's name."""
    assert MANIFEST["domain"] == INTEGRATION.name == "sms_gateway"
    assert MANIFEST["name"] == HACS["name"] == "SMS Gateway"


@pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
def test_links_are_of_our_own_project(key: str) -> None:
    """Home Assistant's own pages know nothing of us."""
    assert MANIFEST[key].startswith("https://")
    assert "home-assistant.io" not in MANIFEST[key]


def test_webhooks_are_there_before_an_account_is_set_up() -> None:
    """What is used at the set-up is a dependency."""
    assert "webhook" in MANIFEST["dependencies"]


def test_version_can_be_loaded() -> None:
    """The loader blocks an integration whose version it cannot read."""
    AwesomeVersion(
        MANIFEST["version"],
        ensure_strategy=[
            AwesomeVersionStrategy.CALVER,
            AwesomeVersionStrategy.SEMVER,
            AwesomeVersionStrategy.SIMPLEVER,
            AwesomeVersionStrategy.BUILDVER,
            AwesomeVersionStrategy.PEP440,
        ],
    )


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("requirement", MANIFEST["requirements"])
def test_requirements_are_what_the_suite_runs_with(requirement: str, lock: str) -> None:
    """A home gets the very versions that were tested."""
    assert requirement in pins(lock)


def test_hacs_knows_the_oldest_home_assistant() -> None:
    """The version that is promised is the one the suite runs on."""
    assert set(HACS) <= {"name", "homeassistant"}
    assert f"homeassistant=={HACS['homeassistant']}" in pins("test.txt")


def test_licence_is_one_that_github_recognizes() -> None:
    """The text is Apache's, word for word, from its head to its end."""
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert text.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("path", python_files(INTEGRATION / "providers"), ids=label)
def test_providers_know_no_home_assistant(path: Path) -> None:
    """The clients read as a library that a stranger may install."""
    assert not [name for name in imports(path) if name.startswith("homeassistant")]


@pytest.mark.parametrize("path", python_files(INTEGRATION), ids=label)
def test_data_goes_one_way(path: Path) -> None:
    """No module imports from a layer above its own."""
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    against = [
        name
        for name in imports(path)
        if name.startswith("custom_components.sms_gateway.")
        and layer(name) > layer(own)
    ]

    assert not against


@pytest.mark.parametrize("path", python_files(ROOT / "tests" / "simulator"), ids=label)
def test_simulator_has_a_reading_of_its_own(path: Path) -> None:
    """A mistake of a client is not found by a simulator that shares its code."""
    assert not [name for name in imports(path) if name.startswith("custom_components")]


@pytest.mark.parametrize("path", PROJECT_FILES, ids=label)
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    """Each says in its first line what it is for, and none is long."""
    assert ast.get_docstring(parse(path))
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE
