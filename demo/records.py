"""Compares what the providers kept with what Home Assistant shows, account by account."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .accounts import DemoAccount
from .api import RestApi
from .errors import DemoError
from .simulator import SimulatorProcess
from .timeline import Timeline

FIRST_BALANCE = Decimal(1000)
PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Added:
    """An account as Home Assistant knows it."""

    account: DemoAccount
    entry_id: str
    title: str
    entities: dict[str, str]


class Records:
    """What both sides have on record."""

    def __init__(
        self, api: RestApi, simulator: SimulatorProcess, timeline: Timeline
    ) -> None:
        """Compare these two, and tell it on a timeline."""
        self._api = api
        self._simulator = simulator
        self._timeline = timeline

    async def ledger(self) -> dict[str, Any]:
        """Return what the providers kept."""
        async with self._timeline.step("the simulator shows its ledger", 10):
            ledger: dict[str, Any] = await self._simulator.show("ledger")
        return ledger

    async def compare(self, carried: list[tuple[Added, int]], refused: str) -> None:
        """Compare all: how many messages each account has carried, which was refused."""
        ledger = await self.ledger()
        async with self._timeline.step("the simulator shows its callbacks", 10):
            attempts = (await self._simulator.show("callbacks"))["attempts"]
        if wrong := ledger["unknown_parameters"]:
            raise DemoError(f"The simulator did not understand: {wrong}")
        if [message["text"] for message in ledger["refused"]] != [refused]:
            raise DemoError(
                f"Expected: “{refused}” is refused. Instead: {ledger['refused']}"
            )
        if any(attempt["status"] != 200 for attempt in attempts):
            raise DemoError(f"The webhook did not take every callback: {attempts}")
        self._timeline.say(f"The webhook took {len(attempts)} callbacks")
        for added, count in carried:
            await self._compare_account(added, count, ledger["messages"])

    async def _compare_account(
        self, added: Added, count: int, messages: list[dict[str, Any]]
    ) -> None:
        """Compare the records of one account."""
        name = added.account.name
        accepted = [m for m in messages if m["provider"] == added.account.provider]
        arrived = [message for message in accepted if message["arrived"]]
        charged = sum((Decimal(message["cost"]) for message in accepted), Decimal(0))
        self._timeline.say(
            f"The ledger of {name}: {len(accepted)} messages accepted, {len(arrived)}"
            f" on the phone, {charged:.2f} RUB charged"
        )
        if len(accepted) != count or len(arrived) != count:
            raise DemoError(
                f"Expected: {count} messages on the phone. Instead: {accepted}"
            )
        balance = await self.until_balance(added, FIRST_BALANCE - charged)
        entities = added.entities
        await self.until_state(entities["messages_in_transit"], lambda s: s == "0")
        for key in ("last_message_status", "recipient_last_message_status"):
            await self.until_state(entities[key], lambda s: s == "delivered")
        path = await self.until_state(
            entities["report_path"], lambda s: s == "callback"
        )
        self._timeline.say(
            f"Home Assistant on {added.title}: balance {balance:.2f} RUB, 0 messages in"
            f" transit, last message delivered, report path {path}"
        )

    async def until_balance(self, added: Added, wanted: Decimal) -> Decimal:
        """Wait until the sensor shows a balance."""
        shown = await self.until_state(
            added.entities["balance"],
            lambda state: (
                state not in ("unknown", "unavailable") and Decimal(state) == wanted
            ),
            f"a balance of {wanted} RUB",
        )
        return Decimal(shown)

    async def until_state(
        self,
        entity_id: str,
        condition: Callable[[str], bool],
        expected: str = "another state",
    ) -> str:
        """Wait until the state of an entity fulfils a condition."""
        state = ""
        try:
            async with asyncio.timeout(5):
                while True:
                    state = str((await self._api.get(f"states/{entity_id}"))["state"])
                    if condition(state):
                        return state
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise DemoError(f"{entity_id} is {state}; expected: {expected}") from None
