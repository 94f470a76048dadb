"""Everything that the documents name does pass over the wire, once it is asked for."""

import contextlib
from urllib.parse import urlencode

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smsc import codes
from tests.simulator.smsc.inventory import inventory

from .conftest import PHONE, Handler, Wire

_MAIL = {
    "mail": "1",
    "phones": "anna@demo.example",
    "subj": "Leak",
    "sender": "alarm@demo.example",
}
# Each of them can be taken; together they use every parameter of sending.
_REQUESTS: list[dict[str, str]] = [
    {"id": "1", "sender": "demo", "translit": "1", "tinyurl": "1", "op": "1"},
    {"time": "+1", "tz": "1", "period": "1", "freq": "30", "valid": "1"},
    {"flash": "1", "maxsms": "2", "err": "1", "cost": "3", "smsreq": "10"},
    {"imgcode": "a1", "userip": "10.0.0.1", "pp": "5", "mes": "Captcha"},
    {"bin": "2", "mes": "00FF"},
    {"push": "1", "mes": "http://a.example\nTitle"},
    {"hlr": "1"},
    {"ping": "1"},
    {"mms": "1"},
    {"soc": "1"},
    {"viber": "1", "fileurl": "http://a.example/1.png"},
    {"whatsapp": "1"},
    {"tg": "1"},
    {"bot": "@demo_bot"},
    {"call": "1", "voice": "w", "param": "20,60,1"},
    {"list": f"{PHONE}:List", "nl": "1"},
    _MAIL,
]


async def _send_all(wire: Wire, clock: ManualClock) -> None:
    """Send over every channel, in every format, and look all of it up."""
    for number, fields in enumerate(_REQUESTS, 1000):
        values = {"id": str(number)} | fields
        reply = await wire.send(**values)
        assert "error_code" not in reply.json, (fields, reply.text)
        phone = fields.get("phones", PHONE)
        await clock.advance(90)
        reply = await wire.status(id=values["id"], phone=phone, all="2")
        assert reply.json["status"] >= 1, reply.text
    await wire.upload({"a.wav": b"x" * 200}, call="1")
    await wire.rest("/rest/send/", phones=PHONE, mes="By REST")
    for fmt in ("0", "1", "2"):
        await clock.advance(61)
        await wire.send(fmt=fmt, mes=f"Format {fmt}", op="1", cost="3")
        await wire.status(fmt=fmt, id="1,", all="0", charset="utf-8")
    await wire.status(id="1", **{"del": "1"}, fmt="2")
    access = {"apikey": "SMSC-DEMO-KEY", "charset": "utf-8"}
    query = urlencode(access | {"phones": PHONE, "mes": "By GET"})
    await wire.request("GET", f"/sys/send.php?{query}")
    query = urlencode(access | {"phone": PHONE, "id": "1"})
    await wire.request("GET", f"/sys/status.php?{query}")


async def _refuse_all(simulator: Simulator, wire: Wire) -> None:
    """Meet every error code."""
    for code in codes.SEND_ERRORS:
        simulator.faults.add("error_code", code=code)
        await wire.send()
    for code in codes.STATUS_ERRORS:
        simulator.faults.add("error_code", code=code)
        await wire.status(id="1")


async def _report_all(simulator: Simulator, wire: Wire) -> None:
    """Look up a message and a mail in every state, with every error."""
    ids = {"s": PHONE, "m": _MAIL["phones"]}
    simulator.smsc.forget_limits()
    await wire.send(id="s", mes="States")
    await wire.send(**_MAIL | {"id": "m", "mes": "States"})
    keys = {one.message_id: one.key for one in simulator.ledger.messages}
    states = dict.fromkeys(codes.STATUS_NAMES, 0)
    for message_id, errors in (("s", codes.MESSAGE_ERRORS), ("m", codes.MAIL_ERRORS)):
        steps = [*states.items(), *((20, error) for error in errors)]
        for status, error in steps:
            if status == codes.NOT_FOUND:
                continue
            simulator.smsc.forget_limits()
            simulator.smsc.report(keys[message_id], status, error)
            await wire.status(id=message_id, phone=ids[message_id])
    await wire.status(id="nobody")


async def _call_back_all(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Call the handler with everything, in every format."""
    simulator.smsc.speak(callback_syserr="present", callback_statuses="every")
    simulator.smsc.set_callee(PHONE, keys="1", menu="2")
    for fmt in ("", "&fmt=2", "&fmt=3"):
        address = f"{handler.url}/!from=sms?charset=utf-8&md5=a&sha1=b&crc32=c{fmt}"
        simulator.smsc.set_account(handler=address)
        for fields in ({"call": "1"}, {"hlr": "1"}, {}):
            simulator.smsc.forget_limits()
            simulator.phones.behave(PHONE, "undelivered", channel="sms")
            await wire.send(**fields)
        await clock.advance(90)
        simulator.smsc.receive(phone=PHONE, text="Yes", reply_to="1")
        simulator.smsc.ring(PHONE)
    simulator.smsc.set_account(handler=handler.url)
    for number, fields in enumerate(_REQUESTS):
        simulator.smsc.forget_limits()
        await wire.send(**fields | {"id": f"callback-{number}"})
        await clock.advance(90)


@pytest.mark.timeout(120)
async def test_everything_passes(
    simulator: Simulator, wire: Wire, clock: ManualClock, handler: Handler
) -> None:
    """Nothing that the documents name is out of a client's reach."""
    await _send_all(wire, clock)
    await _refuse_all(simulator, wire)
    await _report_all(simulator, wire)
    await _call_back_all(simulator, wire, clock, handler)

    def missing() -> list[tuple[str, ...]]:
        """Return what has not passed yet."""
        coverage = simulator.ledger.coverage
        return sorted(one[1:] for one in inventory() if one not in coverage)

    with contextlib.suppress(TimeoutError):
        await simulator.until(lambda: not missing(), 5)
    assert not missing()
