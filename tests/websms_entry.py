"""An account at WEBSMS with one recipient, as tests of what only it offers add it."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import ACCOUNT_ID, MOM, MOM_ID, WEBHOOK_ID
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
