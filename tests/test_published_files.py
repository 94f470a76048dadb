"""What hassfest, the HACS action and the Marketplace check, as far as it needs none of them."""

from pathlib import Path
import re
import struct
from typing import Any

import pytest
import voluptuous as vol

from homeassistant.helpers.translation import recursive_flatten
from homeassistant.util.yaml import load_yaml_dict

from .icons import unknown_icons
from .source import INTEGRATION, ROOT, read_json

BRAND = INTEGRATION / "brand"
MANIFEST = read_json(INTEGRATION / "manifest.json")
TEXTS = read_json(INTEGRATION / "translations" / "en.json")
ICONS = read_json(INTEGRATION / "icons.json")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LATEST = ROOT / ".venv-latest"
"""Home Assistant of 2026.11, where the Marketplace is."""

WORD = vol.All(str, vol.Length(min=1))
WORDS = vol.All([WORD], vol.Length(min=1))
ADDRESS = vol.All(str, vol.Match(r"https://\S+$"))

MANIFEST_SCHEMA = vol.Schema(
    {
        vol.Required("domain"): vol.Match(r"^[a-z0-9_]+$"),
        vol.Required("name"): WORD,
        vol.Required("codeowners"): vol.All(WORDS, [vol.Match(r"^@[\w-]+$")]),
        vol.Required("documentation"): ADDRESS,
        vol.Required("issue_tracker"): ADDRESS,
        vol.Required("iot_class"): "cloud_push",
        vol.Required("version"): WORD,
        "categories": WORDS,
        "config_flow": True,
        "connectivity": WORDS,
        "dependencies": WORDS,
        "after_dependencies": WORDS,
        "integration_type": "service",
        "loggers": WORDS,
        "requirements": vol.All(WORDS, [vol.Match(r"^[\w-]+==[\w.]+$")]),
    }
)

HACS_SCHEMA = vol.Schema(
    {
        vol.Required("name"): WORD,
        vol.Required("homeassistant"): vol.Match(r"^20\d\d\.\d+\.\d+$"),
    }
)

STEP = {"title", "description", "data", "data_description", "menu_options"}
"""What a step of a flow may say; sections say the same of their own fields."""


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height of a PNG with 8 bits of each colour and transparency."""
    head = path.read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert head[24:26] == b"\x08\x06"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def steps() -> list[dict[str, Any]]:
    """Return the texts of all steps of all flows, and of the sections in them."""
    flows = [
        TEXTS["config"],
        TEXTS["options"],
        *TEXTS["config_subentries"].values(),
        *(
            issue["fix_flow"]
            for issue in TEXTS["issues"].values()
            if "fix_flow" in issue
        ),
    ]
    found = [step for flow in flows for step in flow["step"].values()]
    return found + [
        {key: value for key, value in section.items() if key != "name"}
        for step in found
        for section in step.get("sections", {}).values()
    ]


def test_manifest_has_known_keys_only() -> None:
    """A key that nobody knows is an error of hassfest; so is one of another kind."""
    MANIFEST_SCHEMA(MANIFEST)


@pytest.mark.parametrize("kind", ["categories", "connectivity"])
def test_marketplace_knows_the_place_of_the_integration(kind: str) -> None:
    """The shelves that the newest Home Assistant has."""
    shelves = list(LATEST.glob(f"lib/*/*/homeassistant/generated/*_{kind}.json"))
    if not shelves:
        pytest.skip("the newest Home Assistant is not at hand")
    known = set()
    for shelf in read_json(shelves[0]):
        known.add(shelf["slug"])
        known |= {
            f"{shelf['slug']}.{part['slug']}" for part in shelf.get("subcategories", ())
        }

    assert MANIFEST[kind]
    assert known.issuperset(MANIFEST[kind])


def test_hacs_file_is_read() -> None:
    """A value of another kind would only be left out in silence."""
    HACS_SCHEMA(read_json(ROOT / "hacs.json"))


def test_hacs_finds_one_integration_and_its_readme() -> None:
    """What it would install is in no doubt."""
    folders = [path.name for path in INTEGRATION.parent.iterdir() if path.is_dir()]

    assert [f for f in folders if not f.startswith("__")] == [INTEGRATION.name]
    assert (ROOT / "README.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("theme", ["", "dark_"])
def test_brand_images_have_their_sizes(theme: str) -> None:
    """An icon is a square of 256, a logo 128 to 256 high; each has its double."""
    icon, logo = BRAND / f"{theme}icon.png", BRAND / f"{theme}logo.png"
    width, height = size_of(logo)

    assert size_of(icon) == (256, 256)
    assert size_of(icon.with_stem(f"{icon.stem}@2x")) == (512, 512)
    assert 128 <= height <= 256 <= width
    assert size_of(logo.with_stem(f"{logo.stem}@2x")) == (2 * width, 2 * height)


def test_keys_of_texts_are_well_formed() -> None:
    """No dash or underscore at an end, and no two of them together."""
    keys = {key for path in recursive_flatten("", TEXTS) for key in path.split(".")}

    assert not [key for key in keys if re.search(r"^[-_]|[-_]$|[-_]{2}", key)]


def test_steps_explain_their_fields() -> None:
    """Every field has an explanation, no explanation is without its field."""
    for step in steps():
        assert step.keys() <= STEP | {"sections", "submit"}
        assert step.get("data", {}).keys() == step.get("data_description", {}).keys()


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_triggers_and_conditions_have_icons(kind: str) -> None:
    """And texts, and forms; nothing is left over once one is gone."""
    file = INTEGRATION / f"{kind}.yaml"
    forms = load_yaml_dict(str(file)) if file.exists() else {}
    names = {name for name in forms if not name.startswith(".")}

    assert TEXTS.get(kind, {}).keys() == names
    assert ICONS.get(kind, {}).keys() == names


def test_icons_are_material_design_icons() -> None:
    """The frontend has these without asking anybody."""
    icons = recursive_flatten("", ICONS).values()

    assert icons
    assert unknown_icons(*icons) == []


def test_what_cannot_be_checked_here_is_checked_every_day() -> None:
    """Both tools change without our doing; neither is told to look away."""
    validate = load_yaml_dict(str(ROOT / ".github" / "workflows" / "validate.yml"))
    steps = [step for job in validate["jobs"].values() for step in job["steps"]]
    [hacs] = [step for step in steps if step["uses"].startswith("hacs/action@")]

    # YAML takes the word `on` for a truth.
    assert validate[True]["schedule"] == [{"cron": "0 4 * * *"}]
    assert any("home-assistant/actions/hassfest@" in step["uses"] for step in steps)
    assert hacs["with"] == {"category": "integration"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_run_what_was_read(path: Path) -> None:
    """Actions are pinned to a commit, and may write nothing."""
    workflow = load_yaml_dict(str(path))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]

    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])


def test_ci_runs_what_everybody_can_run() -> None:
    """One way to know whether all is well."""
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")

    assert "- run: .ci/run\n" in text
