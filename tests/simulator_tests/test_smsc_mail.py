"""Mail: addresses, senders, its own errors, and when it counts as read."""

import pytest

from tests.simulator import Fate, ManualClock, Simulator
from tests.simulator.smsc import codes

from .conftest import Handler, Wire

_ANNA = "anna@demo.example"
_MAIL = {
    "mail": "1",
    "id": "1",
    "phones": _ANNA,
    "subj": "Leak",
    "mes": "Water",
    "sender": "alarm@demo.example",
}


@pytest.mark.parametrize(
    ("fate", "state"),
    [
        (Fate.DELIVERED, (1, 0)),
        (Fate.UNDELIVERED, (20, 1)),
        (Fate.EXPIRED, (3, 2)),
        (Fate.OFF, (20, 4)),
        (Fate.REJECTED, (20, 255)),
        (Fate.UNREPORTED, (20, 245)),
        (Fate.NEVER, (0, 0)),
        (Fate.LINK, (4, 0)),
        (Fate.READ, (1, 0)),
    ],
)
async def test_fates(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    fate: Fate,
    state: tuple[int, int],
) -> None:
    """Each in the codes of mail; plain text is never seen to be read."""
    simulator.phones.behave(_ANNA, fate)
    assert (await wire.send(**_MAIL)).json["cnt"] == 1
    await clock.advance(90000)
    [message] = simulator.ledger.messages
    assert (message.status, message.error) == state


async def test_html_can_be_read(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """And is told so by a look-up with the address in other letters."""
    await wire.control("phones", phone=_ANNA, behaviour="read")
    await wire.send(**_MAIL | {"mes": "<html><body>Water</body></html>"})
    await clock.advance(10)
    answer = await wire.status(id="1", phone="Anna@Demo.example", all="2")
    assert (answer.json["status"], answer.json["phone"]) == (2, _ANNA)
    assert (answer.json["country"], answer.json["sms_cnt"]) == ("", 1)
    reply = await wire.status(id="1,", phone=f"{_ANNA},")
    assert reply.json[0]["phone"] == _ANNA


async def test_a_domain_that_cannot_be(wire: Wire, clock: ManualClock) -> None:
    """Its server is not found."""
    await wire.send(**_MAIL | {"phones": "anna@home.invalid"})
    await clock.advance(10)
    answer = await wire.status(id="1", phone="anna@home.invalid")
    assert (answer.json["status"], answer.json["err"]) == (20, codes.NO_MAIL_SERVER)


async def test_bad_addresses(simulator: Simulator, wire: Wire) -> None:
    """They are bad numbers, in rows or as error 7."""
    phones = f"{_ANNA},79161234567,a@b,@c.example"
    reply = await wire.send(**_MAIL | {"phones": phones, "op": "1"})
    states = [(one["status"], one["error"]) for one in reply.json["phones"]]
    assert states == [("-1", "0"), *[("22", "249")] * 3]
    reply = await wire.send(**_MAIL | {"phones": "79161234567"})
    assert reply.json["error_code"] == 7


@pytest.mark.parametrize(("reading", "state"), [("refused", None), ("late", (23, 254))])
async def test_a_sender_that_is_not_ones_own(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    reading: str,
    state: tuple[int, int] | None,
) -> None:
    """It is refused, at once or late."""
    simulator.smsc.speak(unregistered_sender=reading)
    reply = await wire.send(**_MAIL | {"sender": "boss@demo.example"})
    assert reply.json.get("error_code") == (None if state else 6)
    await clock.advance(10)
    states = [(one.status, one.error) for one in simulator.ledger.messages]
    assert states == ([state] if state else [])
    assert [one.error for one in simulator.ledger.refused] == ([] if state else [254])


async def test_addresses_that_are_denied(simulator: Simulator, wire: Wire) -> None:
    """The black list, and a sender who writes to himself."""
    simulator.smsc.set_account(blacklist=frozenset({_ANNA}))
    assert (await wire.send(**_MAIL)).json["error_code"] == 6
    himself = {"phones": "alarm@demo.example"}
    assert (await wire.send(**_MAIL | himself)).json["error_code"] == 6
    assert [one.error for one in simulator.ledger.refused] == [252, 253]


@pytest.mark.parametrize("error", sorted(codes.MAIL_ERRORS))
async def test_every_error_can_be_told(
    simulator: Simulator, wire: Wire, clock: ManualClock, error: int
) -> None:
    """By order, where nothing else leads to it."""
    await wire.control("smsc/fail", phone=_ANNA, error=error, channel="mail")
    await wire.send(**_MAIL)
    await clock.advance(10)
    assert (await wire.status(id="1", phone=_ANNA)).json["err"] == error


@pytest.mark.parametrize(("reading", "visits"), [("told", 1), ("silent", 0)])
async def test_callbacks(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    visits: int,
) -> None:
    """The document's list of types may mean that there are none."""
    simulator.smsc.speak(mail_callbacks=reading)
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(**_MAIL)
    await wire.send()
    await clock.advance(10)
    await handler.wait(visits + 1)
    told = [one.form()["phone"] for one in handler.visits]
    assert told.count(_ANNA) == visits


async def test_mail_with_files(simulator: Simulator, wire: Wire) -> None:
    """Of any type."""
    reply = await wire.upload({"plan.pdf": b"%PDF"}, **_MAIL)
    assert reply.json["cnt"] == 1, reply.text
    assert simulator.ledger.messages[0].details["files"] == "plan.pdf:4"
