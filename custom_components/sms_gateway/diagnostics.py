"""Diagnostics: what a stranger needs to help, and nothing about anybody."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
import re
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .callback_address import async_callback_address, async_encrypted_address
from .const import (
    CONF_ACCOUNT_ID,
    CONF_BASE_URL,
    CONF_CALLBACK_ORIGIN,
    CONF_CALLBACK_SECRET,
    CONF_LOGIN,
    CONF_PROVIDER,
    CONF_SENDER,
    DOMAIN,
)
from .coordinator import AccountData, SmsGatewayConfigEntry
from .engine import Exchange
from .fallbacks import fallbacks_of
from .gateway import GATEWAY, Gateway
from .journal import Message
from .journal_file import async_is_writable, async_journal_sizes
from .providers import PROVIDERS
from .providers.model import Fault
from .recipients import Recipient, recipients_of_account
from .turns import is_waiting

_SECRET: Final = {
    CONF_ACCOUNT_ID,
    CONF_API_KEY,
    CONF_CALLBACK_ORIGIN,
    CONF_CALLBACK_SECRET,
    CONF_LOGIN,
    CONF_PASSWORD,
    CONF_SENDER,
    CONF_WEBHOOK_ID,
}

_LAST_MESSAGES: Final = 30

_CODE: Final = re.compile(r"-?\d{1,5}|[a-z_]{1,20}")
"""What a code looks like; what is longer may be a number, or words about somebody."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry
) -> dict[str, Any]:
    """Return counts, codes, times and names of fields instead of contents."""
    gateway = hass.data[GATEWAY]
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    data = async_redact_data(entry.data, _SECRET)
    if data[CONF_BASE_URL] not in info.sites:
        data[CONF_BASE_URL] = "**REDACTED**"
    recipients = list(recipients_of_account(entry))
    messages = [m for m in gateway.journal.messages if m.entry_id == entry.entry_id]
    waiting = [m for m in messages if is_waiting(m)]
    loaded = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    now = gateway.clock.now()
    return {
        "data": data,
        "options": async_redact_data(entry.options, _SECRET),
        "limits": asdict(info.limits),
        "recipients": [_recipient(hass, recipient) for recipient in recipients],
        "is_loaded": loaded is not None,
        "fallbacks": [_state_of(hass, entry_id) for entry_id in fallbacks_of(entry)],
        "repairs": _repairs(hass),
        "clock": _clock(gateway, loaded),
        **_account(loaded),
        "callbacks": dict(gateway.callbacks[entry.entry_id]),
        "last_callbacks": {
            outcome: _time(moment)
            for outcome, moment in gateway.called_at[entry.entry_id].items()
        },
        "callback_address": {
            "is_public": async_callback_address(hass, entry) is not None,
            "is_encrypted": async_encrypted_address(hass, entry) is not None,
            "is_confirmed": CONF_CALLBACK_ORIGIN in entry.options,
        },
        "report_path": gateway.report_paths[entry.entry_id],
        "messages": {
            "by_state": dict(Counter(m.state for m in messages)),
            "by_reason": dict(Counter(m.fault.reason for m in messages if m.fault)),
            "tracked": sum(m.tracked_until is not None for m in messages),
            "on_the_wire": sum(m.is_on_wire for m in messages),
            "waiting": len(waiting),
            "oldest_waits_for": max(
                (now - m.created_at for m in waiting), default=None
            ),
        },
        "last_messages": [
            _message(message, recipients) for message in messages[-_LAST_MESSAGES:]
        ],
        "incoming": dict(
            Counter(
                f"{item.kind}_{'asked_for' if item.is_pulled else 'called'}"
                for item in gateway.journal.received
                if item.entry_id == entry.entry_id
            )
        ),
        "journal": {
            "messages": sum(1 for _ in gateway.journal.messages),
            "was_damaged": gateway.journal.was_damaged,
            "is_writable": await async_is_writable(gateway.journal),
            "bytes": await async_journal_sizes(hass),
        },
    }


def _recipient(hass: HomeAssistant, recipient: Recipient) -> dict[str, Any]:
    """Return how a recipient is set up; one whose entity is disabled gets nothing."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        NOTIFY_DOMAIN, DOMAIN, f"{recipient.entry_id}_{recipient.id}_recipient"
    )
    entity = None if entity_id is None else registry.async_get(entity_id)
    return {
        "phones": len(recipient.phones),
        "is_urgent": recipient.is_urgent,
        "has_entity": entity is not None,
        "disabled_by": None if entity is None else entity.disabled_by,
    }


def _state_of(hass: HomeAssistant, entry_id: str) -> str:
    """Return how it stands with another account."""
    other = hass.config_entries.async_get_entry(entry_id)
    if other is None:
        return "removed"
    return "disabled" if other.disabled_by else str(other.state.value)


def _repairs(hass: HomeAssistant) -> dict[str, int]:
    """Count the repairs that are open, of all accounts."""
    issues = ir.async_get(hass).issues.values()
    return dict(
        Counter(
            str(i.translation_key) for i in issues if i.domain == DOMAIN and i.active
        )
    )


def _clock(gateway: Gateway, loaded: AccountData | None) -> dict[str, float | None]:
    """Return by how many seconds the home's clock was set, and differs from others'."""
    clock = gateway.clock
    passed = clock.monotonic() - gateway.router.begun_at
    return {
        "running_for": round(passed, 1),
        "was_set_by": round(clock.now() - gateway.begun_at - passed, 1),
        "behind_provider_by": round(loaded.engine.time() - clock.now(), 1)
        if loaded
        else None,
    }


def _account(loaded: AccountData | None) -> dict[str, Any]:
    """Return what only an account that is loaded knows."""
    if loaded is None:
        return {
            "balance": {"is_known": False, "last_update_success": False},
            "credentials_refused": False,
        }
    engine = loaded.engine
    return {
        "balance": {
            "is_known": bool(loaded.coordinator.data),
            "last_update_success": loaded.coordinator.last_update_success,
        },
        "credentials_refused": engine.is_distrusted,
        "refuses_all_for": engine.standing.refusal,
        "polling": {
            "is_paused": engine.tracker.is_paused,
            "next_in": _rounded(engine.tracker.next_in),
        },
        "polling_of_incoming": {
            "is_paused": engine.inbox.is_paused,
            "next_in": _rounded(engine.inbox.next_in),
        }
        if engine.info.has_incoming
        else None,
        "last_requests": {
            kind: [_exchange(exchange) for exchange in exchanges]
            for kind, exchanges in engine.exchanges.last.items()
        },
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    """Return how a request ended."""
    return {
        "at": _time(exchange.asked_at),
        "seconds": round(exchange.seconds, 2),
        "ending": exchange.ending,
        **_fault(exchange.fault),
    }


def _message(message: Message, recipients: list[Recipient]) -> dict[str, Any]:
    """Return the life of a message; a recipient is its place in the list of them."""
    places = [recipient.id for recipient in recipients]
    known = message.recipient_id in places
    return {
        "reference": message.reference,
        "recipient": places.index(message.recipient_id or "") if known else None,
        "channel": message.channel,
        "state": message.state,
        "followed": message.followed,
        "provider_status": _code(message.status),
        **_fault(message.fault),
        "created_at": _time(message.created_at),
        "attempted_at": _time(message.attempted_at),
        "changed_at": _time(message.changed_at),
        "valid_until": _time(message.valid_until),
        "is_followed": message.tracked_until is not None,
        "is_on_the_wire": message.is_on_wire,
        "is_waiting": is_waiting(message),
        "was_denied": message.was_denied,
        "has_provider_id": message.message_id is not None,
        "accounts": len(message.chain),
        "refused_by": len(message.refused_by),
        "letters": len(message.text),
        "parts": message.parts,
        "details": sorted(message.details.given),
    }


def _fault(fault: Fault | None) -> dict[str, str | None]:
    """Return why something did not work, where it did not."""
    if fault is None:
        return {}
    return {"reason": fault.reason, "code": _code(fault.code), "table": fault.table}


def _code(code: str | None) -> str | None:
    """Return a provider's code, if it looks like one."""
    return None if code is None or not _CODE.fullmatch(code) else code


def _rounded(seconds: float | None) -> float | None:
    """Return seconds as one reads them."""
    return None if seconds is None else round(seconds, 1)


def _time(seconds: float | None) -> str | None:
    """Return a time as ISO 8601; whose clock it is by, `clock` tells."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
