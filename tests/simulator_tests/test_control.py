"""The control interface, the page and the command line."""

import asyncio
from pathlib import Path
import re
import signal
import sys

import aiohttp
import pytest

from tests.simulator import ManualClock, Simulator

from .conftest import PHONE, Handler, Wire

_ROOT = Path(__file__).parents[2]


async def test_the_index_names_every_call(wire: Wire) -> None:
    """One can read what there is."""
    index = (await wire.request("GET", "/_control")).json
    assert index["GET /_control/ledger"] == "Return all records."
    assert "POST /_control/smsc/incoming" in index


async def test_the_ledger(wire: Wire, clock: ManualClock) -> None:
    """All records, as JSON, without secrets."""
    await wire.send(id="1", unheard="of")
    await clock.advance(5)
    reply = await wire.request("GET", "/_control/ledger")
    [message] = reply.json["messages"]
    assert (message["status"], message["cost"], message["client_id"]) == (
        1,
        "3.20",
        "1",
    )
    [request] = reply.json["requests"]
    assert request["parameters"]["psw"] == "***"
    assert reply.json["unknown_parameters"] == ["/sys/send.php unheard"]


async def test_faults_over_http(simulator: Simulator, wire: Wire) -> None:
    """Added, listed and cleared."""
    await wire.control("faults", kind="http_status", status=502, path="/sys/send.php")
    assert (await wire.request("GET", "/_control/faults")).json[0]["status"] == 502
    assert (await wire.send()).status == 502
    await wire.control("faults", kind="empty", times=3)
    assert (await wire.request("DELETE", "/_control/faults")).json == []


async def test_phones_and_reports(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """A phone's behaviour, and a state given by hand."""
    await wire.control("phones", phone=PHONE, behaviour="never")
    await wire.send()
    await clock.advance(5)
    assert (await wire.control("report", key=1, status=20, error=12))["status"] == 20
    assert simulator.ledger.messages[0].error == 12
    await wire.control("phones", phone=PHONE, behaviour=[[1, 0], [1, 1, 0]])
    await wire.send(mes="Two")
    await clock.advance(5)
    reply = await wire.request("GET", "/_control/phones")
    assert [one["text"] for one in reply.json["79161234567"]["inbox"]] == ["Two"]


async def test_an_account_and_its_callbacks(
    simulator: Simulator, wire: Wire, handler: Handler
) -> None:
    """The cabinet's settings, an incoming message, a call, and the attempts."""
    account = await wire.control(
        "smsc/account",
        handler=handler.url,
        balance="12.5",
        senders=["Home"],
        allowed_ips=["127.0.0.1"],
        test_mode=True,
    )
    assert (account["balance"], account["test_mode"]) == ("12.5", True)
    await wire.control("callbacks", do="reorder", count=2)
    await wire.control("smsc/incoming", phone=PHONE, text="Да", sms_id="7", age=900)
    await wire.control("smsc/call", phone=PHONE)
    await handler.wait(2)
    assert [("waitcall" in one.form()) for one in handler.visits] == [True, False]
    await simulator.ledger.until(lambda _: len(simulator.callbacks.attempts) == 2)
    reply = await wire.request("GET", "/_control/callbacks")
    assert [one["status"] for one in reply.json["attempts"]] == [200, 200]


async def test_callbacks_over_http(
    simulator: Simulator, wire: Wire, handler: Handler
) -> None:
    """Held, released backwards, repeated, lost."""
    simulator.smsc.set_account(handler=handler.url)
    assert (await wire.control("callbacks", do="hold"))["attempts"] == []
    await wire.control("smsc/incoming", phone=PHONE, text="1")
    await wire.control("smsc/incoming", phone=PHONE, text="2")
    await wire.control("callbacks", do="release", reverse=True)
    await handler.wait(2)
    await wire.control("callbacks", do="repeat", repeats=1)
    await wire.control("smsc/incoming", phone=PHONE, text="3")
    await handler.wait(4)
    await wire.control("callbacks", do="lose")
    await wire.control("smsc/incoming", phone=PHONE, text="4")
    await simulator.until(lambda: len(simulator.callbacks.attempts) == 4)
    assert [one.form()["mes"] for one in handler.visits] == ["2", "1", "3", "3"]


async def test_dialects_over_http(simulator: Simulator, wire: Wire) -> None:
    """Changed by name; an unknown name or reading is refused."""
    answer = await wire.control("smsc/dialect", money="number", decimals="trimmed")
    assert answer["spoken"]["money"] == "number"
    assert answer["readings"]["decimals"] == ["two", "trimmed"]
    assert (await wire.send(cost="2")).json["cost"] == 3.2
    for wrong in ({"money": "gold"}, {"mood": "good"}):
        reply = await wire.request("POST", "/_control/smsc/dialect", json=wrong)
        assert reply.status == 400


async def test_reset(simulator: Simulator, wire: Wire, clock: ManualClock) -> None:
    """Everything is as it was at the start."""
    await wire.send()
    await wire.send(mes="Two")
    await wire.control("smsc/account", login="second")
    await wire.control("faults", kind="empty")
    await wire.control("reset")
    assert not simulator.ledger.messages
    assert not simulator.faults.waiting
    assert [one.login for one in simulator.smsc.accounts] == ["demo"]
    assert (await wire.send()).json["cnt"] == 1
    await clock.advance(1)
    await wire.send(mes="Two")
    await clock.advance(2)
    assert [one.status for one in simulator.ledger.messages] == [1, 0]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("faults", {"kind": "earthquake"}),
        ("faults", {}),
        ("faults", {"kind": "empty", "times": 0}),
        ("phones", {"phone": PHONE}),
        ("phones", {"phone": PHONE, "behaviour": [[1]]}),
        ("callbacks", {"do": "dance"}),
        ("report", {"key": 5, "status": 1}),
        ("smsc/account", {"colour": "red"}),
        ("smsc/account", {"balance": "much"}),
        ("smsc/account", {"senders": "Home"}),
        ("smsc/account", {"test_mode": 1}),
        ("phones", {"phone": PHONE, "behaviour": [["a", "b"]]}),
        ("faults", {"kind": "empty", "seconds": "long"}),
        ("faults", {"kind": "empty", "times": 1.5}),
        ("smsc/incoming", {"phone": PHONE}),
        ("smsc/incoming", {"phone": PHONE, "text": "Hi", "account": "nobody"}),
    ],
)
async def test_wrong_control_requests(
    wire: Wire, path: str, fields: dict[str, object]
) -> None:
    """They are told what is wrong."""
    assert (await wire.request("POST", f"/_control/{path}", json=[])).status == 400
    reply = await wire.request("POST", f"/_control/{path}", json=fields)
    assert reply.status == 400
    assert reply.json["error"]


async def test_limits_and_archive_over_http(wire: Wire, clock: ManualClock) -> None:
    """Blocking, forgetting limits, archiving."""
    await wire.control("smsc/block")
    assert (await wire.send()).json["error_code"] == 4
    await wire.control("smsc/unblock")
    await wire.send()
    await wire.control("smsc/forget_limits")
    assert (await wire.send()).json["cnt"] == 1
    await clock.advance(5)
    assert await wire.control("smsc/archive") == {"archived": 2}


async def test_the_page(simulator: Simulator, wire: Wire, clock: ManualClock) -> None:
    """It shows what arrived, and takes an answer."""
    assert "Nobody has been sent" in (await wire.request("GET", "/")).body.decode()
    await wire.send(mes="<b>Water</b>", id="leak")
    await clock.advance(5)
    page = (await wire.request("GET", "/")).body.decode()
    assert "&lt;b&gt;Water&lt;/b&gt;" in page
    assert "delivered" in page
    assert not re.search(r"(src|href)=", page)
    live = (await wire.request("GET", "/?part=live")).body.decode()
    assert live in page
    form = {"provider": "smsc", "account": "demo", "phone": "79161234567"}
    reply = await wire.request(
        "POST", "/answer", data=form | {"text": "Иду", "reply_to": "leak"}
    )
    assert reply.status == 200
    [incoming] = simulator.ledger.incoming
    assert (incoming.text, incoming.reply_to) == ("Иду", "leak")
    reply = await wire.request("POST", "/answer", data=form)
    assert reply.status == 400


async def test_an_outage_over_http(session: aiohttp.ClientSession) -> None:
    """The socket closes for a while."""
    async with Simulator() as simulator:
        wire = Wire(session, simulator.url)
        await wire.control("down", seconds=1.0)
        async with asyncio.timeout(20):
            while await is_reached(wire):
                await asyncio.sleep(0.01)
            while not await is_reached(wire):
                await asyncio.sleep(0.01)
        assert (await wire.send()).json["cnt"] == 1


async def is_reached(wire: Wire) -> bool:
    """Return whether the simulator answers at all."""
    try:
        await wire.request("GET", "/_control")
    except aiohttp.ClientConnectionError:
        return False
    return True


async def test_the_command_line(session: aiohttp.ClientSession) -> None:
    """It serves on a port, at a speed, until it is told to end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.simulator", "--port", "0", "--speed", "50"),
        cwd=_ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(20):
            line = (await process.stderr.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        wire = Wire(session, found[0])
        assert (await wire.send()).json["cnt"] == 1
        async with asyncio.timeout(5):
            while True:
                reply = await wire.request("GET", "/_control/ledger")
                if reply.json["messages"][0]["status"] == 1:
                    break
                await asyncio.sleep(0.02)
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
