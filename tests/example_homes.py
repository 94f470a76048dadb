"""What the documents promise of automations, configurations and cards, by example."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import import_module

import voluptuous as vol

from homeassistant.components.notify import PLATFORM_SCHEMA
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import MOM
from .documents import Example
from .example_actions import Case
from .example_house import BALANCE, DAD, LEAK, OTHER, House
from .simulator import Fate
from .yaml_home import YAML_GROUP, start

COMMAND = {"en": "gate", "ru": "ворота"}
"""The word that opens the gate, as the pages have it."""


def language(example: Example) -> str:
    """Return the language of the page."""
    return "ru" if "/ru/" in str(example.page) or ".ru." in example.page.name else "en"


async def leak(house: House, example: Example) -> None:
    """Water sends to Mom."""
    await house.automate(example)
    house.hass.states.async_set(LEAK, "on")
    await house.until(lambda: house.texts(MOM))


async def water_everybody(house: House, example: Example) -> None:
    """Water sends to Mom and Dad."""
    await leak(house, example)
    await house.until(lambda: house.texts(DAD))


async def water_failover(house: House, example: Example) -> None:
    """Without money at SMSC, water sends to Mom through SMSPILOT."""
    house.simulator.faults.add("error_code", code=3, path="/sys/send.php")
    await leak(house, example)

    [message] = house.simulator.ledger.to(MOM)
    assert message.provider == "smspilot"


async def not_delivered(house: House, example: Example) -> None:
    """A text that does not arrive is told of at the frontend."""
    house.simulator.phones.behave(MOM, Fate.UNDELIVERED)
    await house.automate(example)
    await house.act("send_sms", recipient="notify.mom", message="Water!")
    await house.until(lambda: house.notes)

    assert "Mom" in house.notes[0]


async def delivered_or_call(house: House, example: Example) -> None:
    """Where the text does not arrive, Dad is called."""
    house.simulator.phones.behave(MOM, Fate.UNDELIVERED, "sms")
    await leak(house, example)
    await house.until(lambda: house.texts(DAD, "call"))


async def key_pressed(house: House, example: Example) -> None:
    """A key pressed during the call opens the gate."""
    house.simulator.smsc.set_callee(MOM, keys="1", listens=4.0)
    await house.automate(example)
    await house.act("make_call", recipient="notify.mom", message="Press 1", tag="gate")
    await house.until(lambda: house.opened)


async def status_event(house: House, example: Example) -> None:
    """The arrival of an alarm is told, with its price."""
    await house.automate(example)
    await house.act(
        "send_sms", recipient="notify.mom", message="Water!", tag="water_alarm"
    )
    await house.until(lambda: house.notes)

    assert "Mom" in house.notes[0]
    assert "3.2" in house.notes[0]


async def incoming_command(house: House, example: Example) -> None:
    """The word opens the gate for Mom and for nobody else, and she gets an answer."""
    await house.automate(example)
    word = COMMAND[language(example)]
    house.simulator.smsc.receive(phone=OTHER, text=word)
    await house.received.until(bool)
    house.simulator.smsc.receive(phone=MOM, text=word.upper())
    await house.until(lambda: house.texts(MOM))

    assert len(house.opened) == 1


async def received_event(house: House, example: Example) -> None:
    """What somebody writes is shown at the frontend."""
    await house.automate(example)
    house.simulator.smsc.receive(phone=MOM, text="On my way")
    await house.until(lambda: house.notes)

    assert "On my way" in house.notes[0]


async def call_event(house: House, example: Example) -> None:
    """A call of Mom's opens the gate; a stranger's does not."""
    await house.automate(example)
    house.simulator.smsc.ring(OTHER)
    await house.called.until(bool)
    house.simulator.smsc.ring(MOM)
    await house.until(lambda: house.opened)

    assert len(house.opened) == 1


async def birthday(house: House, example: Example) -> None:
    """Mom is greeted by her name on her day, and Dad is not."""
    group = example.config["actions"][0]["data"]["group"]
    house.simulator.websms.book().groups["7"] = group
    today = dt_util.now().date()
    for phone, day in ((MOM, today), (DAD, today + timedelta(days=40))):
        await house.act(
            "add_contact",
            group=group,
            phone=phone,
            first_name="Anna",
            date=day.replace(year=1972).isoformat(),
        )
    await house.automate(example)
    [entity_id] = house.hass.states.async_entity_ids("automation")
    await house.hass.services.async_call(
        "automation", "trigger", {"entity_id": entity_id}, blocking=True
    )
    await house.until(lambda: house.texts(MOM))
    # It would wait for the next morning.
    await house.hass.services.async_call(
        "automation", "turn_off", {"entity_id": entity_id}, blocking=True
    )

    [text] = house.texts(MOM)
    [message] = house.simulator.ledger.messages
    assert "Anna" in text
    assert message.provider == "websms"


async def balance_low(house: House, example: Example) -> None:
    """Too little money is told of at the frontend."""
    await house.automate(example)
    house.simulator.smsc.set_account(balance=90)
    await house.act("send_sms", recipient="notify.mom", message="Water!")
    await house.until(lambda: house.notes)

    state = house.hass.states.get(BALANCE)
    assert state is not None
    assert state.state in house.notes[0]


async def called_by_old_name(house: House, example: Example) -> None:
    """The group of the block above reaches Mom, by its old name."""
    await house.run(example)
    assert house.texts(MOM)


async def group_of_yaml(house: House, example: Example) -> None:
    """The group has the name that the page says, and reaches Mom."""
    [group] = example.config["notify"]
    await house.hass.services.async_call(
        "notify", group["name"], {"message": "Water!"}, blocking=True
    )
    assert house.texts(MOM) == ["Water!"]


async def alert(house: House, example: Example) -> None:
    """The alert arrives, and so does its end."""
    house.hass.states.async_set(LEAK, "on")
    await house.until(lambda: len(house.texts(MOM)) == 1)
    house.hass.states.async_set(LEAK, "off")
    await house.until(lambda: len(house.texts(MOM)) == 2)


async def legacy_script(house: House, example: Example) -> None:
    """The script sends."""
    [name] = example.config["script"]
    await house.hass.services.async_call("script", name, blocking=True)
    assert house.texts(MOM)


async def card(house: House, example: Example) -> None:
    """Each entity of a card is there."""
    rows = example.config["entities"]
    names = [row["entity"] if isinstance(row, dict) else row for row in rows]
    assert example.config["type"] == "entities"
    assert [name for name in names if house.hass.states.get(name) is None] == []


async def recorder(house: House, example: Example) -> None:
    """The recorder reads it, and keeps no event that is ours."""
    schema = import_module("homeassistant.components.recorder").CONFIG_SCHEMA
    excluded = schema(example.config)["recorder"]["exclude"]["event_types"]
    assert set(excluded) == {
        "sms_gateway_message_status",
        "sms_gateway_message_received",
        "sms_gateway_call_received",
    }


async def logger(house: House, example: Example) -> None:
    """The logger takes it, for the name that the manifest says."""
    assert await async_setup_component(house.hass, "logger", example.config)
    assert "custom_components.sms_gateway" in example.config["logger"]["logs"]


async def before_actions(house: House, example: Example) -> None:
    """It is what Home Assistant once took; nothing of it is ours."""
    cv.SCRIPT_SCHEMA(example.config["actions"])


async def before_trigger(house: House, example: Example) -> None:
    """It is what Home Assistant still reads, and what nobody fires any more."""
    await house.automate(example)
    cv.SCRIPT_SCHEMA(example.config["actions"])


async def before_clicksend(house: House, example: Example) -> None:
    """It is what core's own platform takes."""
    schema = import_module("homeassistant.components.clicksend.notify").PLATFORM_SCHEMA
    schema(example.config["notify"][0])


async def before_twilio(house: House, example: Example) -> None:
    """A notifier; the schema of its own needs a library that is not at hand."""
    lenient = PLATFORM_SCHEMA.extend({}, extra=vol.ALLOW_EXTRA)
    lenient(example.config["notify"][0])
    cv.SCRIPT_SCHEMA(example.config["actions"])


async def _start_with_it(hass: HomeAssistant, example: Example) -> None:
    """Start the home with the example as its configuration."""
    await start(hass, example.config)


async def _start_with_group(hass: HomeAssistant, example: Example) -> None:
    """Start the home with the group of the block above."""
    await start(hass, YAML_GROUP)


async def _start_with_group_and_it(hass: HomeAssistant, example: Example) -> None:
    """Start the home with both."""
    hass.states.async_set(LEAK, "off")
    await start(hass, YAML_GROUP)
    await start(hass, example.config)


STARTS: dict[str, Callable[[HomeAssistant, Example], Awaitable[None]]] = {
    "yaml-group": _start_with_it,
    "old-name": _start_with_it,
    "yaml-group-call": _start_with_group,
    "alert": _start_with_group_and_it,
    "legacy-script": _start_with_group_and_it,
}
"""What is read before the accounts are set up."""

HOMES: dict[str, Case] = {
    "water-alarm": leak,
    "water-everybody": water_everybody,
    "water-failover": water_failover,
    "not-delivered": not_delivered,
    "delivered-or-call": delivered_or_call,
    "key-pressed": key_pressed,
    "status-event": status_event,
    "received-event": received_event,
    "call-event": call_event,
    "incoming-command": incoming_command,
    "balance-low": balance_low,
    "birthday": birthday,
    "yaml-group": group_of_yaml,
    "old-name": group_of_yaml,
    "yaml-group-call": called_by_old_name,
    "alert": alert,
    "legacy-script": legacy_script,
    "card": card,
    "recorder": recorder,
    "logger": logger,
    "before-sms": before_actions,
    "before-sms-event": before_trigger,
    "after-sms-event": received_event,
    "before-clicksend": before_clicksend,
    "before-twilio": before_twilio,
}
"""By name."""
