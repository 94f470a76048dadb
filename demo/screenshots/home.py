"""The home that the pictures show: the demo's, with an automation and something amiss."""

from dataclasses import dataclass
from pathlib import Path
import shutil
from typing import Any

from demo.home_assistant import HomeAssistantProcess
from demo.records import Added
from demo.simulator import SimulatorProcess
from demo.story import Story

_BLUEPRINTS = (
    Path(__file__).resolve().parents[2] / "blueprints" / "automation" / "sms_gateway"
)

# A sensor that the alarm may begin with.
_SENSORS = """\
template:
  - binary_sensor:
      - name: {leak}
        default_entity_id: binary_sensor.bathroom_leak
        device_class: moisture
        state: "{{{{ false }}}}"
"""

ALARM = "water_alarm"
CHAIN = "sms_alarm"

_WORDS = {
    "en": {
        "alias": "Water alarm, and a call if the SMS does not arrive",
        "leak": "Bathroom leak",
        "water": "Water in the bathroom!",
        "call": "Water in the bathroom. I repeat, water in the bathroom.",
    },
    "ru": {
        "alias": "Протечка: SMS, а если не дошло — звонок",
        "leak": "Протечка в ванной",
        "water": "Вода в ванной!",
        "call": "Вода в ванной. Повторяю, вода в ванной.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a scene needs to know of it."""

    url: str
    token: str
    language: str
    added: list[Added]
    devices: dict[str, str]
    """The ids of devices by their names."""


def sensors(language: str) -> str:
    """Return the YAML of the sensor."""
    return _SENSORS.format(leak=_WORDS[language]["leak"])


def lay_blueprints(home_assistant: HomeAssistantProcess) -> None:
    """Import the blueprints of the home's language; before it starts."""
    folder = home_assistant.folder / "blueprints" / "automation" / "sms_gateway"
    folder.mkdir(parents=True)
    for source in _BLUEPRINTS.glob("*.yaml"):
        is_russian = source.stem.endswith("_ru")
        if is_russian == (home_assistant.language == "ru"):
            shutil.copy(source, folder)


async def furnish(
    story: Story, simulator: SimulatorProcess, home_assistant: HomeAssistantProcess
) -> Home:
    """Add to the demo what the pictures show beside it."""
    language = home_assistant.language
    await story.api.post(
        f"config/automation/config/{ALARM}", **_automation(story.added, language)
    )
    await story.api.post(
        f"config/automation/config/{CHAIN}", **_chain(story.added, language)
    )
    # Nearly no money: the next answer that carries the balance makes it a repair.
    await simulator.control("smsc/account", balance=14)
    mom = story.added[0].entities["recipient"]
    await story.websocket.perform(
        "sms_gateway.send_sms",
        {"recipient": [mom], "message": _WORDS[language]["water"]},
        answers=True,
    )
    devices = await story.websocket.command("config/device_registry/list")
    return Home(
        url=home_assistant.url,
        token=story.api.token,
        language=language,
        added=story.added,
        devices={device["name"]: device["id"] for device in devices},
    )


def _automation(added: list[Added], language: str) -> dict[str, Any]:
    """Return an automation of our own triggers, conditions and actions."""
    words = _WORDS[language]
    first, second = added[:2]
    return {
        "alias": words["alias"],
        "mode": "queued",
        "triggers": [
            {
                "trigger": "sms_gateway.message_not_delivered",
                "target": {"entity_id": first.entities["recipient"]},
                "options": {"within": {"minutes": 2}, "tag": ALARM},
            },
            {
                "trigger": "sms_gateway.message_received",
                "target": {"entity_id": first.entities["recipient"]},
                "options": {
                    "from": "known",
                    "contains": "SOS",
                    "include_late": False,
                },
            },
        ],
        "conditions": [
            {
                "condition": "sms_gateway.balance_above",
                "options": {"config_entry_id": first.entry_id, "value": 50},
            },
            {
                "condition": "sms_gateway.account_can_send",
                "options": {"config_entry_id": first.entry_id},
            },
        ],
        "actions": [
            {
                "action": "sms_gateway.send_sms",
                "data": {
                    "recipient": [second.entities["recipient"]],
                    "message": words["water"],
                    "priority": "urgent",
                    "valid_for": {"minutes": 30},
                },
            },
            {
                "action": "sms_gateway.make_call",
                "data": {
                    "recipient": [first.entities["recipient"]],
                    "message": words["call"],
                },
            },
        ],
    }


def _chain(added: list[Added], language: str) -> dict[str, Any]:
    """Return an automation made of a blueprint."""
    name = CHAIN if language == "en" else f"{CHAIN}_{language}"
    return {
        "alias": _WORDS[language]["water"],
        "use_blueprint": {
            "path": f"sms_gateway/{name}.yaml",
            "input": {
                "sensors": ["binary_sensor.bathroom_leak"],
                "message": _WORDS[language]["water"],
                "people": [one.entities["recipient"] for one in added],
            },
        },
    }
