"""What happens in the demo, step by step, each with its deadline and its proof."""

import asyncio
from collections import Counter

import aiohttp

from .accounts import DemoAccount, demo_accounts, demo_failover
from .api import RestApi, WebSocketApi
from .dashboard import WORDS, save_dashboard
from .errors import DemoError
from .failover import Failover
from .home_assistant import HomeAssistantProcess
from .records import FIRST_BALANCE, PAUSE, Added, Records
from .simulator import SimulatorProcess
from .timeline import Timeline
from .user import (
    add_account,
    confirm_network_settings,
    find_entities,
    go_through_onboarding,
    read_callback_address,
    remove_other_integrations,
)
from .watch import Event, Watch

_OF_ACCOUNT = (
    "balance",
    "last_message_status",
    "messages_in_transit",
    "message_status",
    "report_path",
)
_OF_RECIPIENT = ("recipient", "recipient_last_message_status")
_INCOMING = ("incoming_message", "recipient_incoming_message")


class Story:
    """The demo from two programs that are up to the last message that came in."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        timeline: Timeline,
        simulator: SimulatorProcess,
        home_assistant: HomeAssistantProcess,
    ) -> None:
        """Tell a story with these two, in Home Assistant's language."""
        self.api = RestApi(session, home_assistant.url)
        self.watch = Watch(timeline)
        self.records = Records(self.api, simulator, timeline)
        self.added: list[Added] = []
        self._session = session
        self._timeline = timeline
        self._simulator = simulator
        self._home_assistant = home_assistant
        self._websocket: WebSocketApi | None = None
        self._carried = Counter[str]()

    @property
    def websocket(self) -> WebSocketApi:
        """Return the connection that brings the events."""
        if self._websocket is None:
            raise DemoError("There is no connection to Home Assistant.")
        return self._websocket

    async def tell(self) -> None:
        """Do all of it."""
        await self.prepare()
        await self._make_dashboard()
        for added in self.added:
            alarm = await self._send_by_notify(added)
            question = await self._send_by_action(added)
            if added.account.answer is not None:
                answered = alarm if added.account.sender is None else question
                await self._answer(added, answered, added.account.answer)
        refused = await self._show_failover()
        await self.records.compare(
            [(added, self._carried[added.entry_id]) for added in self.added], refused
        )

    async def prepare(self) -> None:
        """Do what comes before the first message."""
        await self._start()
        await self._onboard()
        await self.connect()
        async with self._timeline.step("the network settings are confirmed", 10):
            await confirm_network_settings(self.websocket)
            self._home_assistant.drop_network_settings()
        for account in demo_accounts(self._home_assistant.language):
            await self._add(account)

    async def _show_failover(self) -> str:
        """Let one account refuse an alarm, and another one carry it; return its text."""
        words = demo_failover(self._home_assistant.language)
        first, second = (
            next(added for added in self.added if added.account.provider == provider)
            for provider in (words.refuses, words.carries)
        )
        failover = Failover(
            self.api, self.watch, self.records, self._simulator, self._timeline
        )
        await failover.show(self.websocket, words, first, second)
        self._carried[second.entry_id] += 1
        return words.alarm

    async def connect(self) -> None:
        """Wait until Home Assistant has started in full, and begin to listen."""
        await self.close()
        async with self._timeline.step("Home Assistant has started in full", 60):
            while (await self.api.get("config"))["state"] != "RUNNING":
                await asyncio.sleep(PAUSE)
        async with self._timeline.step("the websocket tells of events", 10):
            self._websocket = await WebSocketApi.connect(
                self._session, self.api.url, self.api.token
            )
            await self.watch.listen(self._websocket)

    async def close(self) -> None:
        """Listen no more."""
        if self._websocket is not None:
            await self._websocket.close()
            self._websocket = None

    async def _start(self) -> None:
        """Start the two programs."""
        simulator, home_assistant = self._simulator, self._home_assistant
        self._timeline.say("Starting the simulator, then Home Assistant")
        async with self._timeline.step("the simulator listens", 20):
            await simulator.start_and_wait()
        self._timeline.say(f"The simulator of the providers is up: {simulator.url}")
        async with self._timeline.step("Home Assistant answers", 90):
            await home_assistant.start_and_wait()
        self._timeline.say(f"Home Assistant is up: {home_assistant.url}")

    async def _onboard(self) -> None:
        """Create the login."""
        async with self._timeline.step("the onboarding takes the login", 30):
            await go_through_onboarding(self.api, self._home_assistant.language)
            version = (await self.api.get("config"))["version"]
        self._timeline.say(f"The onboarding of Home Assistant {version} is done")

    async def _add(self, account: DemoAccount) -> None:
        """Add an account with its recipient, and let the provider call us back."""
        api, timeline = self.api, self._timeline
        async with timeline.step(f"the account at {account.name} is added", 20):
            entry = await add_account(api, account, self._simulator.url)
        wanted = {*_OF_ACCOUNT, *_OF_RECIPIENT}
        if account.answer is not None:
            wanted.update(_INCOMING)
        async with timeline.step(f"there are the entities {sorted(wanted)}", 10):
            entities = await find_entities(self.websocket, entry["entry_id"])
            while wanted - entities.keys():
                await asyncio.sleep(PAUSE)
                entities = await find_entities(self.websocket, entry["entry_id"])
        added = Added(account, entry["entry_id"], entry["title"], entities)
        await self.records.until_balance(added, FIRST_BALANCE)
        timeline.say(f"{added.title} is added, with {FIRST_BALANCE} RUB on the account")
        recipient = account.recipient
        timeline.say(f"{recipient.name} is added, with the number {recipient.written}")
        async with timeline.step("the options show the callback address", 10):
            address = await read_callback_address(api, added.entry_id)
        async with timeline.step(f"{account.name} takes the callback address", 10):
            await self._simulator.control(
                f"{account.provider}/account",
                **{
                    name: setting.format(address=address)
                    for name, setting in account.handlers.items()
                },
            )
        timeline.say(f"The callback address is entered at {account.name}: {address}")
        self.added.append(added)

    async def _make_dashboard(self) -> None:
        """Make the dashboard, and leave nothing else to look at."""
        async with self._timeline.step("other integrations are removed", 20):
            await remove_other_integrations(self.api)
        language = self._home_assistant.language
        async with self._timeline.step("the dashboard is saved", 10):
            await save_dashboard(
                self.websocket,
                WORDS[language],
                [(added.account, added.title, added.entities) for added in self.added],
                f"{self._simulator.url}/?only=phones&language={language}",
            )
        self._timeline.say("The dashboard is made")

    async def _send_by_notify(self, added: Added) -> Event:
        """Send as any automation does; return the event of the delivery."""
        account, entity_id = added.account, added.entities["recipient"]
        self._timeline.say(f"notify.send_message to {entity_id}: “{account.alarm}”")
        async with self._timeline.step("notify.send_message takes the message", 10):
            await self.websocket.perform(
                "notify.send_message",
                {"entity_id": entity_id, "message": account.alarm},
            )
        self._carried[added.entry_id] += 1
        async with self._timeline.step("its delivery report comes", 10):
            return await self.watch.status(
                lambda event: (
                    event["config_entry_id"] == added.entry_id
                    and event["state"] == "delivered"
                )
            )

    async def _send_by_action(self, added: Added) -> Event:
        """Send by the integration's own action, which answers when it has arrived."""
        tag, sender = f"demo_{added.account.provider}", added.account.sender
        self._timeline.say(
            f"sms_gateway.send_sms, waiting for delivery: “{added.account.question}”"
        )
        expected = "sms_gateway.send_sms answers with one delivered message"
        async with self._timeline.step(expected, 15):
            response = await self.websocket.perform(
                "sms_gateway.send_sms",
                {
                    "recipient": [added.entities["recipient"]],
                    "message": added.account.question,
                    **({"sender": sender} if sender else {}),
                    "tag": tag,
                    "wait_for_delivery": {"seconds": 10},
                },
                answers=True,
            )
            [message] = response["messages"]
            [account] = response["accounts"]
            if message["state"] != "delivered" or message["error"] is not None:
                raise DemoError(f"It answered {response}")
        self._carried[added.entry_id] += 1
        self._timeline.say(
            f"sms_gateway.send_sms answers: {message['state']},"
            f" cost {account['cost']:.2f} {account['currency']},"
            f" balance {account['balance']:.2f} {account['currency']}"
        )
        async with self._timeline.step("its events carry the tag and the reference", 5):
            return await self.watch.status(
                lambda event: (
                    event["tag"] == tag
                    and event["reference"] == message["reference"]
                    and event["state"] == "delivered"
                )
            )

    async def _answer(self, added: Added, answered: Event, text: str) -> None:
        """Let the phone answer a message."""
        recipient = added.account.recipient
        self._timeline.say(f"{recipient.name} answers")
        expected = f"a message of {recipient.name} comes in, in answer to that SMS"
        async with self._timeline.step(expected, 10):
            await self._simulator.control(
                f"{added.account.provider}/incoming",
                phone=recipient.phone,
                text=text,
                sms_id=answered["message_id"],
            )
            await self.watch.message(
                lambda event: (
                    event["config_entry_id"] == added.entry_id
                    and event["text"] == text
                    and event["recipient"] == recipient.name
                    and event["reply_to"] == answered["reference"]
                )
            )
        entity_id = added.entities["recipient_incoming_message"]
        await self.records.until_state(entity_id, lambda state: state != "unknown")
