"""The action `confirm_by_call`: waits until somebody calls, who so proves a number."""

import asyncio
from datetime import timedelta
from typing import Final

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv

from ..capabilities import check_ability
from ..clock import wait_for_any
from ..const import ATTR_PHONE
from ..gateway import GATEWAY
from ..journal import Event, Received, ReceivedKind
from ..payloads import incoming_data
from ..providers.account import Ability
from .accounts import async_loaded_account, only_account
from .action import Action
from .addressees import ACCOUNT_FIELD, read_phone
from .named import async_one_phone

ATTR_WAIT_FOR_CALL: Final = "wait_for_call"

_USUAL_WAIT: Final = timedelta(minutes=2)
_LONGEST_WAIT: Final = timedelta(minutes=15)

_APART: Final = 60.0
"""Seconds by which a call may seem to be older than the wait: clocks differ."""


async def _async_confirm_by_call(call: ServiceCall) -> ServiceResponse:
    """Wait for a call from one number to the account; it only comes by callback."""
    hass, gateway = call.hass, call.hass.data[GATEWAY]
    phone = await async_one_phone(call, read_phone)
    chosen = call.data[ATTR_CONFIG_ENTRY_ID] or [only_account(hass)]
    entry = await async_loaded_account(hass, chosen)
    check_ability(hass, entry, Ability.CALL_CONFIRMATION)
    begun, called = gateway.clock.now(), asyncio.get_running_loop().create_future()

    def hear(event: Event) -> None:
        if (
            isinstance(event, Received)
            and event.kind is ReceivedKind.CALL
            and event.entry_id == entry.entry_id
            and f"+{event.phone.removeprefix('+')}" == phone
            # One that the provider repeats was made before.
            and (event.sent_at or event.received_at) >= begun - _APART
            and not called.done()
        ):
            called.set_result(event)

    stop_listening = gateway.journal.listen(hear)
    try:
        seconds = call.data[ATTR_WAIT_FOR_CALL].total_seconds()
        await wait_for_any(gateway.clock, [called], seconds)
    finally:
        stop_listening()
    came = called.result() if called.done() else None
    return {
        "confirmed": came is not None,
        ATTR_PHONE: phone,
        ATTR_CONFIG_ENTRY_ID: entry.entry_id,
        "called_at": None if came is None else incoming_data(hass, came)["received_at"],
    }


CONFIRM_BY_CALL: Final = Action(
    name="confirm_by_call",
    schema=vol.Schema(
        {
            **ACCOUNT_FIELD,
            vol.Required(ATTR_PHONE): vol.Any(int, cv.string),
            vol.Optional(ATTR_WAIT_FOR_CALL, default=_USUAL_WAIT): vol.All(
                cv.positive_time_period, vol.Range(max=_LONGEST_WAIT)
            ),
        }
    ),
    handler=_async_confirm_by_call,
    supports_response=SupportsResponse.ONLY,
)
