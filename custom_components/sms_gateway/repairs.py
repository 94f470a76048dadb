"""Fix flows: what only the owner can know or decide; which one a repair has."""

from typing import override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant

from .fallbacks import async_drop_fallback
from .gateway import GATEWAY
from .journal import MessageUpdate
from .providers.model import MessageState
from .repair_flows import AccessFlow, CallbackFlow, SenderFlow
from .unconfirmed import async_ask_again


class GuardFlow(RepairsFlow):
    """Asks what to do once the spending guard has stopped an account."""

    def __init__(self, entry_id: str) -> None:
        """Ask about one account."""
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Offer what can be done."""
        return self.async_show_menu(step_id="init", menu_options=["keep", "begin_anew"])

    async def async_step_keep(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go on guarding."""
        return self.async_create_entry(data={})

    async def async_step_begin_anew(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Count from zero, so that messages pass again."""
        self.hass.data[GATEWAY].guard.begin_anew(self._entry_id)
        return self.async_create_entry(data={})


class FallbackGoneFlow(ConfirmRepairFlow):
    """Takes a fallback that is gone off the list of an account."""

    def __init__(self, entry_id: str, fallback_id: str) -> None:
        """Ask about one fallback."""
        self._entry_id = entry_id
        self._fallback_id = fallback_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask for a yes."""
        if user_input is not None:
            async_drop_fallback(self.hass, self._entry_id, self._fallback_id)
        return await super().async_step_confirm(user_input)


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
        async_ask_again(self.hass, self._reference)
        return self.async_create_entry(data={})

    async def async_step_forget(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Leave it as it is, and ask no more, also after a restart."""
        await self.hass.data[GATEWAY].journal.update(
            [
                MessageUpdate(
                    reference=self._reference,
                    state=MessageState.UNCONFIRMED,
                    final=True,
                )
            ]
        )
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of a repair, by what it is about."""
    match data:
        case {"flow": "access", "entry_id": str(entry_id)}:
            return AccessFlow(entry_id)
        case {"flow": "sender", "entry_id": str(entry_id), "sender": str(sender)}:
            return SenderFlow(entry_id, sender)
        case {"flow": "callback", "entry_id": str(entry_id)}:
            return CallbackFlow(entry_id)
        case {"reference": str(reference)}:
            return UnconfirmedFlow(reference)
        case {"entry_id": str(entry_id), "fallback_id": str(fallback_id)}:
            return FallbackGoneFlow(entry_id, fallback_id)
        case {"entry_id": str(entry_id)}:
            return GuardFlow(entry_id)
        case _:
            raise ValueError(issue_id)
