"""Everything that SMSPILOT's document names does pass over the wire, once it is asked for."""

import contextlib

import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.smspilot import codes, parameters
from tests.simulator.smspilot.inventory import inventory
from tests.simulator.smspilot.replies import Format

from .conftest import Handler
from .pilot import BLACKLISTED, FIRST, KEY, SECOND, Pilot

_CHANNELS: list[dict[str, str]] = [
    {},
    {"send": "HLR"},
    {"send": "PING"},
    {"send": "HLRVIP"},
    {"sender": "GOLOS"},
    {"sender": "GOLOSM"},
    {"sender": "FLASHCALL", "send": "1234"},
    {"sender": "2WAY"},
]
_KINDS: list[dict[str, str]] = [
    {"send": "Hello", "to": FIRST},
    {"check": "1"},
    {"balance": "rur"},
    {"inbound": "all"},
    {},
]
# Values that each parameter of all requests can have.
_COMMON = {
    "debug": "info@example.com",
    "r": "51",
    "lang": "ru",
    "charset": "utf-8",
    "test": "0",
    "cost": "0",
}


async def _ask_all(pilot: Pilot) -> None:
    """Ask everything, in every format, by both methods and both kinds of access."""
    login = {"login": "demo", "password": "demo"}
    for kind in _KINDS:
        for fmt in Format:
            await pilot.ask(format=fmt, **kind)
            await pilot.ask(format=fmt, apikey="wrong", **kind)
        await pilot.get(format="json", **login, **kind)
        await pilot.ask(**_COMMON, **kind)
    for unit in ("rur", "rus", "sms"):
        await pilot.ask(balance=unit)
    for since in ("new", "2021-11-10 14:05:00"):
        await pilot.ask(inbound=since)
    await pilot.ask(check="packet", id="1", limit="1", offset="1", fields="all")
    for charset in parameters.CODECS:
        await pilot.get(apikey=KEY, charset=charset)


async def _send_all(pilot: Pilot, clock: ManualClock, handler: Handler) -> None:
    """Send over every channel, with every parameter, and be called about all of it."""
    pilot.provider.speak(all_fields="every")
    for method in ("get", "post"):
        for fields in _CHANNELS:
            await pilot.send(
                **fields,
                fields="all",
                ttl="60",
                send_datetime="2026-04-10 09:00:00",
                callback=f"{handler.url}/?fields=all",
                callback_method=method,
            )
    await pilot.send(sender="demo", to=f"{FIRST},{SECOND},{BLACKLISTED}")
    await pilot.ask(check="all", fields="all")
    await clock.advance(40 * 86400)
    await pilot.ask(check="all", fields="all")


async def _refuse_all(simulator: Simulator, pilot: Pilot) -> None:
    """Meet every error code, and those fields that some of them have."""
    for code in codes.ERRORS:
        simulator.faults.add("error_code", provider="smspilot", code=code)
        await pilot.send()
    for code in codes.OF_A_NUMBER:
        pilot.provider.refuse_number(SECOND, code)
        await pilot.send(to=f"{FIRST},{SECOND}")
    pilot.provider.set_account(blocked=-5)
    await pilot.ask()
    pilot.provider.set_account(blocked=0)


async def _report_all(simulator: Simulator, pilot: Pilot, handler: Handler) -> None:
    """Look a message up in every state, with every reason."""
    await pilot.send(callback=handler.url)
    message = simulator.ledger.messages[-1]
    states = [(status, 0) for status in codes.STATUS_WORDS]
    for status, error in [*states, *((-1, reason) for reason in codes.REASONS)]:
        pilot.provider.report(message.key, status, error)
        await pilot.ask(check=message.message_id)


@pytest.mark.timeout(120)
async def test_everything_passes(
    simulator: Simulator, pilot: Pilot, clock: ManualClock, handler: Handler
) -> None:
    """Nothing that the document names is out of a client's reach."""
    await pilot.control("account", inbound_handler=handler.url)
    pilot.provider.receive(phone=FIRST, text="Yes", account="demo")
    await _ask_all(pilot)
    await _send_all(pilot, clock, handler)
    await _refuse_all(simulator, pilot)
    await _report_all(simulator, pilot, handler)

    def missing() -> list[tuple[str, ...]]:
        """Return what has not passed yet."""
        coverage = simulator.ledger.coverage
        return sorted(one[1:] for one in inventory() if one not in coverage)

    with contextlib.suppress(TimeoutError):
        await simulator.until(lambda: not missing(), 5)
    assert not missing()


async def test_only_what_passed_is_noted(simulator: Simulator, pilot: Pilot) -> None:
    """A text is no field, an answer that got lost has not passed."""
    simulator.faults.add("drop_before", provider="smspilot")
    with contextlib.suppress(Exception):
        await pilot.send()
    assert not list(simulator.ledger.coverage)
    await pilot.send(send='"fake": 1 fake="2"', fields="message")
    await pilot.send(send='"fake": 1 fake="2"', fields="message", format="xml")
    assert simulator.ledger.coverage.names("smspilot", "field", "send") == {
        "message",
        "balance",
        "cost",
        "server_packet_id",
    }
