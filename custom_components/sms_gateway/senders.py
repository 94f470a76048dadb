"""The sender IDs that an account may use, to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .capabilities import has_ability
from .const import CONF_PROVIDER, CONF_SENDER
from .coordinator import SmsGatewayConfigEntry
from .providers import PROVIDERS
from .providers.account import Ability
from .providers.errors import ProviderError


async def async_fetch_senders(entry: SmsGatewayConfigEntry) -> list[str]:
    """Return the sender IDs that the account may use, as far as is known."""
    if not has_ability(entry, Ability.ACCOUNT):
        return []
    if entry.state is not ConfigEntryState.LOADED:
        return []
    try:
        account = await entry.runtime_data.engine.ask(lambda p: p.fetch_account())
    except ProviderError:
        # One can still be typed.
        return []
    return list(account.senders)


def read_sender(
    entry: SmsGatewayConfigEntry, user_input: Mapping[str, Any]
) -> str | None:
    """Return the sender ID of a form, empty for the provider's own.

    None for one that no message of the account can have.
    """
    sender: str = user_input.get(CONF_SENDER, "").strip()
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    return sender if not sender or info.takes_sender(sender) else None


def sender_selector(senders: Sequence[str]) -> SelectSelector | TextSelector:
    """Return the field for a sender ID, which can also be typed."""
    if not senders:
        return TextSelector()
    return SelectSelector(
        SelectSelectorConfig(
            options=list(senders),
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
