"""Fix flows: what only the owner can know or decide."""

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .gateway import GATEWAY
from .journal import MessageUpdate
from .providers.model import MessageState


class UnconfirmedFlow(RepairsFlow):
    """Asks what became of a message, and whether it is to be sent again."""

    def __init__(self, reference: str) -> None:
        """Ask about one message."""
        self._reference = reference

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Offer what can be done."""
        return self.async_show_menu(
            step_id="init", menu_options=["arrived", "send_again", "forget"]
        )

    async def async_step_arrived(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Believe the owner that it arrived."""
        await self.hass.data[GATEWAY].journal.update(
            [MessageUpdate(reference=self._reference, state=MessageState.DELIVERED)]
        )
        return self.async_create_entry(data={})

    async def async_step_send_again(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Send it again, at the risk of sending it twice."""
        self.hass.data[GATEWAY].router.send_again(self._reference)
        return self.async_create_entry(data={})

    async def async_step_forget(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Leave it as it is."""
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of a repair; only one kind of them has one."""
    return UnconfirmedFlow(str((data or {})["reference"]))
