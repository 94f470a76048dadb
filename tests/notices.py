"""What an automation shows at the frontend."""

from collections.abc import Mapping

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant


class Notices:
    """The notifications that came up, in their order."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen from now on."""
        self.shown: list[persistent_notification.Notification] = []
        persistent_notification.async_register_callback(hass, self._note)

    @property
    def messages(self) -> list[str]:
        """Return what they say."""
        return [notice["message"] for notice in self.shown]

    def _note(
        self,
        update: persistent_notification.UpdateType,
        changed: Mapping[str, persistent_notification.Notification],
    ) -> None:
        """Keep one that is new, or says something new."""
        kinds = persistent_notification.UpdateType
        if update in (kinds.ADDED, kinds.UPDATED):
            self.shown += changed.values()
