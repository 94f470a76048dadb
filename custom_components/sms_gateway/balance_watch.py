"""Warns before the money of an account runs out, in time to top it up."""

from decimal import Decimal
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .capabilities import is_for_trying
from .const import CONF_BASE_URL, CONF_CURRENCY, CONF_LOW_BALANCE, DOMAIN
from .coordinator import SmsGatewayConfigEntry
from .gateway import GATEWAY
from .money import money_text
from .providers.account import Balance

LOW_BALANCE: Final = "low_balance"

ENOUGH: Final = 20
"""Messages; a home with fewer left has little time, should an alarm go to a family."""


@callback
def async_watch_balance(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Look at the balance whenever it becomes known.

    It is asked for even when nobody looks at the sensor: that is also how a refused
    account finds out that it is welcome again.
    """

    @callback
    def look() -> None:
        async_check_balance(hass, entry)

    entry.async_on_unload(entry.runtime_data.coordinator.async_add_listener(look))


@callback
def async_check_balance(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Warn where the money is enough for few messages, and take it back where not."""
    data = entry.runtime_data
    balance: Balance | None = data.coordinator.data
    if balance is None:
        return
    issue_id = f"{LOW_BALANCE}_{entry.entry_id}"
    price = hass.data[GATEWAY].spending.mean_price(entry.entry_id)
    left = messages_left(balance, price)
    threshold = entry.options.get(CONF_LOW_BALANCE)
    if data.engine.settings.is_practice or is_for_trying(entry):
        is_low = False
    elif threshold is not None:
        # A form gives numbers with a point.
        is_low = balance.amount < Decimal(str(threshold))
    else:
        is_low = balance.amount <= 0 if left is None else left < ENOUGH
    placeholders = {
        "account": entry.title,
        "balance": money_text(hass, balance.amount, entry.data[CONF_CURRENCY]),
        "site": entry.data[CONF_BASE_URL],
    }
    if not is_low:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    elif left is None:
        _async_warn(
            hass,
            entry,
            translation_key="low_balance_unpriced",
            translation_placeholders=placeholders,
        )
    else:
        _async_warn(
            hass,
            entry,
            translation_key=LOW_BALANCE,
            translation_placeholders={**placeholders, "messages": str(left)},
        )


@callback
def _async_warn(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    *,
    translation_key: str,
    translation_placeholders: dict[str, str],
) -> None:
    """Warn of a balance, once for each account."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{LOW_BALANCE}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=translation_key,
        translation_placeholders=translation_placeholders,
    )


@callback
def async_forget_balance(hass: HomeAssistant, entry_id: str) -> None:
    """Warn no more of an account that is gone."""
    ir.async_delete_issue(hass, DOMAIN, f"{LOW_BALANCE}_{entry_id}")


def messages_left(balance: Balance, price: Decimal | None) -> int | None:
    """Return for how many messages the money is enough; None while nobody can tell.

    By the provider's own count and by what messages cost lately, whichever is less: the
    count is of up to an hour ago, and knows of no calls or long texts.
    """
    counts = [] if balance.messages is None else [balance.messages]
    if price is not None:
        counts.append(int(balance.amount / price))
    return max(min(counts), 0) if counts else None
