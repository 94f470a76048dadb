"""Our words in the home's language, for what Home Assistant itself does not translate."""

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from .const import DOMAIN


async def async_follow_language(hass: HomeAssistant) -> None:
    """Load the words, and those of another language once the home has another."""

    async def load(_: Event | None = None) -> None:
        # Whichever category is asked for, all of them are kept.
        await async_get_translations(hass, hass.config.language, "common", {DOMAIN})

    await load()
    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, load)


def word(hass: HomeAssistant, category: str, key: str) -> str | None:
    """Return a text that was loaded; it is only read, so that any thread may ask."""
    texts = async_get_cached_translations(hass, hass.config.language, category, DOMAIN)
    return texts.get(f"component.{DOMAIN}.{category}.{key}")
