"""SMSPILOT: what the control interface and the page can do to it."""

from typing import Any

import pytest

from tests.simulator import Simulator

from .conftest import Wire
from .pilot import FIRST, Pilot


async def test_the_index_names_every_verb(simulator: Simulator, wire: Wire) -> None:
    """With what it does."""
    index = (await wire.request("GET", "/_control")).json
    for verb in simulator.smspilot.verbs:
        assert index[f"POST /_control/smspilot/{verb}"]


async def test_accounts(simulator: Simulator, pilot: Pilot) -> None:
    """They are opened, changed, and go back to what they were."""
    opened = await pilot.control("account", login="second", balance="5")
    assert (opened["api_key"], opened["password"]) == ("second-key", "second")
    assert (await pilot.ask(apikey="second-key", balance="rur")).json == {
        "balance": "5.00"
    }
    await pilot.control("account", name="Анна", senders=["Home"], handler_method="post")
    shown = await pilot.control("accounts")
    assert [one["login"] for one in shown] == ["demo", "emulator", "second"]
    assert (shown[0]["name"], shown[0]["senders"]) == ("Анна", ["Home"])
    simulator.reset()
    assert [one.login for one in pilot.provider.accounts] == ["demo", "emulator"]
    assert pilot.provider.account().senders == ("INFORM", "demo")


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("account", {"colour": "red"}),
        ("account", {"balance": "much"}),
        ("account", {"senders": "Home"}),
        ("account", {"refused_texts": ["a"]}),
        ("account", {"refused_texts": {"a": "b"}}),
        ("account", {"handler_method": "put"}),
        ("incoming", {"phone": FIRST}),
        ("incoming", {"phone": FIRST, "text": "Hi", "account": "nobody"}),
        ("subscriber", {"phone": FIRST, "colour": "red"}),
        ("next_id", {"id": "one"}),
        ("fail", {"error": 604}),
        ("dialect", {"ids": "roman"}),
        ("dialect", {"colour": "red"}),
    ],
)
async def test_what_is_wrong_with_a_request(
    wire: Wire, verb: str, fields: dict[str, Any]
) -> None:
    """It is said, with HTTP 400."""
    reply = await wire.request("POST", f"/_control/smspilot/{verb}", json=fields)
    assert reply.status == 400
    assert reply.json["error"]


async def test_how_messages_end(simulator: Simulator, pilot: Pilot, clock: Any) -> None:
    """With a status and an error of a test's own."""
    await pilot.control("fail", phone=f"+{FIRST}", error=602)
    await pilot.send()
    await clock.advance(10)
    await pilot.control("fail", phone=FIRST, error=603, status=-2, channel="sms")
    await pilot.send()
    await clock.advance(10)
    found = [(one.status, one.error) for one in simulator.ledger.messages]
    assert found == [(-1, 602), (-2, 603)]


async def test_a_report(simulator: Simulator, pilot: Pilot, wire: Wire) -> None:
    """By the verb that all providers share."""
    await pilot.send()
    [message] = simulator.ledger.messages
    await wire.control("report", key=message.key, status=2)
    assert await pilot.statuses("9316849") == ["2"]
    assert simulator.phones.inbox(FIRST)


async def test_a_reset(simulator: Simulator, pilot: Pilot) -> None:
    """Nothing is left but the numbering."""
    pilot.provider.speak(ids="number")
    pilot.provider.refuse_number(FIRST, 111)
    assert (await pilot.send()).code == 111
    simulator.reset()
    reply = await pilot.send()
    assert reply.json["send"][0]["server_id"] == "9316849"
    assert await pilot.statuses("9316849") == ["0"]


async def test_the_page(pilot: Pilot, wire: Wire) -> None:
    """It shows the accounts, and every message with its state."""
    await pilot.control("account", inbound_handler="http://example.com/in")
    await pilot.send(send="Вода")
    page = (await wire.request("GET", "/")).body.decode()
    for text in ("Вода", f"+{FIRST}", "queued", "998.69 RUB", "http://example.com/in"):
        assert text in page
