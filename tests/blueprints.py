"""The blueprints as a home imports them, and automations made of them."""

from collections.abc import Mapping
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml

from .source import ROOT

FOLDER = ROOT / "blueprints" / "automation" / "sms_gateway"
NAMES = ("sms_alarm", "sms_command", "sms_digest", "sms_low_balance")
LANGUAGES = ("en", "ru")


def file_of(name: str, language: str) -> Path:
    """Return the file of a blueprint in a language."""
    return FOLDER / f"{name}{'' if language == 'en' else f'_{language}'}.yaml"


def words_of(name: str, language: str) -> dict[str, str]:
    """Return the words that a blueprint puts into what it tells."""
    return _find_words(load_yaml(file_of(name, language)))


def _find_words(node: Any) -> dict[str, str]:
    """Find them, wherever the variable is set."""
    if isinstance(node, dict):
        if isinstance(found := node.get("words"), dict):
            return found
        return _find_words(list(node.values()))
    if isinstance(node, list):
        return next((words for one in node if (words := _find_words(one))), {})
    return {}


async def use_blueprint(
    hass: HomeAssistant,
    name: str,
    language: str,
    inputs: Mapping[str, Any],
    alias: str = "Test",
) -> None:
    """Make an automation of a blueprint, which Home Assistant has to take."""
    await use_blueprints(hass, name, language, {alias: inputs})


async def use_blueprints(
    hass: HomeAssistant,
    name: str,
    language: str,
    automations: Mapping[str, Mapping[str, Any]],
) -> None:
    """Make several automations of a blueprint, with the inputs of each by its alias."""
    source = file_of(name, language)
    target = Path(hass.config.path("blueprints", "automation", "sms_gateway"))
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    config = [
        {
            "id": alias.lower(),
            "alias": alias,
            "use_blueprint": {
                "path": f"sms_gateway/{source.name}",
                "input": dict(inputs),
            },
        }
        for alias, inputs in automations.items()
    ]
    assert await async_setup_component(hass, "persistent_notification", {})
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    for alias in automations:
        state = hass.states.get(f"automation.{alias.lower()}")
        assert state is not None
        assert state.state == "on", state.attributes
