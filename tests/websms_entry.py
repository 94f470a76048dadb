"""An account at WEBSMS with one recipient, as tests of what only it offers need it."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import ACCOUNT_ID, MOM, MOM_ID, WEBHOOK_ID, Send
from .entries import add_entry, demo_data, recipient
from .simulator import Simulator


def add_websms_entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """Add the account, not yet set up."""
    return add_entry(
        hass,
        demo_data("websms", simulator.url, WEBHOOK_ID),
        recipient(MOM_ID, "Mom", MOM),
        title="Home",
        entry_id=ACCOUNT_ID,
    )


async def told_of_an_error_of(
    page: str, action: str, account: MockConfigEntry, simulator: Simulator, act: Send
) -> str | None:
    """Return how a 1 is told of a page that documents none; only a real one is believed."""
    simulator.faults.add("error_code", code=1, path=page)
    with pytest.raises(HomeAssistantError) as undocumented:
        await act(action)
    assert not account.runtime_data.engine.is_distrusted

    simulator.websms.set_account(password="changed")
    with pytest.raises(HomeAssistantError) as raised:
        await act(action)
    assert raised.value.translation_key == "fault_auth"
    assert account.runtime_data.engine.is_distrusted
    return undocumented.value.translation_key
