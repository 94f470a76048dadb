"""The pages say everything, say it in both languages, and lead nowhere wrong."""

from collections.abc import Iterator, Mapping
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.sms_gateway.providers.model import Channel, MessageState
from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict

from .conftest import MOM, Send
from .documents import (
    DOCS,
    LANGUAGES,
    anchors,
    examples,
    headings,
    links,
    name_of,
    pages,
    prose,
)
from .eventually import Recorded
from .simulator import Simulator
from .source import INTEGRATION, read_json

SERVICES = load_yaml_dict(str(INTEGRATION / "services.yaml"))

EVENT_FIELDS = {
    "sms_gateway_message_status": [
        "config_entry_id",
        "device_id",
        "provider",
        "reference",
        "message_id",
        "channel",
        "phone",
        "recipient",
        "tag",
        "state",
        "previous_state",
        "provider_status",
        "error_code",
        "error",
        "cost",
        "parts",
        "changed_at",
        "keys_pressed",
        "duration",
        "ring_time",
        "link_opened",
    ],
    "sms_gateway_message_received": [
        "config_entry_id",
        "device_id",
        "provider",
        "message_id",
        "phone",
        "recipient",
        "text",
        "to",
        "reply_to",
        "received_at",
        "late",
        "age",
    ],
    "sms_gateway_call_received": [
        "config_entry_id",
        "device_id",
        "provider",
        "phone",
        "recipient",
        "received_at",
        "late",
        "age",
    ],
}
"""What DESIGN §7 promises, and a call's `recipient`, `late` and `age` besides."""

SOMETIMES = {"keys_pressed", "duration", "ring_time", "link_opened"}
"""Of calls, and of links."""

ALL_PAGES = [page for language in LANGUAGES for page in pages(language)]
PAIRS = sorted({name_of(page) for page in ALL_PAGES})

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def page_of(language: str, name: str) -> Path:
    """Return a page by its name in both languages."""
    [page] = [page for page in pages(language) if name_of(page) == name]
    return page


def texts(language: str) -> Any:
    """Return the texts of a language."""
    return read_json(INTEGRATION / "translations" / f"{language}.json")


def labels(steps: Mapping[str, Any]) -> Iterator[str]:
    """Yield the labels of the fields of a dialog."""
    for step in steps.values():
        yield from step.get("data", {}).values()
        for section in step.get("sections", {}).values():
            yield from section["data"].values()


def sections(page: Path, level: int) -> dict[str, str]:
    """Return what stands under each heading of a level."""
    parts = re.split(rf"^#{{{level}}} (.+)$", prose(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fields_of(action: str) -> set[str]:
    """Return the fields of an action's form, those in sections too."""
    found: set[str] = set()
    for name, field in (SERVICES[action].get("fields") or {}).items():
        found |= field.get("fields", {name: field}).keys()
    return found


def test_both_languages_have_the_same_pages() -> None:
    """One for one."""
    english, russian = ([name_of(page) for page in pages(one)] for one in LANGUAGES)
    assert english == russian


@pytest.mark.parametrize("name", PAIRS)
def test_headings_are_parallel(name: str) -> None:
    """As many, of the same levels, in both languages; Russian ones are Russian."""
    english, russian = (headings(page_of(one, name)) for one in LANGUAGES)
    assert [level for level, _ in english] == [level for level, _ in russian]
    for (_, words), (_, translated) in zip(english, russian, strict=True):
        assert words == translated or _CYRILLIC.search(translated)


@pytest.mark.parametrize("name", PAIRS)
def test_examples_are_the_same(name: str) -> None:
    """But for the texts that somebody reads."""
    english, russian = (list(examples(page_of(one, name))) for one in LANGUAGES)
    assert [one.name for one in english] == [one.name for one in russian]
    for one, other in zip(english, russian, strict=True):
        assert not differences(one.config, other.config), f"{one} and {other}"


def differences(one: Any, other: Any) -> list[str]:
    """Return where two examples differ in more than a translation."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if list(one) != list(other):
            return [f"{list(one)} and {list(other)}"]
        return [what for key in one for what in differences(one[key], other[key])]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return [what for pair in pairs for what in differences(*pair)]
    if one == other or (isinstance(other, str) and _CYRILLIC.search(other)):
        return []
    return [f"{one} and {other}"]


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading that is in it."""
    wrong = []
    for link in links(page):
        target, _, anchor = link.partition("#")
        if link.startswith("https://"):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.is_file() or (anchor and anchor not in anchors(path)):
            wrong.append(link)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_found(language: str) -> None:
    """From the index, in one step."""
    index = DOCS / language / "index.md"
    found = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    lost = [page for page in pages(language)[1:] if page not in {*found, index}]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", SERVICES)
def test_every_action_is_described(language: str, action: str) -> None:
    """Under a heading of its own, with each of its fields, an answer, an example."""
    page = page_of(language, "actions.md")
    section = sections(page, 3)[action]
    missing = {one for one in fields_of(action) if f"`{one}`" not in section}

    assert missing == set()
    assert action in {example.name for example in examples(page)}
    assert {"en": "Answer: ", "ru": "Ответ: "}[language] in section


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVENT_FIELDS)
def test_every_field_of_events_is_described(language: str, event: str) -> None:
    """Under the heading of its event."""
    section = sections(page_of(language, "events.md"), 2)[event]
    assert [one for one in EVENT_FIELDS[event] if f"`{one}`" not in section] == []


@pytest.mark.usefixtures("callbacks")
async def test_events_have_these_fields_and_no_others(
    hass: HomeAssistant, simulator: Simulator, send_sms: Send
) -> None:
    """As they come."""
    heard = {event: Recorded(hass, event) for event in EVENT_FIELDS}
    await send_sms(recipient="notify.mom")
    simulator.smsc.receive(phone=MOM, text="Yes")
    simulator.smsc.ring(MOM)
    for event, fields in EVENT_FIELDS.items():
        await heard[event].until(bool)
        assert heard[event].data[0].keys() == set(fields) - SOMETIMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_channel_is_named(language: str) -> None:
    """By the word that automations compare with."""
    entities = prose(page_of(language, "entities.md"))
    events = prose(page_of(language, "events.md"))

    assert [state for state in MessageState if f"| `{state}` |" not in entities] == []
    assert [channel for channel in Channel if f"`{channel}`" not in events] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_dialogs_is_described(language: str) -> None:
    """By the label that it has at the frontend."""
    page = prose(page_of(language, "configuration.md"))
    tree = texts(language)
    shown = {
        *labels(tree["config"]["step"]),
        *labels(tree["options"]["step"]),
        *labels(tree["config_subentries"]["recipient"]["step"]),
    }
    menu = tree["options"]["step"]["init"]["menu_options"].values()

    assert [label for label in sorted(shown) if label not in page] == []
    assert [line for line in menu if f"### {line}" not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entity_is_described(language: str) -> None:
    """By the name that it has at the frontend."""
    page = prose(page_of(language, "entities.md"))
    names = [
        entity["name"]
        for platform in texts(language)["entity"].values()
        for entity in platform.values()
    ]

    assert [name for name in names if f"**{name}**" not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_repair_is_described(language: str) -> None:
    """By what its title says, whoever it is about."""
    page = prose(page_of(language, "troubleshooting.md"))
    missing = [
        issue["title"]
        for issue in texts(language)["issues"].values()
        for part in re.split(r"(?:\{account\}:? )|\(?\{\w+\}\)?", issue["title"])
        if part.strip() not in page
    ]

    assert missing == []
