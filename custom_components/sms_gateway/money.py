"""Money as somebody reads it: with the mark and the sign of the home's language."""

from decimal import Decimal
from typing import Final

from homeassistant.core import HomeAssistant

_SIGNS: Final = {"RUB": "₽", "KZT": "₸", "EUR": "€", "USD": "$"}


def money_text(hass: HomeAssistant, amount: Decimal | float, currency: str) -> str:
    """Return an amount to be put into a sentence; what has no sign here has its code."""
    text = f"{amount:.2f}"
    if hass.config.language == "ru":
        text = text.replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}{_SIGNS.get(currency, currency)}"
