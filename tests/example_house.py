"""The home that the documents speak of: its accounts, people, and what happens there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aiohttp.test_utils import TestClient
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component

from .conftest import PILOT_ID, PILOT_WEBHOOK_ID, PUBLIC, WEBHOOK_ID
from .documents import Example
from .eventually import Recorded, eventually
from .simulator import Simulator

DAD = "+79161234568"
OTHER = "+79261234567"
"""Of nobody who is a recipient."""
MAIL_SENDER = "home@example.com"

LEAK = "binary_sensor.bathroom_leak"
BALANCE = "sensor.smsc_demo_balance"


@dataclass(slots=True)
class House:
    """A running home, its three providers, and what its owner is told."""

    hass: HomeAssistant
    simulator: Simulator
    statuses: Recorded
    received: Recorded
    called: Recorded
    media: Path
    opened: list[ServiceCall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """The messages of notifications at the frontend."""

    async def settle(self) -> None:
        """Add what the documents name beside the accounts of the fixtures."""
        assert await async_setup_component(self.hass, "persistent_notification", {})
        persistent_notification.async_register_callback(self.hass, self._note)
        self.opened = async_mock_service(self.hass, "cover", "open_cover")
        account = self.account("SMSC (demo)")
        self.hass.config_entries.async_add_subentry(
            account,
            ConfigSubentry(
                data=MappingProxyType({"phone": [DAD], "urgent": False}),
                subentry_type="recipient",
                title="Dad",
                unique_id=None,
            ),
        )
        # What SMSC cannot carry goes to SMSPILOT, as the pages on failover say.
        self.hass.config_entries.async_update_entry(
            account, options={"fallbacks": [PILOT_ID]}
        )
        self.simulator.smsc.set_account(mail_senders=frozenset({MAIL_SENDER}))
        self.hass.states.async_set(LEAK, "off")
        for name in ("door.jpg", "alarm.mp3"):
            (self.media / name).write_bytes(b"x" * 300)
        assert await async_setup_component(self.hass, "media_source", {})
        await self.hass.async_block_till_done(wait_background_tasks=True)
        await self.until(lambda: self.hass.states.get("notify.dad"))

    async def connect(self, client: TestClient[Any, Any]) -> None:
        """Give the home a public address, and enter it in the cabinets."""
        self.hass.config.external_url = PUBLIC
        self.simulator.callbacks.route(PUBLIC, str(client.make_url("")).rstrip("/"))
        self.simulator.smsc.set_account(
            handler=f"{PUBLIC}/api/webhook/{WEBHOOK_ID}?charset=utf-8"
        )
        self.simulator.smspilot.set_account(
            inbound_handler=f"{PUBLIC}/api/webhook/{PILOT_WEBHOOK_ID}"
        )

    def account(self, title: str) -> ConfigEntry:
        """Return an account by the name it has at the frontend."""
        entries = self.hass.config_entries.async_entries("sms_gateway")
        return next(entry for entry in entries if entry.title == title)

    async def run(self, example: Example) -> None:
        """Run a list of actions as a script does, to its end."""
        sequence = example.config["actions"]
        assert await async_setup_component(
            self.hass, "script", {"script": {"example": {"sequence": sequence}}}
        )
        await self.hass.services.async_call("script", "example", blocking=True)
        await self.hass.async_block_till_done()

    async def automate(self, example: Example) -> None:
        """Load an automation, which must be one."""
        assert await async_setup_component(
            self.hass, "automation", {"automation": [example.config]}
        )
        await self.hass.async_block_till_done()
        [entity_id] = self.hass.states.async_entity_ids("automation")
        assert self.hass.states.is_state(entity_id, "on"), f"{example} does not load"

    async def act(self, action: str, **data: Any) -> dict[str, Any]:
        """Call an action of the integration, as what went before."""
        answer = await self.hass.services.async_call(
            "sms_gateway", action, data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        return answer

    def texts(self, phone: str, channel: str = "sms") -> list[str]:
        """Return what a phone got, oldest first."""
        messages = self.simulator.ledger.to(phone)
        return [message.text for message in messages if message.channel == channel]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what an example promises."""
        await eventually(lambda: bool(condition()))
        await self.hass.async_block_till_done()

    def _note(
        self,
        update: persistent_notification.UpdateType,
        changed: Mapping[str, persistent_notification.Notification],
    ) -> None:
        """Keep what a notification says."""
        if update is persistent_notification.UpdateType.ADDED:
            self.notes += [notice["message"] for notice in changed.values()]


def first_data(example: Example) -> dict[str, Any]:
    """Return what the first action of an example is given."""
    data: dict[str, Any] = example.config["actions"][0]["data"]
    return data
