"""What is wrong, in words: as an error to raise, and as a text in events and answers."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .providers import PROVIDERS
from .providers.model import Fault


def fault_error[ErrorT: HomeAssistantError](
    error: type[ErrorT], fault: Fault, entry: ConfigEntry
) -> ErrorT:
    """Return an error that says what went wrong and what to do about it."""
    return error(
        translation_domain=DOMAIN,
        translation_key=f"fault_{fault.reason}",
        translation_placeholders={"account": entry.title},
    )


def fault_text(hass: HomeAssistant, fault: Fault | None, provider: str) -> str | None:
    """Return what went wrong in Home Assistant's language.

    The provider's own words where there are some, else ours.
    """
    if fault is None:
        return None
    language = hass.config.language
    if (info := PROVIDERS.get(provider)) and (words := info.describe(fault)):
        return words.get(language, words["en"])
    texts = async_get_cached_translations(hass, language, "exceptions", DOMAIN)
    text = texts.get(f"component.{DOMAIN}.exceptions.fault_{fault.reason}.message")
    # What the text is part of names the account already.
    return (text or str(fault.reason)).removeprefix("{account}: ")


def bad_input(key: str, **placeholders: object) -> ServiceValidationError:
    """Return an error that says which field is wrong and why."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            name: str(value) for name, value in placeholders.items()
        },
    )
