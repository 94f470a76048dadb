"""An alarm chain goes on after a power cut: its next link comes once, never not at all."""

import asyncio
from typing import Any

from .home import Home

MOM = "+79161234567"
DAD = "+79261234567"

_NONE = "automation: !include automations.yaml"
_CHAIN = """
automation:
  - alias: Chain
    id: chain
    triggers:
      - trigger: sms_gateway.message_not_delivered
        options:
          phone: "+79161234567"
          within: "00:05:00"
    actions:
      - action: sms_gateway.send_sms
        data:
          phone: "+79261234567"
          message: "Not delivered: {{ trigger.tag }}"
          tag: next
          config_entry_id: "{{ trigger.config_entry_id }}"
"""


async def _sent_to(home: Home, phone: str) -> list[dict[str, Any]]:
    """Return what the provider has taken for a phone."""
    ledger = await home.simulator.show("ledger")
    return [
        message
        for message in ledger["messages"]
        if message["phone"] == phone.removeprefix("+")
    ]


async def _arm(home: Home) -> None:
    """Write the automation down as its owner does, and read it."""
    path = home.home_assistant.folder / "configuration.yaml"
    text = path.read_text()
    assert _NONE in text
    text = text.replace(_NONE, _CHAIN)
    # Its statistics never come to an end by a clock that this test has moved.
    for name in ("history", "logbook", "recorder"):
        text = text.replace(f"\n{name}:\n", "\n")
    path.write_text(text)
    await home.story.websocket.perform("automation.reload", {})


async def test_a_message_that_became_overdue_in_a_power_cut_is_told_once(
    home: Home,
) -> None:
    """After a minute in which its report may still come; one that arrived is not.

    That no reload tells it again: tests/test_trigger_message_not_delivered.py.
    """
    await home.simulator.control("phones", phone=MOM, behaviour="never")
    await home.until_stored()
    await _arm(home)
    await home.send_sms("Water!", phone=MOM, tag="lost")
    await home.send_sms("Fire!", phone=MOM, tag="arrived")
    # The second note is on the disk a second after its message at the latest.
    await asyncio.sleep(1.5)
    await home.cut_power()
    arrived = (await _sent_to(home, MOM))[1]
    await home.simulator.control("report", key=arrived["key"], status=1)

    await home.come_back(later=600)
    async with asyncio.timeout(100):
        while not await _sent_to(home, DAD):
            await asyncio.sleep(0.5)
    assert [m["text"] for m in await _sent_to(home, DAD)] == ["Not delivered: lost"]
