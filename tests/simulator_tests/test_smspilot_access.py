"""SMSPILOT: who may ask, what closes an account, test mode and the emulator's key."""

import pytest

from tests.simulator import Simulator
from tests.simulator.smspilot.accounts import EMULATOR

from .pilot import FIRST, KEY, SECOND, Pilot


async def test_key_or_login(pilot: Pilot) -> None:
    """Both open the account, by GET and by POST."""
    for access in (
        {"apikey": KEY},
        {"login": "demo", "password": "demo"},
        {"login": "demo@demo.example", "password": "demo"},
    ):
        for ask in (pilot.get, pilot.post):
            reply = await ask(balance="rur", format="json", **access)
            assert reply.json == {"balance": "1000.00"}


@pytest.mark.parametrize(
    ("access", "code"),
    [
        ({}, 100),
        ({"apikey": ""}, 100),
        ({"apikey": "wrong"}, 101),
        ({"apikey": "wrong", "login": "demo", "password": "demo"}, 101),
        ({"login": "demo"}, 400),
        ({"login": "demo", "password": "wrong"}, 400),
        ({"login": "nobody", "password": "demo"}, 400),
    ],
)
async def test_wrong_access(
    simulator: Simulator, pilot: Pilot, access: dict[str, str], code: int
) -> None:
    """Each has its code, and HTTP 200."""
    reply = await pilot.post(format="json", send="Hello", to=FIRST, **access)
    assert (reply.status, reply.code) == (200, code)
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    ("switch", "access"),
    [
        ("missing_key", {}),
        ("wrong_key", {"apikey": "wrong"}),
        ("wrong_password", {"login": "demo", "password": "wrong"}),
    ],
)
async def test_readings_of_wrong_access(
    pilot: Pilot, switch: str, access: dict[str, str]
) -> None:
    """The codes are not documented for certain."""
    answer = await pilot.control("dialect")
    for reading in answer["readings"][switch]:
        await pilot.control("dialect", **{switch: reading})
        assert (await pilot.post(format="json", **access)).code == int(reading)


async def test_a_foreign_address(pilot: Pilot) -> None:
    """113, where the account has a list of its own addresses."""
    await pilot.control("account", allowed_ips=["10.0.0.1"])
    assert (await pilot.ask()).code == 113
    await pilot.control("account", allowed_ips=["10.0.0.1", "127.0.0.1"])
    assert "id" in (await pilot.ask()).json


async def test_a_blocked_user(pilot: Pilot) -> None:
    """106, with the account's status."""
    await pilot.control("account", blocked=-1, blocked_words="Бан")
    assert (await pilot.ask()).json["error"] == {
        "code": 106,
        "description": "User is blocked",
        "description_ru": "Пользователь заблокирован за спам/ошибки",
        "status": -1,
        "status_ru": "Бан",
        "ip": "127.0.0.1",
    }


@pytest.mark.parametrize("code", [102, 103, 104, 105, 107, 110, 117, 118, 401])
async def test_an_account_that_refuses_everything(pilot: Pilot, code: int) -> None:
    """With a code that the document gives no cause of."""
    await pilot.control("account", refuses=code)
    assert (await pilot.send()).code == code
    assert (await pilot.ask(balance="rur")).code == code


async def test_any_code_as_a_fault(simulator: Simulator, pilot: Pilot) -> None:
    """The next request is refused with it, whatever it asks."""
    for code in (10, 110, 241, 999):
        simulator.faults.add("error_code", provider="smspilot", code=code)
        assert (await pilot.send()).code == code
    assert not simulator.ledger.messages


async def test_test_mode(simulator: Simulator, pilot: Pilot) -> None:
    """Nothing is kept, charged or sent; the numbers are judged all the same."""
    reply = await pilot.send(to=f"{FIRST},{SECOND}", test="1")
    assert reply.json == {
        "send": [
            {"server_id": "10000", "phone": one, "price": "0.00", "status": "0"}
            for one in (FIRST, SECOND)
        ],
        "balance": "1000.00",
        "cost": "0.00",
        "server_packet_id": "10000",
    }
    assert (await pilot.send(to="7908", test="1")).code == 215
    assert not simulator.ledger.messages
    assert await pilot.statuses("1000", test="1") == ["2"]
    assert await pilot.statuses("10000,5", test="1") == ["2", "-2"]
    assert await pilot.statuses("recent", test="1") == []
    assert await pilot.statuses("1000") == ["-2"]


@pytest.mark.parametrize(
    ("readings", "ids", "cost"),
    [
        ({"test_id": "1000"}, ["1000", "1000"], "0.00"),
        ({"test_id": "fresh"}, ["9316849", "9316850"], "0.00"),
        ({"test_price": "told"}, ["10000", "10000"], "2.62"),
    ],
)
async def test_readings_of_test_mode(
    pilot: Pilot, readings: dict[str, str], ids: list[str], cost: str
) -> None:
    """What it answers is not documented."""
    pilot.provider.speak(test_status="1", **readings)
    reply = await pilot.send(to=f"{FIRST},{SECOND}", test="1")
    assert [row["server_id"] for row in reply.json["send"]] == ids
    assert (reply.json["cost"], reply.json["balance"]) == (cost, "1000.00")
    assert await pilot.statuses(ids[0], test="1") == ["1"]
    assert await pilot.statuses("packet", id=ids[0], test="1") == ["1"]


async def test_the_emulators_key(simulator: Simulator, pilot: Pilot) -> None:
    """It sends nothing, and every message has the same id."""
    assert EMULATOR.api_key == "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2
    for _ in range(2):
        reply = await pilot.send(apikey=EMULATOR.api_key)
        assert reply.json["send"][0]["server_id"] == "10000"
    assert await pilot.statuses("10000", apikey=EMULATOR.api_key) == ["2"]
    assert not simulator.ledger.messages
