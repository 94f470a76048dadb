"""The quality scale: every rule of it has a status, and what is said of each is true."""

import ast
from pathlib import Path
import re
from typing import Any, Final

import pytest

from homeassistant.util.yaml import load_yaml_dict

from .source import INTEGRATION, ROOT, parse, read_json

RULES: Final[dict[str, Any]] = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))[
    "rules"
]

TIERS: Final = {
    "Bronze": """
        action-setup appropriate-polling brands common-modules config-flow-test-coverage
        config-flow dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions
        docs-removal-instructions docs-triggers entity-event-setup entity-unique-id
        has-entity-name runtime-data test-before-configure test-before-setup
        unique-config-entry
    """,
    "Silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage
    """,
    "Gold": """
        devices diagnostics discovery-update-info discovery docs-data-update docs-examples
        docs-known-limitations docs-supported-devices docs-supported-functions
        docs-troubleshooting docs-use-cases dynamic-devices entity-category
        entity-device-class entity-disabled-by-default entity-translations
        exception-translations icon-translations reconfiguration-flow repair-issues
        stale-devices
    """,
    "Platinum": "async-dependency inject-websession strict-typing",
}
"""The rules of November 2026, from the lowest tier up."""

_RULES: Final = "test_quality_rules.py"

SHOWN_BY: Final = {
    "action-setup": [f"{_RULES}::test_actions_are_there_without_a_loaded_account"],
    "appropriate-polling": ["test_polling.py::test_it_is_asked_less_and_less"],
    "brands": ["test_published_files.py::test_brand_images_have_their_sizes"],
    "common-modules": [f"{_RULES}::test_common_modules_have_their_names"],
    "config-flow-test-coverage": [
        "test_config_flow.py::test_account_by_login_and_password",
        "test_config_flow.py::test_account_is_not_added_twice",
        "test_options_flow.py::test_spending_guard_is_set_and_taken_away_in_its_form",
        "test_unlikely_numbers.py::test_number_is_taken_while_the_warning_is_open",
    ],
    "config-flow": ["test_form_texts.py::test_fields_are_named_and_explained"],
    "dependency-transparency": [f"{_RULES}::test_requirements_are_free_and_typed"],
    "entity-event-setup": [f"{_RULES}::test_entities_let_go_of_what_they_listen_to"],
    "entity-unique-id": [f"{_RULES}::test_entities_have_ids_names_and_devices"],
    "has-entity-name": [f"{_RULES}::test_entities_have_ids_names_and_devices"],
    "runtime-data": [f"{_RULES}::test_accounts_are_typed"],
    "test-before-configure": [
        "test_config_flow_errors.py::test_home_without_network_is_told_so",
        "test_config_flow_errors.py::test_defect_is_told_and_logged",
    ],
    "test-before-setup": [
        "test_always_available.py"
        "::test_home_assistant_starts_with_the_provider_out_of_reach"
    ],
    "unique-config-entry": [
        "test_config_flow.py::test_account_is_not_added_twice",
        "test_config_flow.py::test_key_is_not_added_twice",
    ],
    "action-exceptions": [
        "test_bad_input.py::test_bad_input_says_what_is_wrong",
        "test_when_it_raises.py::test_a_documented_refusal_raises",
    ],
    "config-entry-unloading": [
        f"{_RULES}::test_account_is_unloaded_and_loaded_again",
        "test_nobody_owns_the_sending.py"
        "::test_an_unload_waits_for_the_request_on_the_wire",
    ],
    "entity-unavailable": [
        "test_always_available.py::test_the_balance_fails_and_notify_still_sends"
    ],
    "integration-owner": [
        "test_manifest.py::test_manifest_says_what_a_custom_integration_has_to"
    ],
    "log-when-unavailable": [
        f"{_RULES}::test_an_outage_is_logged_once_and_its_end_once"
    ],
    "parallel-updates": [f"{_RULES}::test_platforms_say_how_many_updates_run_at_once"],
    "reauthentication-flow": [
        "test_reauth.py::test_refused_account_asks_for_its_password_and_goes_on"
    ],
    "test-coverage": [f"{_RULES}::test_the_suite_fails_below_its_coverage"],
    "devices": [
        "test_entities.py::test_a_recipient_is_a_device_of_its_own_behind_the_account"
    ],
    "diagnostics": [
        "test_diagnostics.py::test_diagnostics_are_about_nobody",
        "test_diagnostics_of_a_lost_message.py::test_provider_refused_it",
    ],
    "dynamic-devices": [
        "test_recipient_flow.py::test_new_recipient_can_be_written_to_at_once"
    ],
    "entity-category": [f"{_RULES}::test_what_only_explains_is_diagnostic"],
    "entity-device-class": ["test_entities.py::test_the_entities_are_as_they_were"],
    "entity-disabled-by-default": [
        "test_entities.py::test_the_entities_are_as_they_were"
    ],
    "entity-translations": [
        "test_service_files.py::test_entities_have_names_and_icons",
        "test_service_files.py::test_states_have_names",
    ],
    "exception-translations": [
        f"{_RULES}::test_every_error_can_be_translated",
        "test_translations.py::test_errors_of_actions_have_texts",
    ],
    "icon-translations": [
        "test_service_files.py::test_every_action_has_a_form_a_text_and_an_icon",
        "test_published_files.py::test_triggers_and_conditions_have_icons",
    ],
    "reconfiguration-flow": [
        "test_reauth.py::test_account_moves_to_another_address",
        "test_recipient_flow.py::test_message_goes_to_the_new_number_at_once",
    ],
    "repair-issues": [
        "test_translations.py::test_repairs_have_texts",
        "test_spending_guard.py::test_the_repair_counts_from_zero",
    ],
    "stale-devices": [
        "test_recipient_flow.py::test_removed_recipient_leaves_nothing_behind"
    ],
    "async-dependency": [f"{_RULES}::test_nothing_but_aiohttp_talks_to_providers"],
    "inject-websession": [f"{_RULES}::test_nothing_but_aiohttp_talks_to_providers"],
    "strict-typing": [
        f"{_RULES}::test_types_are_strict",
        f"{_RULES}::test_requirements_are_free_and_typed",
    ],
}
"""By rule: the tests that fail once it is kept no more, or an exemption is untrue."""


def status(rule: str) -> str:
    """Return what is said of a rule."""
    said = RULES[rule]
    return str(said if isinstance(said, str) else said["status"])


def comment(rule: str) -> str:
    """Return what is added to that."""
    said = RULES[rule]
    return "" if isinstance(said, str) else str(said.get("comment", ""))


def anchors(page: Path) -> set[str]:
    """Return the names by which GitHub links to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def test_every_rule_is_there_in_its_order() -> None:
    """All 54, from bronze to platinum."""
    rules = [rule for tier in TIERS.values() for rule in tier.split()]

    assert len(rules) == 54
    assert list(RULES) == rules


@pytest.mark.parametrize("rule", RULES)
def test_statuses_are_valid(rule: str) -> None:
    """Done or to do; whoever is exempt says why."""
    assert status(rule) in ("done", "todo", "exempt")
    assert isinstance(RULES[rule], str) or RULES[rule].keys() <= {"status", "comment"}
    assert status(rule) != "exempt" or len(comment(rule).split()) > 4


@pytest.mark.parametrize("rule", [r for r in RULES if r.startswith("docs-")])
def test_what_is_documented_has_a_page(rule: str) -> None:
    """The comment names the page, and the heading where it is one of many."""
    if status(rule) == "done":
        pages = comment(rule).split()
        assert pages
        for page in pages:
            path, _, heading = page.partition("#")
            assert (ROOT / path).is_file()
            assert not heading or heading in anchors(ROOT / path)


@pytest.mark.parametrize("rule", [r for r in RULES if not r.startswith("docs-")])
def test_what_is_done_is_shown(rule: str) -> None:
    """Each rule that code can keep has tests, which exist."""
    if rule in ("discovery", "discovery-update-info"):
        manifest = read_json(INTEGRATION / "manifest.json")
        assert not manifest.keys() & {"bluetooth", "dhcp", "mqtt", "ssdp", "zeroconf"}
        return
    assert status(rule) != "todo"
    for pointer in SHOWN_BY[rule]:
        file, _, name = pointer.partition("::")
        tests = {
            node.name
            for node in ast.walk(parse(ROOT / "tests" / file))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert not name or name in tests


@pytest.mark.parametrize("kind", ["trigger", "condition"])
def test_nobody_is_exempt_from_describing_what_is_there(kind: str) -> None:
    """Triggers and conditions have pages once there are some."""
    is_there = (INTEGRATION / f"{kind}.py").exists()

    assert not (is_there and status(f"docs-{kind}s") == "exempt")
