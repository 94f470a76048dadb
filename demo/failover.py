"""An account without money, its fallback, and the proof that one SMS arrived by that one."""

from decimal import Decimal
import json
from typing import Any

from .accounts import DemoFailover
from .api import RestApi, WebSocketApi
from .errors import DemoError
from .records import Added, Records
from .simulator import SimulatorProcess
from .timeline import Timeline
from .user import choose_fallback
from .watch import Watch

_NO_MONEY_LEFT = Decimal("0.50")


class Failover:
    """What happens to an alarm when the first account cannot carry it."""

    def __init__(
        self,
        api: RestApi,
        watch: Watch,
        records: Records,
        simulator: SimulatorProcess,
        timeline: Timeline,
    ) -> None:
        """Prepare to tell it."""
        self._api = api
        self._watch = watch
        self._records = records
        self._simulator = simulator
        self._timeline = timeline

    async def show(
        self,
        websocket: WebSocketApi,
        words: DemoFailover,
        first: Added,
        second: Added,
    ) -> None:
        """Let the first account run out of money, and the second one carry an alarm."""
        timeline = self._timeline
        async with timeline.step("the options take a fallback account", 10):
            await choose_fallback(self._api, first.entry_id, second.entry_id)
        timeline.say(f"{second.title} is chosen as the fallback of {first.title}")
        money = await self._spend_all(first)
        await self._send(websocket, words.alarm, first, second)
        await self._prove(words.alarm, first, second)
        async with timeline.step(f"{first.account.name} takes money", 10):
            await self._set_balance(first, money)
        timeline.say(f"{first.account.name} is topped up, with {money:.2f} RUB")

    async def _spend_all(self, added: Added) -> Decimal:
        """Leave too little for one SMS; return what was there."""
        provider = added.account.provider
        async with self._timeline.step("the account runs out of money", 10):
            shown = await self._simulator.control(f"{provider}/account")
            money = Decimal(shown["balance"])
            await self._set_balance(added, _NO_MONEY_LEFT)
        self._timeline.say(
            f"{added.account.name} has no money left: {_NO_MONEY_LEFT} RUB"
        )
        return money

    async def _set_balance(self, added: Added, money: Decimal) -> None:
        """Set what is on the account at the provider."""
        await self._simulator.control(
            f"{added.account.provider}/account", balance=str(money)
        )

    async def _send(
        self, websocket: WebSocketApi, alarm: str, first: Added, second: Added
    ) -> None:
        """Send to the first account's recipient; wait until the second delivered it."""
        entity_id = first.entities["recipient"]
        self._timeline.say(f"notify.send_message to {entity_id}: “{alarm}”")
        async with self._timeline.step("notify.send_message takes the message", 10):
            await websocket.perform(
                "notify.send_message", {"entity_id": entity_id, "message": alarm}
            )
        async with self._timeline.step(f"{second.title} delivers it", 10):
            delivered = await self._watch.status(
                lambda event: (
                    event["config_entry_id"] == second.entry_id
                    and event["phone"] == first.account.recipient.phone
                    and event["state"] == "delivered"
                )
            )
            # Begun by the account that refused it: one message all along.
            await self._watch.status(
                lambda event: (
                    event["config_entry_id"] == first.entry_id
                    and event["reference"] == delivered["reference"]
                    and event["state"] == "pending"
                )
            )

    async def _prove(self, alarm: str, first: Added, second: Added) -> None:
        """Read in the ledgers who refused it and why, and that it arrived once."""
        ledger = await self._records.ledger()
        phone = first.account.recipient.phone.lstrip("+")
        refused = _refusal(ledger["requests"], first)
        self._timeline.say(f"{first.account.name} refused it: {refused}")
        messages = [
            message
            for message in ledger["messages"]
            if message["phone"] == phone and message["text"] == alarm
        ]
        providers = [message["provider"] for message in messages if message["arrived"]]
        if len(messages) != 1 or providers != [second.account.provider]:
            raise DemoError(
                f"Expected: one SMS, on the phone by {second.account.name}."
                f" Instead: {messages}"
            )
        self._timeline.say(
            f"{second.account.name} carried it: accepted once, on the phone once,"
            f" {Decimal(messages[0]['cost']):.2f} RUB charged"
        )


def _refusal(requests: list[dict[str, Any]], added: Added) -> str:
    """Return the words and the number of the one refusal by an account."""
    refusals = [
        request
        for request in requests
        if request["provider"] == added.account.provider
        and request["error_code"] is not None
    ]
    if len(refusals) != 1:
        raise DemoError(
            f"Expected: one refusal by {added.account.name}. Instead: {refusals}"
        )
    [request] = refusals
    answer = json.loads(request["answer"])
    return f"error {request['error_code']}, “{answer['error']}”"
