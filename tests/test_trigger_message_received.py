"""The trigger of a message that came in: from whom, saying what, how late."""

from collections.abc import Callable, Coroutine
from json import dumps
from pathlib import Path
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.clock import SystemClock
from custom_components.sms_gateway.journal import Journal, Received
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr, label_registry as lr

from .automations import automate, is_armed
from .conftest import ACCOUNT_ID, MOM, MOM_ENTITY, WEBHOOK_ID
from .eventually import Recorded, eventually
from .simulator import Simulator

STRANGER = "+79269999999"

PUNCTUAL_AND_ALL = """
triggers:
  - trigger: sms_gateway.message_received
    id: punctual
  - trigger: sms_gateway.message_received
    id: all
    options:
      include_late: true
"""

type Write = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
async def write(
    hass: HomeAssistant,
    account: MockConfigEntry,
    received: Recorded,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> Write:
    """Write to the account, and wait until that is told and acted upon."""
    client = await hass_client_no_auth()

    async def send(
        text: str,
        phone: str = MOM,
        seconds_ago: float = 0.0,
        webhook_id: str = WEBHOOK_ID,
    ) -> None:
        told = len(received.data)
        sent_at = int(time.time() - seconds_ago)
        answer = await client.post(
            f"/api/webhook/{webhook_id}",
            data={
                "id": str(told + 1),
                "phone": phone.removeprefix("+"),
                "mes": text,
                "to": "79037676877",
                "sent": str(sent_at),
                "time": str(sent_at),
            },
        )
        assert answer.status == 200
        await received.until(lambda data: len(data) > told)
        await hass.async_block_till_done()

    return send


def trigger(**options: Any) -> str:
    """Return the YAML of an automation with this trigger."""
    return f"triggers: [{{trigger: sms_gateway.message_received, options: {dumps(options)}}}]"


async def test_the_variables_are_those_of_the_event(
    hass: HomeAssistant,
    account: MockConfigEntry,
    callbacks: str,
    simulator: Simulator,
    received: Recorded,
) -> None:
    """So that a template written for one works with the other."""
    runs = await automate(hass, "triggers: [{trigger: sms_gateway.message_received}]")
    simulator.smsc.receive(phone=MOM, text="Да: ёж & <100%>", to="79037676877")
    await eventually(lambda: bool(runs))

    [event], [run] = received.data, runs
    assert {key: run[key] for key in event} == event
    assert run["text"] == "Да: ёж & <100%>"
    assert run["recipient"] == "Mom"
    assert run["platform"] == "sms_gateway.message_received"


async def test_the_description_hides_number_and_text(
    hass: HomeAssistant, write: Write
) -> None:
    """The logbook shows it, and the recorder keeps it."""
    runs = await automate(hass, trigger())
    await write("secret")

    assert runs[0]["description"] == "sms from +7 916 •••-45-67"


@pytest.mark.parametrize(
    ("options", "heard"),
    [
        ({}, ["Mom"]),
        ({"from": "known"}, ["Mom"]),
        ({"from": "anyone"}, ["Mom", "stranger", "bank"]),
        ({"phone": STRANGER}, ["stranger"]),
        ({"phone": ["8 (926) 999-99-99"]}, ["stranger"]),
        ({"phone": [79269999999, 900]}, ["stranger", "bank"]),
        ({"phone": ["900"]}, ["bank"]),
    ],
)
async def test_who_may_set_it_off(
    hass: HomeAssistant, write: Write, options: dict[str, Any], heard: list[str]
) -> None:
    """Strangers only where they are asked for; a number in any way of writing it."""
    runs = await automate(hass, trigger(**options))
    await write("Mom")
    await write("stranger", STRANGER)
    await write("bank", "900")

    assert [run["text"] for run in runs] == heard


async def test_a_name_is_a_sender_too(hass: HomeAssistant, write: Write) -> None:
    """In whatever case."""
    runs = await automate(hass, trigger(phone="mts"))
    await write("offer", "MTS")
    await write("other", "Beeline")

    assert [run["text"] for run in runs] == ["offer"]


@pytest.mark.parametrize("kind", ["entity_id", "device_id", "label_id"])
async def test_a_recipient_is_picked_as_a_target(
    hass: HomeAssistant,
    write: Write,
    device_registry: dr.DeviceRegistry,
    label_registry: lr.LabelRegistry,
    kind: str,
) -> None:
    """By entity, by device or by label."""
    [mom] = [d for d in device_registry.devices if d.name == "Mom"]
    label = label_registry.async_create("Family")
    device_registry.async_update_device(mom.id, labels={label.label_id})
    chosen = {"entity_id": MOM_ENTITY, "device_id": mom.id, "label_id": label.label_id}
    runs = await automate(
        hass,
        "triggers: [{trigger: sms_gateway.message_received,"
        f" target: {{{kind}: {chosen[kind]}}}, options: {{from: anyone}}}}]",
    )
    await write("Mom")
    await write("stranger", STRANGER)

    assert [run["text"] for run in runs] == ["Mom"]


async def test_an_account_as_the_target_lets_no_stranger_in(
    hass: HomeAssistant, write: Write, device_registry: dr.DeviceRegistry
) -> None:
    """Whoever picks the account's device has not asked for anybody's messages."""
    [device] = [d for d in device_registry.devices if d.name == "SMSC (demo)"]
    one = {
        "trigger": "sms_gateway.message_received",
        "target": {"device_id": device.id},
    }
    anyone = {**one, "options": {"from": "anyone"}}
    runs = await automate(hass, dumps({"triggers": [one, anyone]}))
    await write("stranger", STRANGER)
    assert [run["idx"] for run in runs] == ["1"]

    await write("Mom")
    assert [run["idx"] for run in runs[1:]] == ["0", "1"]


async def test_a_recipient_is_the_same_person_on_every_account(
    hass: HomeAssistant, write: Write, other_account: MockConfigEntry
) -> None:
    """Known by the number, whichever account was written to."""
    runs = await automate(
        hass,
        "triggers: [{trigger: sms_gateway.message_received,"
        f" target: {{entity_id: {MOM_ENTITY}}}}}]",
    )
    await write("Hi", webhook_id=other_account.data["webhook_id"])

    assert [run["config_entry_id"] for run in runs] == [other_account.entry_id]


@pytest.mark.parametrize(
    ("options", "text", "fires"),
    [
        ({"contains": "ОТКРОЙ"}, "Пожалуйста, открой ворота", True),
        ({"contains": "открой"}, "Закрой ворота", False),
        ({"matches": "^(on|off)$"}, "OFF", True),
        ({"matches": "^(on|off)$"}, "office", False),
        ({"matches": r"\d+ °C"}, "Set 21 °c now", True),
        ({"matches": r"^(?:[(a+)+]|\(+)\s*(\d{2}){2,3}x+$"}, "(( 1234xx", True),
        ({"contains": "set", "matches": r"\d+"}, "Set 21", True),
        ({"contains": "set", "matches": r"\d+"}, "Set it", False),
    ],
)
async def test_what_it_has_to_say(
    hass: HomeAssistant, write: Write, options: dict[str, str], text: str, fires: bool
) -> None:
    """A part of the text, or an expression; the case does not matter."""
    runs = await automate(hass, trigger(**options))
    await write(text)

    assert bool(runs) is fires


async def test_a_late_message_acts_only_where_it_is_asked_for(
    hass: HomeAssistant, write: Write
) -> None:
    """An "open the gate" of an hour ago is over."""
    runs = await automate(hass, PUNCTUAL_AND_ALL)
    await write("Open", seconds_ago=3600)
    assert [(run["id"], run["late"]) for run in runs] == [("all", True)]

    await write("Open again")
    assert [run["id"] for run in runs[1:]] == ["punctual", "all"]


async def test_the_text_is_known_where_events_leave_it_out(
    hass: HomeAssistant, account: MockConfigEntry, write: Write, received: Recorded
) -> None:
    """What is not to be in the database may still be acted upon."""
    hass.config_entries.async_update_entry(account, options={"event_text": False})
    runs = await automate(hass, trigger(contains="open"))
    await write("Open")

    assert "text" not in received.data[0]
    assert runs[0]["text"] == "Open"


async def test_an_account_may_be_chosen(
    hass: HomeAssistant, write: Write, other_account: MockConfigEntry
) -> None:
    """The others are not heard."""
    runs = await automate(
        hass,
        f"""
        triggers:
          - trigger: sms_gateway.message_received
            id: first
            options:
              config_entry_id: {ACCOUNT_ID}
          - trigger: sms_gateway.message_received
            id: second
            options:
              config_entry_id: {other_account.entry_id}
          - trigger: sms_gateway.message_received
            id: both
            options:
              config_entry_id: [{ACCOUNT_ID}, {other_account.entry_id}]
        """,
    )
    await write("Hi")

    assert [run["id"] for run in runs] == ["first", "both"]


async def test_it_hears_on_after_a_reload(
    hass: HomeAssistant, account: MockConfigEntry, write: Write
) -> None:
    """Nobody has to touch the automation."""
    runs = await automate(hass, trigger(config_entry_id=ACCOUNT_ID))
    await hass.config_entries.async_reload(account.entry_id)
    await write("Hi")

    assert len(runs) == 1


async def test_it_is_armed_while_the_account_is_switched_off(
    hass: HomeAssistant, account: MockConfigEntry, write: Write
) -> None:
    """And hears when it is back."""
    await hass.config_entries.async_set_disabled_by(
        account.entry_id, ConfigEntryDisabler.USER
    )
    runs = await automate(hass, trigger(config_entry_id=ACCOUNT_ID))
    assert is_armed(hass)
    await hass.config_entries.async_set_disabled_by(account.entry_id, None)
    await write("Hi")

    assert len(runs) == 1


async def test_an_account_that_is_gone_silences_no_other_trigger(
    hass: HomeAssistant, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says which one is missing."""
    runs = await automate(
        hass,
        """
        triggers:
          - trigger: sms_gateway.message_received
            options:
              config_entry_id: 01KAJ00000000000000000GONE
          - trigger: sms_gateway.message_received
        """,
    )
    await write("Hi")

    assert len(runs) == 1
    assert "01KAJ00000000000000000GONE, which does not exist" in caplog.text


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"matches": "(open"}, "(open is not a regular expression"),
        ({"matches": "(?=a)a"}, "(?=a)a cannot be used here: conditions on what is"),
        ({"from": "enemies"}, "from"),
        ({"sender": "900"}, "sender"),
        ({"phone": ""}, "is not a phone number"),
        ({"include_late": "perhaps"}, "include_late"),
    ],
)
async def test_bad_options_are_found_when_it_is_set_up(
    hass: HomeAssistant,
    options: dict[str, str],
    complaint: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not when the alarm goes off."""
    await automate(hass, trigger(**options))

    assert not is_armed(hass)
    assert complaint in caplog.text


async def test_an_account_of_another_integration_is_none(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """It would never receive anything."""
    other = MockConfigEntry(domain="other", title="Other")
    other.add_to_hass(hass)
    await automate(hass, trigger(config_entry_id=other.entry_id))

    assert not is_armed(hass)


async def test_what_came_just_before_a_power_cut_is_late_after_it(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """It was written down but not told; the run that tells it is another one."""
    journal = Journal(tmp_path / ".storage" / "sms_gateway.db", SystemClock())
    await journal.open()
    came = time.time() - 3600
    await journal.receive(
        Received(
            id=0,
            entry_id=ACCOUNT_ID,
            provider="smsc",
            message_id="1",
            phone=MOM.removeprefix("+"),
            text="Open the gate",
            to=None,
            answered=None,
            sent_at=came,
            received_at=came,
        )
    )
    await journal.close()
    hass.set_state(CoreState.starting)
    assert await hass.config_entries.async_setup(entry.entry_id)
    runs = await automate(hass, PUNCTUAL_AND_ALL)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()

    assert [(run["id"], run["late"]) for run in runs] == [("all", True)]
