"""The blueprint of the digest: what failed, what is open, and what came in late."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .blueprints import LANGUAGES, use_blueprint, words_of
from .conftest import MOM, MOM_ENTITY, WEBHOOK_ID, Send
from .eventually import Recorded, eventually
from .notices import Notices
from .simulator import Fate, Simulator

HOUR = 3600
INPUTS: dict[str, Any] = {"people": ["person.mom"]}


# The time of the day is waited for until Home Assistant is gone.
pytestmark = pytest.mark.parametrize("expected_lingering_timers", [True])


@pytest.fixture
def notices(hass: HomeAssistant) -> Notices:
    """Record what is shown."""
    return Notices(hass)


async def at_nine(hass: HomeAssistant) -> None:
    """Let it become nine o'clock tomorrow."""
    moment = dt_util.now() + timedelta(days=1)
    async_fire_time_changed(hass, moment.replace(hour=9, minute=0, second=0))
    await hass.async_block_till_done(wait_background_tasks=True)


async def come_home(hass: HomeAssistant) -> None:
    """Let Mom come home."""
    for state in ("not_home", "home"):
        hass.states.async_set("person.mom", state)
    await hass.async_block_till_done(wait_background_tasks=True)


async def write(
    simulator: Simulator, received: Recorded, text: str, age: float = 0.0
) -> None:
    """Let Mom write."""
    told = len(received.data)
    simulator.smsc.receive(phone=MOM, text=text, age=age)
    await received.until(lambda data: len(data) > told)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_missed_is_told_once(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    received: Recorded,
    notices: Notices,
    language: str,
) -> None:
    """At the time of the day, or as soon as somebody is back; good news is no news."""
    await use_blueprint(hass, "sms_digest", language, INPUTS)
    await send_sms("All is well", recipient=MOM_ENTITY)
    await statuses.until_state("delivered")
    await write(simulator, received, "Thanks")
    await at_nine(hass)
    assert not notices.shown

    simulator.phones.behave(MOM, Fate.UNDELIVERED)
    await send_sms("Water!", recipient=MOM_ENTITY)
    await statuses.until_state("undelivered")
    simulator.phones.behave(MOM, Fate.NEVER)
    simulator.faults.add("drop_after", path="/sys/send.php")
    simulator.faults.add("drop_before", times=100, path="/sys/status.php")
    await send_sms("Smoke!", recipient=MOM_ENTITY)
    await statuses.until_state("unconfirmed")
    await write(simulator, received, "Late news", age=3 * HOUR)
    await come_home(hass)

    words = words_of("sms_digest", language)
    [notice] = notices.shown
    lines = notice["message"].splitlines()
    assert notice["title"] == words["title"]
    assert len(lines) == 3
    to_mom, from_mom = (words[key].format(who="Mom") for key in ("to", "from"))
    opened, failed, late = lines
    assert f"{to_mom}, {words['open']}" in opened
    assert opened.endswith(": Smoke!")
    assert f"{to_mom}, {words['not_delivered']} (" in failed
    assert failed.endswith(": Water!")
    assert f"{from_mom}, {words['came_late']}: Late news" in late

    await come_home(hass)
    assert len(notices.shown) == 1


async def test_what_fails_after_the_digest_is_in_the_next(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    notices: Notices,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, Any]],
) -> None:
    """Though it was sent before, and the provider tells of it late."""
    simulator.phones.behave(MOM, Fate.NEVER)
    await use_blueprint(hass, "sms_digest", "en", INPUTS)
    answer = await send_sms("Water!", recipient=MOM_ENTITY)
    await come_home(hass)
    assert not notices.shown

    client = await hass_client_no_auth()
    await client.post(
        f"/api/webhook/{WEBHOOK_ID}",
        data={
            "id": answer["messages"][0]["message_id"],
            "phone": MOM.removeprefix("+"),
            "status": "20",
            "err": "1",
            "ts": str(int(time.time()) - 2 * HOUR),
        },
    )
    await statuses.until_state("undelivered")
    await come_home(hass)
    await come_home(hass)
    assert len(notices.shown) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{{ states('person.mom') }} {% raise %}",
        "![x](http://tracker.example/1.png) <img src=x>\n# Heading",
        "[1, 2]",
        "'",
    ],
)
async def test_what_was_written_stays_a_text(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    received: Recorded,
    notices: Notices,
    text: str,
) -> None:
    """No template, no picture that tells a stranger, no further line."""
    await use_blueprint(hass, "sms_digest", "en", INPUTS)
    await write(simulator, received, text, age=HOUR)
    await come_home(hass)

    [message] = notices.messages
    assert len(message.splitlines()) == 1
    assert "](" not in message
    assert "<" not in message
    assert message.split(": ", 1)[1][:2] == text[:2].replace("[", "(")


async def test_it_may_leave_the_texts_out_and_go_to_a_phone(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    received: Recorded,
    notices: Notices,
) -> None:
    """As the owner wants it."""
    inputs = {"notifies": [MOM_ENTITY], "frontend": False, "with_texts": False}
    await use_blueprint(hass, "sms_digest", "en", INPUTS | inputs)
    await write(simulator, received, "A secret", age=HOUR)
    await come_home(hass)

    await eventually(lambda: bool(simulator.ledger.to(MOM)))
    [message] = simulator.ledger.to(MOM)
    assert "from Mom, came late" in message.text
    assert "secret" not in message.text
    assert not notices.shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_sms_is_as_long_as_every_provider_takes(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    received: Recorded,
    language: str,
) -> None:
    """A longer one would be refused, and the digest lost."""
    inputs = {"notifies": [MOM_ENTITY], "frontend": False}
    await use_blueprint(hass, "sms_digest", language, INPUTS | inputs)
    for number in range(9):
        await write(simulator, received, f"{number} {'Привет! ' * 18}", age=HOUR)
    await come_home(hass)

    await eventually(lambda: bool(simulator.ledger.to(MOM)))
    [message] = simulator.ledger.to(MOM)
    assert 400 < len(message.text) < 594


async def test_many_are_cut_short(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
    notices: Notices,
) -> None:
    """Twenty, and how many more there are."""
    simulator.phones.behave(MOM, Fate.UNDELIVERED)
    await use_blueprint(hass, "sms_digest", "en", INPUTS)
    await send_sms(phone=[MOM, *map(str, range(10, 32))])
    await eventually(lambda: statuses.states.count("rejected") == 22)
    await come_home(hass)

    [message] = notices.messages
    assert len(message.splitlines()) == 21
    assert message.endswith("- and 2 more")
