"""Texts that Home Assistant takes for something else: a template that says `[1, 2]`."""

from typing import Any

import pytest
import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import Simulator

OTHER = "+79261234567"
HALF = "\\ud83d"

pytestmark = pytest.mark.usefixtures("account")


async def run(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action as a script does, which renders all templates."""
    sequence = cv.SCRIPT_SCHEMA([{"action": action, "data": data}])
    script = Script(hass, sequence, "Test", "test")
    await script.async_run({"who": [MOM, OTHER], "count": 12}, Context())


@pytest.mark.parametrize(
    ("template", "arrives"),
    [
        ("{{ '[1,  2]' }}", "[1,  2]"),
        ("{{ \"['Kitchen']\" }}", "['Kitchen']"),
        ("{{ who }}", f"['{MOM}', '{OTHER}']"),
        ("{{ '{\"a\":  1}' }}", '{"a":  1}'),
        ("{{ '(1,  2)' }}", "(1,  2)"),
        ("{{ '{1,  2}' }}", "{1,  2}"),
        ("{{ '[]' }}", "[]"),
        (f"{{{{ \"['Leak {HALF}']\" }}}}", "['Leak �']"),
        ("{{ count }}", "12"),
        ("{{ '0012' }}", "0012"),
        ("{{ 20.5 }}", "20.5"),
        ("{{ true }}", "True"),
        ("{{ '1e5' }}", "1e5"),
    ],
)
@pytest.mark.parametrize("action", ["sms_gateway.send_sms", "notify.send_message"])
async def test_a_text_that_looks_like_a_list_arrives_as_it_was_written(
    hass: HomeAssistant, simulator: Simulator, action: str, template: str, arrives: str
) -> None:
    """Letter by letter, by both ways of sending: an alarm is not refused for its form."""
    whom = {
        "recipient" if action == "sms_gateway.send_sms" else "entity_id": MOM_ENTITY
    }
    await run(hass, action, message=template, **whom)
    await hass.async_block_till_done()

    assert [message.text for message in simulator.ledger.to(MOM)] == [arrives]


async def test_each_text_of_many(hass: HomeAssistant, simulator: Simulator) -> None:
    """Whether a row is written, or all rows come from a template."""
    rows = [{"phone": MOM, "message": "{{ '[1, 2]' }}"}]
    await run(hass, "sms_gateway.send_personal_sms", messages=rows)
    all_rows = "{{ [{'phone': who[1], 'message': '[3, 4]'}] }}"
    await run(hass, "sms_gateway.send_personal_sms", messages=all_rows)

    assert [m.text for m in simulator.ledger.messages] == ["[1, 2]", "[3, 4]"]


async def test_what_is_meant_as_a_list_is_one(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Numbers from a template."""
    await run(hass, "sms_gateway.send_sms", phone="{{ who }}", message="Leak")
    await run(hass, "sms_gateway.send_sms", phone="{{ who[1] }}", message="Fire")

    assert [(f"+{m.phone}", m.text) for m in simulator.ledger.messages] == [
        (MOM, "Leak"),
        (OTHER, "Leak"),
        (OTHER, "Fire"),
    ]


@pytest.mark.parametrize("message", [["a", "b"], {"a": "b"}, None])
async def test_what_was_never_a_text_is_refused(
    simulator: Simulator, act: Send, message: Any
) -> None:
    """As every action of Home Assistant does: nobody can say what was meant."""
    with pytest.raises(vol.Invalid):
        await act("send_sms", phone=MOM, message=message)
    assert not simulator.ledger.messages
