"""Look-ups, deletion, archive, balance and incoming messages by pull."""

from datetime import datetime, timedelta

import pytest

from tests.simulator import Fate, ManualClock, Simulator

from .conftest import MOSCOW, NOON, OTHER, PHONE, Wire


async def test_one_and_many(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """One is an object; a comma makes it a list, in the order that was asked."""
    await wire.send(phones=f"{PHONE},{OTHER}", id="door-1")
    await clock.advance(3)
    reply = await wire.status(id="door-1")
    assert reply.json == {
        "status": 1,
        "last_date": "10.03.2026 12:00:03",
        "last_timestamp": int(NOON) + 3,
        "flag": 0,
        "err": 0,
    }
    reply = await wire.rest(
        "/rest/status/", phone=f"{OTHER},{PHONE},79990000000", id="door-1,door-1,7"
    )
    rows = reply.json
    assert [(one["status"], one["id"], one["phone"]) for one in rows] == [
        (1, "door-1", OTHER),
        (1, "door-1", PHONE),
        (-3, 7, "79990000000"),
    ]
    assert rows[2] == {"status": -3, "id": 7, "phone": "79990000000"}
    await clock.advance(60)
    reply = await wire.status(id="door-1,", phone=f"{PHONE},", all="2")
    [row] = reply.json
    assert row["id"] == "door-1"
    assert row["phone"] == "79161234567"
    assert row["status_name"] == "Доставлено"
    assert row["operator"] == "МТС"


@pytest.mark.parametrize(
    ("fmt", "single", "batch"),
    [
        ("0", "Status = -3", "Status = -3, id = 5, phone = +79161234567"),
        ("1", "-3,0,0", "-3,0,0,5,+79161234567"),
        (
            "2",
            "<sms>\n<status>-3</status>\n</sms>",
            "<list>\n<sms>\n<status>-3</status>\n<id>5</id>\n"
            "<phone>+79161234567</phone>\n</sms>\n</list>",
        ),
        (
            "3",
            '{\n"status": -3\n}',
            '[{\n"status": -3,\n"id": 5,\n"phone": "+79161234567"\n}]',
        ),
    ],
)
async def test_not_found(wire: Wire, fmt: str, single: str, batch: str) -> None:
    """An unknown id has a state of its own, in every format."""
    assert (await wire.status(id="5", fmt=fmt)).text == single
    assert (await wire.status(id="5,", fmt=fmt)).text == batch


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": "1", "phone": ""},
        {"id": "1,2,3", "phone": f"{PHONE},{PHONE}"},
        {"id": "1", "all": "3"},
        {"id": "1", "del": "yes"},
    ],
)
async def test_bad_look_ups(wire: Wire, fields: dict[str, str]) -> None:
    """Error 1 is for parameters here as well."""
    assert (await wire.status(**fields)).json["error_code"] == 1


async def test_another_accounts_message_is_not_found(
    simulator: Simulator, wire: Wire
) -> None:
    """An id is only known to the account that sent it."""
    await wire.control("smsc/account", login="neighbour", password="secret")
    await wire.send(id="1")
    reply = await wire.status(id="1", login="neighbour", psw="secret")
    assert reply.json == {"status": -3}


async def test_the_newest_of_one_id_is_told(
    wire: Wire, simulator: Simulator, clock: ManualClock
) -> None:
    """Ids are not necessarily unique."""
    await wire.send(id="1", mes="One")
    await clock.advance(10)
    await wire.send(id="1", mes="Two")
    assert (await wire.status(id="1", all="1")).json["message"] == "Two"


async def test_what_waits_can_be_deleted(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """It never leaves, its money comes back, and it is not found any more."""
    await wire.send(id="1", time="+60")
    assert simulator.smsc.account().balance < 1000
    assert (await wire.status(id="1", **{"del": "1"})).json == {"result": "OK"}
    assert simulator.smsc.account().balance == 1000
    assert (await wire.status(id="1")).json == {"status": -3}
    await clock.advance(7200)
    [message] = simulator.ledger.messages
    assert message.deleted
    assert message.status == -1
    assert not simulator.phones.inbox(PHONE)
    assert (await wire.status(id="1", **{"del": "1"})).json == {
        "error": "delete error",
        "error_code": 5,
    }


async def test_what_has_left_arrives_though_deleted(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Only its record goes."""
    await wire.send(id="1")
    await clock.advance(1)
    await wire.status(id="1", **{"del": "1"})
    await clock.advance(5)
    assert simulator.phones.inbox(PHONE)
    assert (await wire.status(id="1")).json == {"status": -3}


async def test_the_archive(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """At three in the morning goes what was sent before six the evening before."""
    simulator.phones.behave(OTHER, Fate.NEVER)
    await wire.send(id="1")
    await wire.send(id="2", phones=OTHER)
    await clock.advance(timedelta(hours=6, minutes=30).total_seconds())
    await wire.send(id="3", mes="Evening")

    async def states() -> list[int]:
        await clock.advance(60)
        reply = await wire.status(id="1,2,3", phone=f"{PHONE},{OTHER},{PHONE}")
        return [one["status"] for one in reply.json]

    assert await states() == [1, 0, 1]
    night = datetime(2026, 3, 11, 3, 0, tzinfo=MOSCOW).timestamp()
    await clock.advance(night - clock.now() - 120)
    assert await states() == [1, 0, 1]
    await clock.advance(120)
    assert await states() == [-3, 0, 1]
    await clock.advance(86400)
    assert await states() == [-3, 0, -3]
    assert (await wire.status(id="1", **{"del": "1"})).json["error_code"] == 5


async def test_the_archive_by_order(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """A test need not wait for the night."""
    await wire.send(id="1")
    await clock.advance(5)
    assert simulator.smsc.archive() == 1
    assert (await wire.status(id="1")).json == {"status": -3}


async def test_the_balance(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """It has two decimals, a currency where asked, and comes ten times a minute."""
    access = {"apikey": "SMSC-DEMO-KEY"}
    await wire.send()
    reply = await wire.form("/sys/balance.php", access | {"fmt": "3", "cur": "1"})
    assert reply.json == {"balance": "996.80", "currency": "RUR"}
    assert (await wire.form("/sys/balance.php", access)).text == "996.80"
    for _ in range(8):
        await wire.form("/sys/balance.php", access)
    reply = await wire.form("/sys/balance.php", access | {"fmt": "3"})
    assert reply.json["error_code"] == 9
    reply = await wire.form("/sys/balance.php", {"apikey": "x", "fmt": "3"})
    assert reply.json == {"error": "authorise error", "error_code": 2}


async def test_incoming_by_pull(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """Newest first, by age or after an id, in the account's zone."""
    simulator.smsc.receive(phone=PHONE, text="Старое", age=2 * 3600)
    simulator.smsc.receive(phone="900", text="Баланс 5", to="79000000000")
    access = {"apikey": "SMSC-DEMO-KEY", "get_answers": "1", "fmt": "3"}

    async def pull(**fields: str) -> list[dict[str, object]]:
        reply = await wire.form("/sys/get.php", access | fields)
        answer: list[dict[str, object]] = reply.json
        return answer

    newest, oldest = await pull()
    assert newest == {
        "id": 47436135,
        "received": "10.03.2026 12:00:00",
        "phone": "900",
        "message": "Баланс 5",
        "to_phone": "79000000000",
        "sent": "10.03.2026 12:00:00",
    }
    assert oldest["received"] == "10.03.2026 10:00:00"
    assert await pull(hour="1") == [newest]
    assert await pull(after_id="47436134") == [newest]
    assert await pull(to_phone="+79037676877") == [oldest]
    assert await pull(cnt="1") == [newest]
    assert await pull(after_id="47436135") == []
    simulator.smsc.speak(nothing_incoming="error")
    reply = await wire.form("/sys/get.php", access | {"after_id": "47436135"})
    assert reply.json["error_code"] == 3


@pytest.mark.parametrize(
    ("fmt", "text"),
    [
        ("0", "id = 47436134, received = 10.03.2026 12:00:00, phone = 79161234567"),
        ("1", "47436134,10.03.2026 12:00:00,79161234567,Да,79037676877"),
        ("2", "<list>\n<sms>\n<id>47436134</id>"),
    ],
)
async def test_incoming_in_other_formats(
    simulator: Simulator, wire: Wire, fmt: str, text: str
) -> None:
    """They are guesses, but they come."""
    simulator.smsc.receive(phone=PHONE, text="Да")
    access = {"apikey": "SMSC-DEMO-KEY", "get_answers": "1", "fmt": fmt}
    assert text in (await wire.form("/sys/get.php", access)).text
    del access["get_answers"]
    await wire.form("/sys/get.php", access)
    assert simulator.ledger.requests[-1].error_code == 1
    access |= {"fmt": "2", "cur": "1"}
    reply = await wire.form("/sys/balance.php", access)
    assert "<balance>1000.00</balance>\n<currency>RUR</currency>" in reply.text


async def test_deletion_of_several(wire: Wire) -> None:
    """What is found goes."""
    await wire.send(id="1")
    fields = {"id": "1,2", "phone": f"{PHONE},{PHONE}", "del": "1"}
    assert (await wire.status(**fields)).json == {"result": "OK"}
    assert (await wire.status(**fields)).json["error_code"] == 5
