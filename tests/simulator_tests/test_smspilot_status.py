"""SMSPILOT: statuses by id, by packet, of the last day and of everything."""

import pytest

from tests.simulator import ManualClock, Simulator

from .pilot import BLACKLISTED, FIRST, SECOND, Pilot


async def _three(pilot: Pilot, clock: ManualClock) -> None:
    """Send a packet of two the day before, and one message now."""
    await pilot.control("next_id", id=1)
    await pilot.send(to=f"{FIRST},{SECOND}")
    await clock.advance(86400)
    await pilot.send()


async def _ids(pilot: Pilot, **asked: str) -> list[str]:
    """Return the ids of a check."""
    return [row["server_id"] for row in (await pilot.ask(**asked)).json["check"]]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"check": "1"}, "1"),
        ({"check": "3, 1"}, "31"),
        ({"check": "1,1,2"}, "12"),
        ({"check": "packet", "id": "1"}, "12"),
        ({"check": "packet", "id": "3"}, "3"),
        ({"check": "packet", "id": "2"}, ""),
        ({"check": "recent"}, "3"),
        ({"check": "all"}, "321"),
        ({"check": "all", "limit": "2"}, "32"),
        ({"check": "all", "offset": "1"}, "21"),
        ({"check": "all", "offset": "1", "limit": "1"}, "2"),
        ({"check": "all", "offset": "9"}, ""),
        ({"check": "1,2,3", "offset": "1", "limit": "1"}, "2"),
    ],
)
async def test_what_is_listed(
    pilot: Pilot, clock: ManualClock, asked: dict[str, str], ids: str
) -> None:
    """Newest first where no ids are given."""
    await _three(pilot, clock)
    await clock.advance(1)
    assert await _ids(pilot, **asked) == list(ids)


@pytest.mark.parametrize(
    "asked",
    [
        {"check": ""},
        {"check": "abc"},
        {"check": "1,abc"},
        {"check": "1;2"},
        {"check": "packet"},
        {"check": "packet", "id": "abc"},
        {"check": "all", "limit": "0"},
        {"check": "all", "limit": "1001"},
        {"check": "all", "limit": "-1"},
        {"check": "all", "offset": "abc"},
    ],
)
async def test_bad_requests(pilot: Pilot, asked: dict[str, str]) -> None:
    """All of them are 303."""
    assert (await pilot.ask(**asked)).code == 303


async def test_states(simulator: Simulator, pilot: Pilot, clock: ManualClock) -> None:
    """What becomes of a message, by the fate of its phone."""
    fates = {
        "delivered": ("2", "0"),
        "read": ("2", "0"),
        "never": ("1", "0"),
        "undelivered": ("-1", "604"),
        "expired": ("-1", "605"),
        "off": ("1", "0"),
        "rejected": ("-2", "600"),
    }
    for index, fate in enumerate(fates):
        phone = f"7916000000{index}"
        simulator.phones.behave(phone, fate)
        await pilot.send(to=phone, ttl="1")
    await clock.advance(10)
    ids = ",".join(one.message_id for one in simulator.ledger.messages)
    reply = await pilot.ask(check=ids, fields="status,error")
    found = [(row["status"], row["error"]) for row in reply.json["check"]]
    assert found == list(fates.values())
    await clock.advance(60)
    off = simulator.ledger.to("79160000005")[0].message_id
    assert await pilot.statuses(off) == ["-1"]


async def test_a_failed_message_is_not_charged(
    simulator: Simulator, pilot: Pilot, clock: ManualClock
) -> None:
    """Its price is given back."""
    simulator.phones.behave(FIRST, "rejected")
    await pilot.send()
    assert pilot.provider.account().balance < 1000
    await clock.advance(10)
    assert pilot.provider.account().balance == 1000
    [row] = (await pilot.ask(check="all")).json["check"]
    assert row == {
        "server_id": "9316849",
        "phone": FIRST,
        "price": "0.00",
        "status": "-2",
        "error": "600",
        "error_en": "Refused by operator",
        "error_ru": "Отклонено оператором",
    }


async def test_refused_rows_are_known(pilot: Pilot) -> None:
    """By the ids that they were given."""
    reply = await pilot.send(to=f"{FIRST},{SECOND},{BLACKLISTED}")
    last = reply.json["send"][2]["server_id"]
    [row] = (await pilot.ask(check=last, fields="phone,error")).json["check"]
    assert (row["phone"], row["error"]) == (BLACKLISTED, "212")


async def test_other_accounts_messages_are_unknown(pilot: Pilot) -> None:
    """Nobody sees what is not theirs."""
    await pilot.control("account", login="second", api_key="second")
    await pilot.send()
    assert await pilot.statuses("9316849", apikey="second") == ["-2"]
    assert await pilot.statuses("all", apikey="second") == []
    assert await pilot.statuses("packet", id="9316849", apikey="second") == []


async def test_a_thousand_at_most(pilot: Pilot) -> None:
    """Whatever was sent."""
    phones = [f"7916{number:07}" for number in range(600)]
    for text in ("One", "Two"):
        await pilot.send(to=",".join(phones), send=text)
        pilot.provider.set_account(balance=1000)
    assert len(await _ids(pilot, check="all")) == 1000
    assert len(await _ids(pilot, check="recent", offset="1000")) == 200


async def test_a_report_by_the_control(simulator: Simulator, pilot: Pilot) -> None:
    """A state that a test has given stays."""
    await pilot.send()
    [message] = simulator.ledger.messages
    pilot.provider.report(message.key, -1, 604)
    reply = await pilot.ask(check="9316849", fields="status,error_en")
    assert reply.json["check"] == [{"status": "-1", "error_en": "Undeliverable"}]
