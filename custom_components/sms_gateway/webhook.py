"""The webhook: callbacks of a provider, journaled before they are answered."""

import asyncio
from functools import partial
import logging
from typing import Final

from aiohttp import ClientPayloadError
from aiohttp.http_exceptions import ContentEncodingError
from aiohttp.web import Request, Response

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from .const import (
    CONF_ACCOUNT_ID,
    CONF_CALLBACK_CRC32,
    CONF_CALLBACK_SECRET,
    CONF_PROVIDER,
    CONF_SENDER,
    DOMAIN,
)
from .engine import SentMessages, received_call, received_message
from .gateway import GATEWAY
from .journal import JournalError
from .log_filter import async_redact, async_unredact
from .providers import PROVIDERS
from .providers.errors import ForgedCallbackError, MalformedCallbackError
from .providers.model import (
    CallbackRequest,
    IncomingCall,
    IncomingMessage,
    LookUpReport,
    StatusReport,
)
from .report_path import ReportPath

_LOGGER = logging.getLogger(__name__)

_BODY_LIMIT: Final = 64 * 1024
"""Bytes; a text of the greatest length takes six kilobytes as a form."""

_BODY_WITHIN: Final = 10.0
"""Seconds in which a body has to arrive."""

_METHODS: Final = ("GET", "POST")


@callback
def async_register(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Listen for an account, whatever becomes of its set-up.

    Home Assistant answers 200 for an id that it does not know, and then the provider
    never repeats.
    """
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    async_redact(hass, webhook_id)
    # An account that is loaded again has one already.
    webhook.async_unregister(hass, webhook_id)
    webhook.async_register(
        hass,
        DOMAIN,
        entry.title,
        webhook_id,
        partial(_async_handle, entry),
        allowed_methods=_METHODS,
    )


@callback
def async_unregister(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Listen no more for an account that is gone."""
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    webhook.async_unregister(hass, webhook_id)
    async_unredact(hass, webhook_id)


async def _async_handle(
    entry: ConfigEntry, hass: HomeAssistant, webhook_id: str, request: Request
) -> Response:
    """Take a callback; 503 only where it cannot be written down."""
    try:
        callback_request = await _read(request)
    except TimeoutError:
        # It may have been a genuine one on a bad line: to be repeated.
        _answer(hass, entry, "too_slow")
        return Response(status=408)
    if callback_request is None:
        return _answer(hass, entry, "unreadable")
    info = PROVIDERS[entry.data[CONF_PROVIDER]]
    try:
        content = info.parse_callback(
            callback_request,
            entry.options.get(CONF_CALLBACK_SECRET),
            entry.options.get(CONF_CALLBACK_CRC32, False),
        )
    except ForgedCallbackError:
        return _answer(hass, entry, "forged")
    except MalformedCallbackError:
        return _answer(hass, entry, "malformed")
    try:
        if isinstance(content, LookUpReport):
            _tell_look_ups(hass, entry, content)
            outcome = "look_up"
        elif isinstance(content, StatusReport):
            outcome = "report"
            if _tell_look_ups(hass, entry, content):
                outcome = "look_up"
            elif not await hass.data[GATEWAY].reports.take(entry.entry_id, content):
                # What became of it is counted when it is known.
                return Response(text=info.callback_answer)
        else:
            outcome = await _take_incoming(hass, entry, content)
    except JournalError:
        _answer(hass, entry, "not_written")
        return Response(status=503)
    return _answer(hass, entry, outcome)


@callback
def _tell_look_ups(
    hass: HomeAssistant, entry: ConfigEntry, report: LookUpReport | StatusReport
) -> bool:
    """Pass a report on to who waits for a number; tell whether it is about one."""
    account = hass.data[GATEWAY].router.account(entry.entry_id)
    return account is not None and account.look_ups.note(report)


async def _read(request: Request) -> CallbackRequest | None:
    """Return what came, undecoded; None if it is too much or does not come.

    Only what Home Assistant Cloud's stand-in for a request has too is used.
    """
    try:
        async with asyncio.timeout(_BODY_WITHIN):
            # A real stream gives what has arrived, not yet all of it.
            stream, body = request.content, bytearray()
            while part := await stream.read(_BODY_LIMIT + 1 - len(body)):
                body += part
                if len(body) > _BODY_LIMIT:
                    return None
    except ConnectionError, ClientPayloadError, ContentEncodingError:
        return None
    # aiohttp has decoded `query_string`, as UTF-8; the bytes are wanted.
    url = getattr(request, "rel_url", None)
    return CallbackRequest(
        query=request.query_string if url is None else url.raw_query_string,
        body=bytes(body),
        content_type=request.headers.get("Content-Type", ""),
    )


async def _take_incoming(
    hass: HomeAssistant, entry: ConfigEntry, came: IncomingMessage | IncomingCall
) -> str:
    """Take a text or a call that came in."""
    gateway = hass.data[GATEWAY]
    info, now = PROVIDERS[entry.data[CONF_PROVIDER]], gateway.clock.now()
    if isinstance(came, IncomingCall):
        outcome = "call"
        received = received_call(came, entry.entry_id, info.id, now)
    else:
        if came.account_id not in (None, entry.data.get(CONF_ACCOUNT_ID)):
            return "forged"
        outcome = "message"
        received = received_message(
            SentMessages(gateway.journal, entry.entry_id),
            came,
            info,
            now,
            default_sender=entry.options.get(CONF_SENDER),
            is_pulled=False,
        )
    return outcome if await gateway.journal.receive(received) else "repeated"


_WELCOME: Final = frozenset({"report", "look_up", "message", "call", "repeated"})


def _answer(hass: HomeAssistant, entry: ConfigEntry, outcome: str) -> Response:
    """Count a callback, and answer so that the provider does not repeat it."""
    async_count(hass, entry.entry_id, outcome)
    return Response(text=PROVIDERS[entry.data[CONF_PROVIDER]].callback_answer)


@callback
def async_count(hass: HomeAssistant, entry_id: str, outcome: str) -> None:
    """Count a callback by what came of it."""
    gateway = hass.data[GATEWAY]
    counts = gateway.callbacks[entry_id]
    counts[outcome] += 1
    gateway.called_at[entry_id][outcome] = gateway.clock.now()
    if outcome in _WELCOME:
        gateway.report_paths.note(entry_id, ReportPath.CALLBACK)
    if outcome not in _WELCOME and counts[outcome] == 1:
        _LOGGER.warning(
            "A callback for the account was of no use (%s); more of the kind are only"
            " counted, in the diagnostics",
            outcome,
        )
