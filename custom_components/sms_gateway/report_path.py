"""Which way reports come to an account: by callback, or only when asked for."""

from collections.abc import Callable
from enum import StrEnum

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalTypeFormat

from .const import DOMAIN

REPORT_PATH_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(DOMAIN + "_report_path_{}")


class ReportPath(StrEnum):
    """How it is known what became of messages."""

    CALLBACK = "callback"
    POLLING = "polling"


class ReportPaths:
    """The way of each account, as it showed last since Home Assistant started.

    An account is taken for one without callbacks until one comes: that is what most
    are, behind a provider's NAT.
    """

    def __init__(
        self, hass: HomeAssistant, listener: Callable[[str, ReportPath], None]
    ) -> None:
        """Know of no callback yet; tell a listener of every one, and of what it was not."""
        self._hass = hass
        self._listener = listener
        self._paths: dict[str, ReportPath] = {}

    def __getitem__(self, entry_id: str) -> ReportPath:
        """Return the way of an account."""
        return self._paths.get(entry_id, ReportPath.POLLING)

    @callback
    def note(self, entry_id: str, path: ReportPath) -> None:
        """Note by which way something became known."""
        self._listener(entry_id, path)
        if self[entry_id] is not path:
            self._paths[entry_id] = path
            async_dispatcher_send(self._hass, REPORT_PATH_CHANGED.format(entry_id))

    @callback
    def forget_account(self, entry_id: str) -> None:
        """Let go of an account that is gone."""
        self._paths.pop(entry_id, None)
