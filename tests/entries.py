"""Accounts and their recipients as Home Assistant keeps them, for tests to add."""

from collections.abc import Mapping

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant


def demo_data(provider: str, base_url: str, webhook_id: str) -> dict[str, str]:
    """Return the data of the account `demo` at a provider that knows it by login."""
    return {
        "provider": provider,
        "base_url": base_url,
        "login": "demo",
        "password": "demo",
        "currency": "RUB",
        "webhook_id": webhook_id,
    }


def recipient(subentry_id: str, name: str, phone: str) -> ConfigSubentryDataWithId:
    """Return somebody with one number."""
    return ConfigSubentryDataWithId(
        data={"phone": [phone]},
        subentry_id=subentry_id,
        subentry_type="recipient",
        title=name,
        unique_id=None,
    )


def add_entry(
    hass: HomeAssistant,
    data: Mapping[str, str],
    *recipients: ConfigSubentryDataWithId,
    title: str,
    entry_id: str | None = None,
    unique_id: str | None = None,
) -> MockConfigEntry:
    """Add an account, not yet set up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=title,
        entry_id=entry_id,
        unique_id=unique_id,
        data=dict(data),
        subentries_data=list(recipients),
    )
    entry.add_to_hass(hass)
    return entry
