"""An account at WEBSMS with one recipient, as tests of what only it offers add it."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import ConfigSubentryDataWithId

from .conftest import ACCOUNT_ID, MOM, MOM_ID, WEBHOOK_ID
from .simulator import Simulator


def websms_entry(simulator: Simulator) -> MockConfigEntry:
    """Return the account, not yet added."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Home",
        entry_id=ACCOUNT_ID,
        data={
            "provider": "websms",
            "base_url": simulator.url,
            "login": "demo",
            "password": "demo",
            "currency": "RUB",
            "webhook_id": WEBHOOK_ID,
        },
        subentries_data=[
            ConfigSubentryDataWithId(
                data={"phone": [MOM]},
                subentry_id=MOM_ID,
                subentry_type="recipient",
                title="Mom",
                unique_id=None,
            )
        ],
    )
