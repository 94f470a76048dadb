"""docs/coverage.md has a row for each thing of the providers' documents, and none lies."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict

from .conftest import MOM, Send
from .coverage_document import Row, inventories, read_rows, rows
from .coverage_rows import main, never_passed, passed_all_the_same, totals
from .eventually import Recorded
from .simulator import Simulator
from .simulator.kernel.coverage import VARIABLE, Coverage, Passed
from .source import INTEGRATION, ROOT, read_json

ROWS = rows()
INVENTORIES = inventories()

SERVICES = load_yaml_dict(str(INTEGRATION / "services.yaml"))
TEXTS = read_json(INTEGRATION / "translations" / "en.json")

SHORTEST_REASON = 20
"""Letters: less says nothing."""


def _texts_of_dialogs(*path: str) -> set[str]:
    """Return the fields of a dialog's steps."""
    steps: Mapping[str, Any] = TEXTS
    for key in path:
        steps = steps[key]
    return {name for step in steps.values() for name in step.get("data", {})}


def _fields(action: str) -> set[str]:
    """Return the fields of an action's form, those in sections too."""
    found: set[str] = set()
    for name, field in SERVICES[action]["fields"].items():
        found |= field.get("fields", {name: field}).keys()
    return found


PLACES: dict[str, Callable[..., bool]] = {
    r"(\w+)": lambda action: action in SERVICES,
    r"(\w+)\((\w+)\)": lambda action, field: (
        action in SERVICES and field in _fields(action)
    ),
    r"sensor\.(\w+)": lambda name: name in TEXTS["entity"]["sensor"],
    r"setup: (\w+)": lambda name: name in _texts_of_dialogs("config", "step"),
    r"options: (\w+)": lambda name: name in _texts_of_dialogs("options", "step"),
    r"([\w/]+\.py)": lambda path: (INTEGRATION / path).is_file(),
}
"""How a place is written that can be looked up, and whether it is there."""

EVENT = re.compile(r"(message_status|message_received|call_received)\.(\w+)")
ANSWER = re.compile(r"(?!setup|options)(\w+): (\w+)")
"""Those that only show when something happens."""


def is_known(reference: str) -> bool:
    """Tell whether a place can be looked up and is there."""
    return any(
        exists(*found.groups())
        for pattern, exists in PLACES.items()
        if (found := re.fullmatch(pattern, reference))
    )


def references(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return all that is named of one kind."""
    return {
        (found[1], found[2])
        for row in ROWS
        for reference in row.references
        if (found := pattern.fullmatch(reference))
    }


def test_every_provider_of_the_simulator_has_rows() -> None:
    """One more is found by itself."""
    assert INVENTORIES.keys() == {row.entry.provider for row in ROWS}


@pytest.mark.parametrize("provider", INVENTORIES)
def test_rows_are_the_inventory(provider: str) -> None:
    """Each once, none missing, none made up."""
    entries = [row.entry for row in ROWS if row.entry.provider == provider]

    assert sorted(set(entries)) == sorted(entries)
    assert sorted(INVENTORIES[provider] - set(entries)) == []
    assert sorted(set(entries) - INVENTORIES[provider]) == []


def test_every_row_has_a_place_or_a_reason() -> None:
    """And a reason is a sentence."""
    bad = [
        str(row)
        for row in ROWS
        if not (row.references if row.is_offered else len(row.reason) > SHORTEST_REASON)
    ]
    assert bad == []


def test_every_place_is_there() -> None:
    """Actions, their fields, entities, dialogs and files."""
    missing = [
        f"{row}: {reference}"
        for row in ROWS
        for reference in row.references
        if not is_known(reference)
        and not EVENT.fullmatch(reference)
        and not ANSWER.fullmatch(reference)
    ]
    assert missing == []


async def test_every_field_of_events_and_answers_is_there(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
    received: Recorded,
) -> None:
    """As they come, of a call whose link was opened, of a text and of a caller."""
    calls = Recorded(hass, "sms_gateway_call_received")
    answers = {
        "lookup_number": (await act("lookup_number", phone=MOM))["numbers"][0],
        "estimate_cost": (await act("estimate_cost", phone=MOM, message="Test"))[
            "accounts"
        ][0],
        "send_sms": await act("send_sms", phone=MOM, message="https://a.example"),
        "make_call": await act("make_call", phone=MOM, message="Test"),
    }
    await statuses.until_state("delivered")
    [text] = simulator.ledger.over("sms")
    simulator.smsc.report(text.key, 4)
    await statuses.until_state("read")
    simulator.smsc.receive(phone=MOM, text="Yes")
    await received.until(bool)
    confirmed = hass.async_create_task(act("confirm_by_call", phone=MOM))
    # It waits from when it has read the number, which a thread does.
    while not calls.data or not confirmed.done():
        simulator.smsc.ring(MOM)
        await asyncio.wait([confirmed], timeout=0.2)
    reference = answers["make_call"]["messages"][0]["reference"]
    for action, key, data in (
        ("get_message_status", "messages", {"reference": reference}),
        ("cancel_message", "messages", {"reference": reference}),
        ("get_incoming", "messages", {}),
    ):
        answers[action] = (await act(action, **data))[key][0]
    answers["confirm_by_call"] = await confirmed
    came = {
        "message_status": statuses.data,
        "message_received": received.data,
        "call_received": calls.data,
    }

    in_events = {
        (name, field)
        for name, all_of in came.items()
        for data in all_of
        for field in data
    }
    in_answers = {(name, field) for name, data in answers.items() for field in data}
    assert sorted(references(EVENT) - in_events) == []
    assert sorted(references(ANSWER) - in_answers) == []


SAMPLE = """
## smsc 001: sending

| kind | place | name | where |
| --- | --- | --- | --- |
| parameter | send | phones | `send_sms(phone)` |
| parameter | send | tz | not offered: times are stamps |
| field | send | mccmnc | not offered: of no use |

## other 002

| kind | place | name | where |
| --- | --- | --- | --- |
| parameter | send | phones | `send_sms`, `options: sender` |
"""


def test_a_record_is_compared() -> None:
    """What never passed, and what passed although it is said not to be sent."""
    checked = list(read_rows(SAMPLE))
    phones, tz, field, other = (row.entry for row in checked)

    assert phones == Passed("smsc", "parameter", "send", "phones")
    assert other.provider == "other"
    assert totals(checked) == "4 rows: 2 covered, 2 not offered"
    assert [row.entry for row in never_passed(checked, {phones})] == [other]
    assert not never_passed(checked, {phones, other})
    assert [row.entry for row in passed_all_the_same(checked, {tz, field})] == [tz]


def test_a_run_fails_with_the_rows_it_did_not_meet(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One by one; and nothing is compared where there is no record."""
    assert main([]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    record = Coverage()
    first, *others = [row for row in ROWS if row.is_offered]
    record.keep(row.entry for row in others)
    assert main([str(tmp_path)]) == 1
    assert f"{first}: never passed in the suite" in capsys.readouterr().out
    record.keep([first.entry])
    assert main([str(tmp_path)]) == 0


def test_the_whole_suite_is_compared_and_a_part_is_not() -> None:
    """The record is made and read where everything runs; the simulator's own is left out."""
    script = (ROOT / "scripts" / "test").read_text("utf-8")
    part, whole = script.split("part lint")

    assert VARIABLE in whole
    assert "tests.coverage_rows" in whole
    assert VARIABLE not in part


def test_an_unknown_place_is_missed() -> None:
    """Whatever it looks like."""
    row = Row(Passed("smsc", "field", "send", "id"), "`send_pigeon`, `send_sms(cage)`")

    assert row.references == ["send_pigeon", "send_sms(cage)"]
    assert not any(is_known(reference) for reference in row.references)
    assert is_known("send_sms(sender)")
    assert not is_known("providers/pigeon.py")
