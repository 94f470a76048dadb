"""Every state and every error that the provider's tables have, as an event shows it."""

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

import pytest

from homeassistant.core import HomeAssistant

from .conftest import ACCOUNT_ID, PILOT_ID, WEBSMS_ID, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import Fate, ManualClock, Simulator
from .simulator.smsc import codes
from .simulator.smspilot import codes as pilot_codes
from .simulator.websms import codes as websms_codes
from .source import INTEGRATION, read_json

QUEUED = "queued"
"""The state of all messages at first: what says so once more is no news."""

STATES = {
    -2: "queued",
    -1: "queued",
    0: "sent",
    1: "delivered",
    2: "read",
    3: "expired",
    4: "read",
    20: "undelivered",
    22: "rejected",
    23: "rejected",
    24: "rejected",
    25: "rejected",
}
PILOT_STATES = {
    -2: "rejected",
    -1: "undelivered",
    0: "queued",
    1: "sent",
    2: "delivered",
    # It was more than that already.
    3: "queued",
}
WEBSMS_STATES = {
    1: "unconfirmed",
    2: "queued",
    3: "queued",
    4: "sent",
    5: "rejected",
    6: "delivered",
    7: "undelivered",
    8: "sent",
    9: "cancelled",
    10: "rejected",
    11: "expired",
    12: "queued",
    13: "unconfirmed",
    14: "rejected",
    15: "rejected",
}
WEBSMS_FINE = {"sent", "delivered"}
"""States that need no words."""

OPEN = {200: "unconfirmed", 220: "sent", 245: "unconfirmed"}
"""Errors that say more than the state beside them."""

UNDELIVERED = 20

type Words = Mapping[int, str]


@pytest.fixture
async def simulator(
    clock: ManualClock, socket_enabled: None
) -> AsyncGenerator[Simulator]:
    """Run the simulator by the same clock; no message gets anywhere by itself."""
    async with Simulator(clock=clock, latency=0) as simulator:
        simulator.smsc.speak(callback_statuses="every")
        yield simulator


@pytest.fixture(params=["en", "ru"])
def language(hass: HomeAssistant, request: pytest.FixtureRequest) -> str:
    """Let Home Assistant speak each of our languages."""
    hass.config.language = request.param
    return hass.config.language


@pytest.fixture(params=["callback", "look-up"])
async def path(
    callbacks: str,
    pilot_callbacks: str,
    websms_callbacks: str,
    request: pytest.FixtureRequest,
) -> str:
    """Let reports come by either path."""
    return str(request.param)


def addresses(simulator: Simulator, template: str, count: int) -> list[str]:
    """Return so many addresses, to which nothing is ever delivered by itself."""
    found = [template.format(n) for n in range(count)]
    for address in found:
        simulator.phones.behave(address, Fate.NEVER)
    return found


type Report = Callable[[int, int, int], object]
"""Give the message of a key a status and an error."""


class Reported:
    """Messages in one request, of which each is reported differently."""

    def __init__(
        self, clock: ManualClock, simulator: Simulator, statuses: Recorded, path: str
    ) -> None:
        """Report by one path."""
        self._clock = clock
        self._simulator = simulator
        self._statuses = statuses
        self._path = path

    async def report(
        self,
        report: Report,
        answer: Mapping[str, Any],
        reports: list[tuple[int, int]],
        expected: int,
    ) -> list[dict[str, Any] | None]:
        """Report them; return the event of each that comes of it, None for no news.

        So many are expected to be news.
        """
        messages = answer["messages"]
        keys = {m.phone: m.key for m in self._simulator.ledger.messages}
        before = len(self._statuses.data)
        if self._path == "look-up":
            self._simulator.callbacks.lose(1000)
        for message, (status, error) in zip(messages, reports, strict=True):
            key = keys[message["phone"].removeprefix("+")]
            report(key, status, error)

        def told() -> dict[str, dict[str, Any]]:
            return {item["reference"]: item for item in self._statuses.data[before:]}

        if self._path == "look-up":
            await as_time_passes(
                self._clock, lambda: len(told()) == expected, step=15, at_most=600
            )
        else:
            await eventually(lambda: len(told()) == expected)
        return [told().get(message["reference"]) for message in messages]


@pytest.fixture
def reported(
    clock: ManualClock, simulator: Simulator, statuses: Recorded, path: str
) -> Reported:
    """Return who reports."""
    return Reported(clock, simulator, statuses, path)


def check_words(text: str | None, russian: str, language: str) -> None:
    """The provider's own words in Russian, ours in English."""
    assert text
    if language == "ru":
        assert text == russian
    else:
        assert text.isascii()


async def test_every_state(
    simulator: Simulator, send_sms: Send, language: str, path: str, reported: Reported
) -> None:
    """Those that mean that something failed say so in words."""
    reports = [(status, 0) for status in STATES]
    assert {status for status, _ in reports} == codes.STATUS_NAMES.keys() - {-3}
    phones = addresses(simulator, "+791611100{:02}", len(reports))
    answer = await send_sms("States", phone=phones, config_entry_id=ACCOUNT_ID)
    news = sum(state != QUEUED for state in STATES.values())
    events = await reported.report(simulator.smsc.report, answer, reports, news)
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")
    names = texts["entity"]["sensor"]["last_message_status"]["state"]

    for (status, _), event in zip(reports, events, strict=True):
        if event is None:
            assert STATES[status] == QUEUED
            continue
        assert event["state"] == STATES[status]
        assert event["provider_status"] == str(status)
        assert names[event["state"]]
        assert event.get("link_opened", False) is (status == codes.LINK)
        failed = status in (3, 20, 22, 23, 24, 25)
        assert event["error_code"] == (str(status) if failed else None)
        if failed:
            check_words(event["error"], codes.STATUS_NAMES[status], language)
        else:
            assert event["error"] is None


@pytest.mark.parametrize(
    ("action", "field", "template", "fields", "words"),
    [
        (
            *("send_sms", "phone", "+791622200{:02}"),
            {"message": "Errors"},
            codes.MESSAGE_ERRORS,
        ),
        (
            *("send_email", "address", "anna{}@demo.example"),
            {
                "message": "Errors",
                "subject": "Errors",
                "from_address": "alarm@demo.example",
            },
            codes.MAIL_ERRORS,
        ),
    ],
)
async def test_every_error(
    simulator: Simulator,
    act: Send,
    language: str,
    path: str,
    reported: Reported,
    action: str,
    field: str,
    template: str,
    fields: dict[str, str],
    words: Words,
) -> None:
    """With its code and its name; mail has a table of its own."""
    errors = [error for error in words if error]
    to = addresses(simulator, template, len(errors))
    answer = await act(action, **fields, **{field: to}, config_entry_id=ACCOUNT_ID)
    reports = [(UNDELIVERED, error) for error in errors]
    events = await reported.report(simulator.smsc.report, answer, reports, len(reports))

    for error, event in zip(errors, events, strict=True):
        assert event is not None
        assert event["state"] == OPEN.get(error, "undelivered")
        assert event["error_code"] == str(error)
        check_words(event["error"], words[error], language)


async def test_every_state_of_smspilot(
    simulator: Simulator, send_sms: Send, language: str, path: str, reported: Reported
) -> None:
    """An error has a number of its own beside the state."""
    failed = {-2: pilot_codes.REFUSED_BY_OPERATOR, -1: pilot_codes.NO_ERROR}
    reports = [(status, failed.get(status, 0)) for status in PILOT_STATES]
    assert PILOT_STATES.keys() == pilot_codes.STATUS_WORDS.keys()
    phones = addresses(simulator, "+791633300{:02}", len(reports))
    answer = await send_sms("States", phone=phones, config_entry_id=PILOT_ID)
    news = sum(state != QUEUED for state in PILOT_STATES.values())
    events = await reported.report(simulator.smspilot.report, answer, reports, news)

    for (status, error), event in zip(reports, events, strict=True):
        if event is None:
            assert PILOT_STATES[status] == QUEUED
            continue
        assert event["state"] == PILOT_STATES[status]
        assert event["provider_status"] == str(status)
        assert event["error_code"] == (str(error) if error else None)
        assert bool(event["error"]) is (status in failed)


async def test_every_error_of_smspilot(
    simulator: Simulator, send_sms: Send, language: str, path: str, reported: Reported
) -> None:
    """With its code; what most of them mean is not documented."""
    errors = [*pilot_codes.REASONS, *pilot_codes.OF_A_NUMBER]
    phones = addresses(simulator, "+791644400{:02}", len(errors))
    answer = await send_sms("Errors", phone=phones, config_entry_id=PILOT_ID)
    reports = [(pilot_codes.UNDELIVERED, error) for error in errors]
    events = await reported.report(
        simulator.smspilot.report, answer, reports, len(reports)
    )

    for error, event in zip(errors, events, strict=True):
        assert event is not None
        assert event["state"] == "undelivered"
        assert event["error_code"] == str(error)
        assert event["error"].isascii() is (language == "en")
        if error == pilot_codes.UNDELIVERABLE:
            named = pilot_codes.REASONS[error]
            assert event["error"] in (named.english, named.russian)


@pytest.mark.parametrize("form", ["result_id", "error"])
async def test_every_state_of_websms(
    simulator: Simulator,
    send_sms: Send,
    language: str,
    path: str,
    reported: Reported,
    form: str,
) -> None:
    """A handler is told of the last ones; in one of two forms by a word alone."""
    assert WEBSMS_STATES.keys() == websms_codes.RESULTS.keys()
    simulator.websms.speak(callback_form=form)
    called = path == "callback"
    results = [*(websms_codes.CALLBACK_STATES if called else WEBSMS_STATES)]
    phones = addresses(simulator, "+791655500{:02}", len(results))
    answer = await send_sms("States", phone=phones, config_entry_id=WEBSMS_ID)
    news = sum(WEBSMS_STATES[result] != QUEUED for result in results)
    events = await reported.report(
        simulator.websms.report, answer, [(result, 0) for result in results], news
    )

    for result, event in zip(results, events, strict=True):
        state = WEBSMS_STATES[result]
        if event is None:
            assert state == QUEUED
            continue
        assert event["state"] == state
        if state in WEBSMS_FINE:
            assert event["error"] is event["error_code"] is None
            continue
        # A word stands for several results; which one it was is not told.
        by_word = called and form == "error"
        told = int(event["provider_status"])
        assert WEBSMS_STATES[told] == state if by_word else told == result
        assert event["error_code"] == str(told)
        info = websms_codes.RESULTS[told].info
        check_words(event["error"].lower(), info, language)
