"""What is wrong, in words: as an error to raise, and as a text in events and answers."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import CONF_PROVIDER, DOMAIN
from .providers import PROVIDERS
from .providers.model import Fault, Reason
from .texts import whole
from .words import word


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
    return _own_words(hass, f"fault_{fault.reason}") or str(fault.reason)


def _own_words(hass: HomeAssistant, key: str) -> str | None:
    """Return our words for an error; what they are part of names the account already."""
    text = word(hass, "exceptions", f"{key}.message")
    return None if text is None else text.removeprefix("{account}: ")


_UNANSWERED: Final = frozenset(
    {Reason.NO_ANSWER, Reason.UNREADABLE, Reason.DUPLICATE, Reason.INTERRUPTED}
)
"""Their words are of messages, which may have been sent; a question sends nothing."""


def question_error[ErrorT: HomeAssistantError](
    error: type[ErrorT], fault: Fault, entry: ConfigEntry
) -> ErrorT:
    """Return an error that says why a question has no answer."""
    if fault.reason not in _UNANSWERED:
        return fault_error(error, fault, entry)
    return error(
        translation_domain=DOMAIN,
        translation_key="question_unanswered",
        translation_placeholders={"account": entry.title},
    )


def change_error[ErrorT: HomeAssistantError](
    error: type[ErrorT], fault: Fault, entry: ConfigEntry
) -> ErrorT:
    """Return an error that says why a change was not made, or may not have been."""
    if fault.reason not in _UNANSWERED:
        return fault_error(error, fault, entry)
    return error(
        translation_domain=DOMAIN,
        translation_key="change_open",
        translation_placeholders={"account": entry.title},
    )


def question_text(
    hass: HomeAssistant, fault: Fault | None, entry: ConfigEntry
) -> str | None:
    """Return why a question has no answer in Home Assistant's language."""
    if fault is None or fault.reason not in _UNANSWERED:
        return fault_text(hass, fault, entry.data[CONF_PROVIDER])
    return _own_words(hass, "question_unanswered") or str(fault.reason)


def look_up_text(
    hass: HomeAssistant, fault: Fault | None, entry: ConfigEntry
) -> str | None:
    """Return why nothing is known of a number, in Home Assistant's language."""
    if fault is None or fault.reason not in _UNANSWERED:
        return fault_text(hass, fault, entry.data[CONF_PROVIDER])
    # Unlike other questions it is paid for, and a ping sends something.
    return word(hass, "common", "look_up_open") or str(fault.reason)


def bad_input(key: str, **placeholders: object) -> ServiceValidationError:
    """Return an error that says which field is wrong and why."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            name: whole(str(value)) for name, value in placeholders.items()
        },
    )
