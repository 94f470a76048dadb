"""What rules of the quality scale ask of the code, shown by the code and by running it."""

import ast
from collections.abc import Iterator
import importlib
from importlib import metadata
import inspect
import logging
from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway import PLATFORMS
from custom_components.sms_gateway.actions import ACTIONS
from custom_components.sms_gateway.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .simulator import Simulator
from .source import INTEGRATION, ROOT, imports, parse, python_files, read_json

BLOCKING = {"httpx", "requests", "urllib3", "http.client", "urllib.request", "socket"}
"""What could talk to a provider in a way of its own."""


def module_of(path: Path) -> Any:
    """Import a file of the integration."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return importlib.import_module(name.removesuffix(".__init__"))


def named(call: ast.Call) -> dict[str, str]:
    """Return the named arguments of a call, as they are written."""
    return {word.arg: ast.unparse(word.value) for word in call.keywords if word.arg}


async def test_actions_are_there_without_a_loaded_account(hass: HomeAssistant) -> None:
    """An automation that calls one is valid while its account is not loaded."""
    assert await async_setup_component(hass, DOMAIN, {})

    assert {a.name for a in ACTIONS} == hass.services.async_services()[DOMAIN].keys()


def test_common_modules_have_their_names() -> None:
    """Who knows other integrations finds the coordinator and the base of entities."""
    assert (INTEGRATION / "coordinator.py").is_file()
    assert (INTEGRATION / "entity.py").is_file()


def test_platforms_say_how_many_updates_run_at_once() -> None:
    """Each says it itself; the limits are the engine's."""
    for platform in PLATFORMS:
        module = importlib.import_module(f"custom_components.{DOMAIN}.{platform}")
        assert module.PARALLEL_UPDATES == 0


async def test_entities_have_ids_names_and_devices(
    account: MockConfigEntry,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Every entity of every provider."""
    for entry in (account, pilot_account, websms_account):
        entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
        assert {entity.domain for entity in entities} >= {"event", "sensor"}
        for entity in entities:
            assert entity.unique_id.startswith(entry.entry_id)
            assert entity.has_entity_name
            assert entity.device_id is not None
            assert entity.disabled_by is None


async def test_what_only_explains_is_diagnostic(
    account: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """The way of the reports is no news for a dashboard; all else is."""
    entities = er.async_entries_for_config_entry(entity_registry, account.entry_id)

    assert [e.translation_key for e in entities if e.entity_category is not None] == [
        "report_path"
    ]
    [path] = [e for e in entities if e.translation_key == "report_path"]
    assert path.entity_category is EntityCategory.DIAGNOSTIC


@pytest.mark.parametrize("platform", PLATFORMS)
def test_entities_let_go_of_what_they_listen_to(platform: str) -> None:
    """They begin when they are added, and what they began ends with them."""
    tree = parse(INTEGRATION / f"{platform}.py")
    kept = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "async_added_to_hass"
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "self.async_on_remove"
        for part in ast.walk(call)
    }
    begun = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and re.match(r"async_(listen|track|dispatcher_connect)", ast.unparse(node.func))
    ]

    assert begun
    assert kept.issuperset(begun)


def test_accounts_are_typed() -> None:
    """What belongs to a loaded account is in its runtime data, and nowhere else."""
    for path in python_files(INTEGRATION):
        source = path.read_text("utf-8")
        assert "hass.data[DOMAIN]" not in source
        assert "hass.data.setdefault" not in source
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.AsyncFunctionDef) and node.name in (
                "async_setup_entry",
                "async_unload_entry",
                "async_get_config_entry_diagnostics",
            ):
                kind = node.args.args[1].annotation
                assert kind is not None
                assert ast.unparse(kind) == "SmsGatewayConfigEntry"


async def test_account_is_unloaded_and_loaded_again(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Nothing is left over that would be in the way."""
    assert await hass.config_entries.async_unload(account.entry_id)
    assert account.state is ConfigEntryState.NOT_LOADED

    assert await hass.config_entries.async_setup(account.entry_id)
    assert account.state is ConfigEntryState.LOADED


async def test_an_outage_is_logged_once_and_its_end_once(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A log of a night without network can still be read."""
    caplog.set_level(logging.INFO)
    coordinator = account.runtime_data.coordinator

    def lines() -> list[str]:
        return [
            record.getMessage()
            for record in caplog.records
            if record.name.startswith(f"custom_components.{DOMAIN}")
            and record.levelno >= logging.INFO
        ]

    simulator.faults.add("html", path="/sys/balance.php", times=3)
    for _ in range(3):
        await coordinator.async_refresh()
    assert len(lines()) == 1
    for _ in range(2):
        await coordinator.async_refresh()

    assert len(lines()) == 2
    assert "recovered" in lines()[1]


def errors_of_home_assistant() -> Iterator[tuple[str, ast.Call | None]]:
    """Yield each place where one is made or raised, with the call that makes it."""
    for path in python_files(INTEGRATION):
        if "providers" in path.parts:
            continue
        known = {
            name
            for name, value in vars(module_of(path)).items()
            if inspect.isclass(value) and issubclass(value, HomeAssistantError)
        }
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in known:
                yield f"{path.name}:{node.lineno}", node
            elif (
                isinstance(node, ast.Raise)
                and isinstance(node.exc, ast.Name)
                and node.exc.id in known
            ):
                yield f"{path.name}:{node.lineno}", None


def test_every_error_can_be_translated() -> None:
    """Whatever is raised for a user has a key, and what is put into its text."""
    found = list(errors_of_home_assistant())
    bare = [
        place
        for place, call in found
        if call is None
        or named(call).get("translation_domain") != "DOMAIN"
        or "translation_key" not in named(call)
    ]

    assert found
    assert not bare


def test_nothing_but_aiohttp_talks_to_providers() -> None:
    """Home Assistant's session is handed in; no session of ours, nothing that blocks."""
    made = handed = 0
    for path in python_files(INTEGRATION):
        assert not BLOCKING.intersection(imports(path))
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call):
                made += ast.unparse(node.func).endswith("ClientSession")
                handed += "async_get_clientsession" in map(ast.unparse, node.args)

    assert made == 0
    assert handed


def test_requirements_are_free_and_typed() -> None:
    """Each has a licence that lets everybody read and change it, and types."""
    licences = {"defusedxml": "PSFL", "phonenumbers": "Apache-2.0"}
    for requirement in read_json(INTEGRATION / "manifest.json")["requirements"]:
        name = requirement.partition("==")[0]
        package = metadata.distribution(name)
        fields = package.metadata.get_all("License-Expression", [])
        fields += package.metadata.get_all("License", [])
        assert fields == [licences[name]]
        files = {file.name for file in package.files or ()}
        has_stubs = bool(list(metadata.distributions(name=f"types-{name}")))
        assert "py.typed" in files or has_stubs


def test_types_are_strict() -> None:
    """Mypy reads all of the integration, as strictly as it can, wherever CI runs."""
    settings = (ROOT / "pyproject.toml").read_text("utf-8")

    assert re.search(r"\[tool\.mypy\][^\[]*^strict = true$", settings, re.MULTILINE)
    assert "custom_components/sms_gateway" in (ROOT / "scripts/lint").read_text("utf-8")
    assert "scripts/lint" in (ROOT / "scripts/test").read_text("utf-8")


def test_the_suite_fails_below_its_coverage() -> None:
    """More than the 95 percent that the rule asks for."""
    asked = re.search(
        r"--cov=custom_components .*--cov-fail-under=(\d+)",
        (ROOT / "scripts/test").read_text("utf-8"),
    )

    assert asked is not None
    assert int(asked[1]) > 95
