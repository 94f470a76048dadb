"""Home Assistant ends as in a power cut, and comes back."""

import asyncio

from .home import Home

_PHONE = "+79161234567"


async def test_a_report_after_a_power_cut_finds_its_message(home: Home) -> None:
    """The journal knows the message again, and the webhook listens again."""
    added = home.story.added[0]
    await home.simulator.control("phones", phone=_PHONE, behaviour="never")
    await home.until_stored()
    await home.story.websocket.perform(
        "notify.send_message",
        {"entity_id": added.entities["recipient"], "message": "Вода в ванной!"},
    )
    taken = await home.story.watch.status(lambda event: event["state"] == "queued")

    await home.cut_power()
    await home.come_back()
    [message] = (await home.simulator.show("ledger"))["messages"]
    await home.simulator.control("report", key=message["key"], status=1)

    async with asyncio.timeout(15):
        delivered = await home.story.watch.status(
            lambda event: event["state"] == "delivered"
        )
    assert delivered["reference"] == taken["reference"]
    assert len((await home.simulator.show("ledger"))["messages"]) == 1
