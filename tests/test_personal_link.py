"""An SMS with a link to a page of the reader's own, which only WEBSMS sends."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .conftest import MOM, MOM_ENTITY, Send
from .simulator import Simulator
from .websms_entry import add_websms_entry


@pytest.fixture
def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add an account at WEBSMS, not yet set up."""
    return add_websms_entry(hass, simulator)


def sent(simulator: Simulator) -> dict[str, str]:
    """Return the parameters of the sending with a page."""
    [found] = [
        dict(request.parameters)
        for request in simulator.ledger.requests
        if "fulltext" in request.parameters
    ]
    return found


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("feedback", "chat"),
    [("none", "0"), ("chat", "1"), ("comment", "2"), ("poll", "3")],
)
@pytest.mark.parametrize("page", ["Всё\nпо порядку", "Ёлка 🎄 " + "длинная " * 1000])
async def test_the_page_goes_with_the_text(
    simulator: Simulator, act: Send, feedback: str, chat: str, page: str
) -> None:
    """With the way to answer; whatever letters it is written in."""
    answer = await act(
        "send_personal_link",
        recipient=MOM_ENTITY,
        message="Читайте",
        page=page,
        feedback=feedback,
    )

    assert answer["messages"][0]["state"] == "queued"
    assert sent(simulator)["fulltext"] == page
    assert sent(simulator)["chat"] == chat
    [message] = simulator.ledger.messages
    assert message.text.startswith("Читайте https://")
    assert not simulator.ledger.unknown_parameters


@pytest.mark.usefixtures("account")
async def test_a_dry_run_tells_the_price_with_the_link(
    simulator: Simulator, act: Send
) -> None:
    """It is part of the text, and sends nothing."""
    answer = await act(
        "send_personal_link",
        phone=MOM,
        message="ж" * 60,
        page="Page",
        dry_run=True,
    )

    assert answer["messages"][0]["parts"] == 2
    assert not simulator.ledger.messages


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("page", ["", "  ", "x" * 300_001])
async def test_no_page_is_no_link(simulator: Simulator, act: Send, page: str) -> None:
    """And one without an end is none either."""
    with pytest.raises(vol.Invalid):
        await act("send_personal_link", phone=MOM, message="Hi", page=page)
    assert not simulator.ledger.requests or not simulator.ledger.messages


async def test_an_account_without_links_names_those_that_have_them(
    hass: HomeAssistant, account: MockConfigEntry, act: Send
) -> None:
    """Nothing is sent."""
    smsc = MockConfigEntry(
        domain="sms_gateway",
        title="Office",
        data={**account.data, "provider": "smsc", "webhook_id": "b" * 64},
    )
    smsc.add_to_hass(hass)
    assert await hass.config_entries.async_setup(smsc.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await act(
            "send_personal_link",
            phone=MOM,
            message="Hi",
            page="Page",
            config_entry_id=smsc.entry_id,
        )
    assert raised.value.translation_key == "channel_elsewhere"
    assert "Home" in str(raised.value)


@pytest.mark.usefixtures("account")
async def test_a_text_that_the_link_makes_too_long_is_refused(
    simulator: Simulator, act: Send
) -> None:
    """It would be put into Latin letters by force."""
    with pytest.raises(HomeAssistantError, match="Latin letters"):
        await act("send_personal_link", phone=MOM, message="ж" * 570, page="Page")
    await act("send_personal_link", phone=MOM, message="ж" * 566, page="Page")

    assert len(simulator.ledger.messages) == 1
