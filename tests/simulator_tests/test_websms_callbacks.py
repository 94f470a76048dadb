"""Callbacks of WEBSMS: both printed forms, the answer they want, their repetition."""

from defusedxml import ElementTree
import pytest

from tests.simulator import ManualClock, Simulator
from tests.simulator.websms.codes import CALLBACK_STATES, RESULTS

from .conftest import PHONE, Handler
from .websms_wire import WebsmsWire

_DATE = "Tue, 10 Mar 2026 12:00:03 +0300"


@pytest.fixture(autouse=True)
def accepting(simulator: Simulator, handler: Handler) -> None:
    """Give the account a handler that answers as it should."""
    handler.body = b"<status>accepted</status>"
    simulator.websms.set_account(handler=f"{handler.url}/hook?a=1")


async def _deliver(websms: WebsmsWire, clock: ManualClock, **fields: str) -> None:
    """Send a message and let it arrive."""
    await websms.send(**fields)
    await clock.advance(5)


async def test_the_form_with_a_result(
    websms: WebsmsWire, handler: Handler, clock: ManualClock
) -> None:
    """Single quotes, packet and number of the result."""
    await _deliver(websms, clock)
    [visit] = await handler.wait(1)
    assert (visit.method, visit.path, visit.query) == ("POST", "/hook", "a=1")
    assert visit.content_type == "text/xml"
    assert visit.body.decode() == (
        f"<status id='220517990' date='{_DATE}' package='12347310'>\n"
        "    <state>delivered</state>\n"
        "    <result_id>6</result_id>\n"
        "</status>"
    )


async def test_the_form_with_an_error(
    websms: WebsmsWire, simulator: Simulator, handler: Handler, clock: ManualClock
) -> None:
    """Double quotes and words, which have letters beyond ASCII."""
    simulator.websms.speak(callback_form="error")
    await _deliver(websms, clock)
    simulator.phones.behave(PHONE, "undelivered")
    await _deliver(websms, clock, message="Two")
    first, second = await handler.wait(2)
    assert first.body.decode() == (
        f'<status id="220517990" date="{_DATE}">\n'
        '<state error="">delivered</state> </status>'
    )
    [state] = ElementTree.fromstring(second.body)
    assert (state.text, state.get("error")) == ("undeliverable", "не доставлено")


@pytest.mark.parametrize("status", RESULTS)
async def test_states(
    websms: WebsmsWire,
    simulator: Simulator,
    handler: Handler,
    clock: ManualClock,
    status: int,
) -> None:
    """Five words for all ends; what is under way or taken back is not told."""
    simulator.phones.behave(PHONE, [(1, status, 0), (1, 6, 0)])
    await _deliver(websms, clock)
    told = CALLBACK_STATES.get(status)
    expected = [told, "delivered"] if told else ["delivered"]
    visits = await handler.wait(len(expected))
    states = [ElementTree.fromstring(one.body)[0].text for one in visits]
    assert set(states) == set(expected)
    assert len(states) == len(expected)


@pytest.mark.parametrize(
    ("body", "settled"),
    [
        (b"<status>accepted</status>", True),
        (b'<?xml version="1.0"?>\n<status> accepted </status>\n', True),
        (b"accepted", False),
        (b"<status>rejected</status>", False),
        (b"", False),
    ],
)
async def test_the_answer_that_ends_it(
    websms: WebsmsWire,
    simulator: Simulator,
    handler: Handler,
    clock: ManualClock,
    body: bytes,
    settled: bool,
) -> None:
    """Without it the status comes again, five minutes later."""
    handler.body = body
    await _deliver(websms, clock)
    await simulator.until(lambda: simulator.callbacks.attempts)
    handler.body = b"<status>accepted</status>"
    await clock.advance(301)
    await handler.wait(1 if settled else 2)
    await clock.advance(3000)
    assert len(handler.visits) == (1 if settled else 2)


async def test_errors_are_no_acceptance(
    websms: WebsmsWire, simulator: Simulator, handler: Handler, clock: ManualClock
) -> None:
    """Not even with the right words; after twenty times it ends."""
    handler.answers = [503] * 30
    await _deliver(websms, clock)
    for count in range(1, 21):
        await simulator.until(lambda: len(simulator.callbacks.attempts) >= count)  # noqa: B023
        await clock.advance(300)
    await clock.advance(3000)
    assert len(handler.visits) == 20


async def test_any_answer(
    websms: WebsmsWire, simulator: Simulator, handler: Handler, clock: ManualClock
) -> None:
    """The other reading: only silence is answered by repetition."""
    simulator.websms.speak(callback_settled="any_answer")
    handler.answers, handler.body = [500], b""
    await _deliver(websms, clock)
    await simulator.until(lambda: simulator.callbacks.attempts)
    await clock.advance(3000)
    assert len(handler.visits) == 1


@pytest.mark.parametrize(
    ("readings", "id_", "package"),
    [
        ({}, "220517990", "12347310"),
        ({"callback_id": "own"}, "44", "12347310"),
        ({"callback_package": "own"}, "220517990", "33"),
    ],
)
async def test_whose_numbers(
    websms: WebsmsWire,
    simulator: Simulator,
    handler: Handler,
    clock: ManualClock,
    readings: dict[str, str],
    id_: str,
    package: str,
) -> None:
    """The system's, or the client's own where it gave one."""
    simulator.websms.speak(own_message_id="system", **readings)
    await _deliver(websms, clock, message_id="44", packet_id="33")
    await _deliver(websms, clock, message="Two")
    first, second = await handler.wait(2)
    status = ElementTree.fromstring(first.body)
    assert (status.get("id"), status.get("package")) == (id_, package)
    assert ElementTree.fromstring(second.body).get("id") == "220517991"


@pytest.mark.parametrize("field", ["status", "xml"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
async def test_in_a_form_field(
    websms: WebsmsWire,
    simulator: Simulator,
    handler: Handler,
    clock: ManualClock,
    field: str,
    charset: str,
) -> None:
    """The whole XML, encoded."""
    simulator.websms.speak(
        callback_way="field",
        callback_field=field,
        callback_charset=charset,
        callback_form="error",
        callback_prolog="present",
    )
    simulator.phones.behave(PHONE, "expired")
    await _deliver(websms, clock)
    [visit] = await handler.wait(1)
    assert visit.content_type == "application/x-www-form-urlencoded"
    [(name, value)] = visit.form(charset).items()
    assert name == field
    assert value.startswith(f'<?xml version="1.0" encoding="{charset}"?>')
    assert "время доставки сообщения истекло" in value


@pytest.mark.parametrize(
    ("reading", "content_type"),
    [
        ("xml", "text/xml"),
        ("form", "application/x-www-form-urlencoded"),
        ("absent", ""),
    ],
)
async def test_content_types(
    websms: WebsmsWire,
    simulator: Simulator,
    handler: Handler,
    clock: ManualClock,
    reading: str,
    content_type: str,
) -> None:
    """What the head says of a body that is XML."""
    simulator.websms.speak(callback_type=reading)
    await _deliver(websms, clock)
    [visit] = await handler.wait(1)
    assert visit.content_type in (content_type, "application/octet-stream")
    assert visit.body.startswith(b"<status ")
