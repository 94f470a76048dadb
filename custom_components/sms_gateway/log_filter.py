"""Keeps the addresses of callbacks out of the log, whoever writes them there.

Home Assistant logs the path of a request: at debug level of each, at any level of one
that looks like an attack, then with its query. At SMSPILOT and WEBSMS, which sign
nothing, the id in that path is all that a callback is believed by; and a text that came
in a query would be in the log besides.
"""

import logging
import re
from typing import override

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

_REDACTED = "**REDACTED**"


class _AddressFilter(logging.Filter):
    """Replaces the ids of webhooks, and the query behind them, in all that is logged."""

    def __init__(self) -> None:
        """Begin with no id."""
        super().__init__()
        self._ids: frozenset[str] = frozenset()
        # Replaced as a whole: whoever logs in another thread finds the one or the other.
        self._pattern: re.Pattern[str] | None = None

    def use(self, ids: frozenset[str]) -> None:
        """Replace these from now on, and no others."""
        self._ids = ids
        written = "|".join(re.escape(webhook_id) for webhook_id in sorted(ids))
        self._pattern = re.compile(rf"(?:{written})(?:\?[^\s\"'<>]*)?") if ids else None

    @property
    def ids(self) -> frozenset[str]:
        """Return what is replaced."""
        return self._ids

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Replace them in a record, and in its traceback."""
        if (pattern := self._pattern) is None:
            return True
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001
            # Its handler tells of it; whoever wrote it is not to fail in his own line.
            return True
        if pattern.search(message):
            record.msg, record.args = pattern.sub(_REDACTED, message), None
        if record.exc_info and not record.exc_text:
            traceback = logging.Formatter().formatException(record.exc_info)
            if pattern.search(traceback):
                record.exc_text = pattern.sub(_REDACTED, traceback)
                record.exc_info = None
        return True


_FILTER: HassKey[_AddressFilter] = HassKey("sms_gateway_log_filter")


@callback
def async_redact(hass: HomeAssistant, webhook_id: str) -> None:
    """Keep an id out of the log from now on, until Home Assistant has stopped."""
    if (log_filter := hass.data.get(_FILTER)) is None:
        log_filter = hass.data[_FILTER] = _AddressFilter()

        @callback
        def detach(_: Event) -> None:
            for handler in logging.getLogger().handlers:
                handler.removeFilter(log_filter)

        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, detach)
    log_filter.use(log_filter.ids | {webhook_id})
    # As core's telegram_bot does it: the filters of a logger see only what is logged
    # through it, those of the root's handlers everything.
    for handler in logging.getLogger().handlers:
        handler.addFilter(log_filter)


@callback
def async_unredact(hass: HomeAssistant, webhook_id: str) -> None:
    """Let an id be, which opens nothing any more."""
    if (log_filter := hass.data.get(_FILTER)) is not None:
        log_filter.use(log_filter.ids - {webhook_id})
