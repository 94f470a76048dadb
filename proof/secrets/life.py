"""Everything that a log, a repair, a state or an error may tell of, done once."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from aiohttp import ClientConnectionError

from demo.accounts import DemoAccount
from demo.errors import DemoError

from .home import ACCOUNTS, TelltaleHome
from .telltales import WORD, WRONG_PASSWORD, Kind, phone, text

DOMAIN: Final = "sms_gateway"

_FAULTS: Final = ("drop_before", "drop_after", "html", "garbage", "truncated", "empty")

_PATHS: Final = {
    "smsc": "/sys/send.php",
    "smspilot": "/api.php",
    "websms": "/json_in5.asp",
}

_SENDING: Final[Mapping[str, Mapping[str, Any]]] = {
    "send_sms": {"message": text("an alarm")},
    "send_personal_link": {"message": text("a link %URL%"), "page": text("a page")},
    "make_call": {"message": text("a call")},
    "send_flash_call": {"code": "4711"},
    "send_viber": {"message": text("by Viber"), "sender": "Viber"},
    "send_whatsapp": {"message": text("by WhatsApp")},
    "send_social": {"message": text("by a network")},
    "send_telegram": {"message": text("by Telegram"), "bot": "@tell_bot"},
    "send_wap_push": {"url": f"https://example.org/{WORD}", "title": text("a push")},
    "send_binary": {"payload": WORD.encode().hex()},
    "send_mms": {"subject": text("a subject"), "message": text("a picture")},
}
"""Actions to numbers, with what only they need."""

_ASKING: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("estimate_cost", {"message": text("what is it")}),
    ("lookup_number", {"kind": "hlr"}),
    ("get_incoming", {}),
    ("get_sent", {}),
)

_BOOK: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("get_statistics", {}),
    ("get_groups", {}),
    ("add_group", {"name": "Family"}),
    ("add_contact", {"group": "Family", "phone": phone(600), "first_name": "A"}),
    ("get_contacts", {"group": "Family"}),
    ("edit_contact", {"phone": phone(600), "group": "Family", "new_phone": phone(601)}),
    ("import_recipients", {"group": "Family"}),
    ("delete_contact", {"phone": phone(601), "group": "Family"}),
    ("edit_group", {"group": "Family", "name": "Friends"}),
    ("delete_group", {"group": "Friends"}),
)


class Life:
    """What is done in a home, and what its callers were told of errors."""

    def __init__(self, home: TelltaleHome, *, is_short: bool) -> None:
        """Prepare to live it; the short one leaves the kinds out that are alike."""
        self._home = home
        self._is_short = is_short
        self._next_phone = 1000
        self.errors: list[str] = []
        self.done: dict[str, int] = {}
        self.seen: dict[str, list[Any]] = {"diagnostics": [], "repairs": []}
        """What was to be seen on the way: a repair goes when its cause is healed."""

    async def live(self) -> None:
        """Do all of it."""
        home = self._home
        await self._every_action()
        await self._incoming()
        await self._forgeries()
        await self._faults()
        await self._look()
        await self._refusals()
        await self._look()
        await self._wrong_passwords()
        await self._kill()
        await self._no_network()
        await home.websocket.command(
            "fire_event", event_type="telltale_go", event_data={}
        )
        await asyncio.sleep(2)
        await self._look()
        await self._collect_tokens()

    async def _look(self) -> None:
        """Download diagnostics and read the repairs, as an owner in trouble does."""
        home = self._home
        issues = (await home.websocket.command("repairs/list_issues"))["issues"]
        self.seen["repairs"] += [one for one in issues if one["domain"] == DOMAIN]
        for name in home.entries:
            self.seen["diagnostics"].append(await self._diagnostics(name))

    async def _diagnostics(self, name: str) -> Any:
        """Download the diagnostics of an account."""
        path = f"diagnostics/config_entry/{self._home.entries[name]}"
        return (await self._home.api.get(path))["data"]

    def _new_phone(self) -> str:
        """Return a number that nothing was sent to."""
        self._next_phone += 1
        return phone(self._next_phone)

    async def act(self, action: str, **data: Any) -> Mapping[str, Any]:
        """Perform an action; keep what it says of errors."""
        self.done[action] = self.done.get(action, 0) + 1
        domain = "" if "." in action else f"{DOMAIN}."
        try:
            answer: Any = await self._home.websocket.perform(
                domain + action, data, answers=bool(domain)
            )
        except DemoError as err:
            self.errors.append(str(err))
            return {}
        for message in (answer or {}).get("messages", []):
            if error := message.get("error"):
                self.errors.append(error)
        return answer or {}

    async def _every_action(self) -> None:
        """Do everything that can be done, on every account, practised and in earnest."""
        home = self._home
        for name, entry_id in home.entries.items():
            to_entity = {"entity_id": home.notify[name], "title": text("a title")}
            await self.act("notify.send_message", **to_entity, message=text(name))
            for action, data in _SENDING.items():
                for is_practice in (False,) if self._is_short else (True, False):
                    await self.act(
                        action,
                        config_entry_id=entry_id,
                        phone=[self._new_phone(), self._new_phone()],
                        dry_run=is_practice,
                        tag=f"{name}_{action}",
                        **data,
                    )
            address = f"{WORD}@mail.example"
            await self.act(
                "send_email",
                config_entry_id=entry_id,
                address=address,
                from_address="home@mail.example",
                subject=text("a subject"),
                message=text("a letter"),
            )
            own = [{"phone": self._new_phone(), "message": text("your own")}]
            await self.act("send_personal_sms", config_entry_id=entry_id, messages=own)
            for action, data in _ASKING:
                await self.act(
                    action, config_entry_id=entry_id, phone=self._new_phone(), **data
                )
            await self.act("get_message_status", tag=f"{name}_send_sms")
            await self.act("cancel_message", tag=f"{name}_send_sms")
            await self.act(
                "send_sms",
                config_entry_id=entry_id,
                phone=self._new_phone(),
                message=text("waited for"),
                wait_for_delivery={"seconds": 5},
            )
        for action, data in _BOOK:
            await self.act(action, config_entry_id=home.entries["websms"], **data)
        await self.act(
            "confirm_by_call", phone=self._new_phone(), wait_for_call={"seconds": 1}
        )

    async def _incoming(self) -> None:
        """Let phones answer and call."""
        home = self._home
        for name, place in (("smsc", 1), ("smspilot", 3)):
            for number in (phone(place), self._new_phone()):
                await home.simulator.control(
                    f"{name}/incoming",
                    phone=number,
                    text=text("an answer"),
                    account=home.login(name),
                )
        await home.simulator.control(
            "smsc/call", phone=phone(1), account=home.login("smsc")
        )
        await asyncio.sleep(2)
        # What has not come in cannot be found.
        for name, came in (("smsc", {"message", "call"}), ("smspilot", {"message"})):
            if missing := came - (await self._diagnostics(name))["callbacks"].keys():
                raise DemoError(f"Nothing came in at {name} of the kind {missing}.")

    async def _forgeries(self) -> None:
        """Call each webhook with what is no callback, or no genuine one."""
        number, words = self._new_phone(), text("forged")
        for address in self._home.addresses.values():
            url = address.partition("?")[0]
            for content in (
                {"phone": number, "mes": words, "sha1": "00"},
                {"id": words, "phone": number, "status": "1"},
                {"server_id": "1", "phone": number, "status": "2", "message": words},
                {"mes": words},
                {f"{words}{place}": number for place in range(200)},
            ):
                async with self._home.session.post(url, data=content) as answer:
                    await answer.read()
            for body in (b"<" + words.encode(), b"{" + words.encode(), b"\xff" * 70000):
                async with self._home.session.post(url, data=body) as answer:
                    await answer.read()
            # Home Assistant takes it for an attack, and warns of it.
            attack = {"phone": number, "mes": f"{words} ../", "message": words}
            async with self._home.session.get(url, params=attack) as answer:
                if answer.status != HTTPStatus.BAD_REQUEST:
                    raise DemoError(f"No attack for Home Assistant: {answer.status}")
            async with self._home.session.put(url, data=attack) as answer:
                await answer.read()

    async def _faults(self) -> None:
        """Lose and spoil answers of every provider."""
        for name in ("smsc", "smspilot", "websms"):
            for kind in _FAULTS[:2] if self._is_short else _FAULTS:
                await self._home.simulator.control(
                    "faults", kind=kind, path=_PATHS[name]
                )
                await self.act(
                    "send_sms",
                    config_entry_id=self._home.entries[name],
                    phone=self._new_phone(),
                    message=text(f"with {kind}"),
                )

    async def _refusals(self) -> None:
        """Order what cannot be carried out."""
        home = self._home
        for name, entry_id in home.entries.items():
            to_account = {"config_entry_id": entry_id}
            for data in (
                {"message": text("FORBIDDEN-WORD"), "phone": self._new_phone()},
                {"message": text("no number"), "phone": f"{self._new_phone()}00"},
                {"message": text("too long") * 90, "phone": self._new_phone()},
                {"message": text("parts"), "phone": self._new_phone(), "max_parts": 0},
                {"message": text("x"), "phone": self._new_phone(), "sender": "A" * 90},
                {"message": text("some"), "phone": [self._new_phone(), "112233"]},
                {"message": text("field"), "phone": self._new_phone(), "nothing": 1},
            ):
                await self.act("send_sms", **to_account, **data)
            await self._unanswered(name)
            await home.set_account(name, balance="0.10")
            await self.act(
                "send_sms",
                **to_account,
                phone=self._new_phone(),
                message=text("without money"),
            )
            await home.set_account(name, balance="1000")
        picture = b64encode(WORD.encode()).decode()
        await self.act(
            "send_mms",
            config_entry_id=home.entries["smsc"],
            phone=self._new_phone(),
            attachments=[{"media_content_id": picture, "media_content_type": "x"}],
        )

    async def _unanswered(self, name: str) -> None:
        """Send what is told of in repairs only: nobody waits for the answer."""
        home = self._home
        await home.set_account(name, balance="12")
        for message in (text("with little money"), text("FORBIDDEN-WORD")):
            data = {"config_entry_id": home.entries[name], "message": message}
            phones = [self._new_phone(), "112233"]
            with suppress(DemoError):
                await home.websocket.perform(
                    f"{DOMAIN}.send_sms", data | {"phone": phones}
                )
        if ACCOUNTS[name].provider == "smsc":
            # A report that still comes would say that all is well.
            await asyncio.sleep(3)
            await home.set_account(name, test_mode=True)
            await self.act(
                "send_sms",
                config_entry_id=home.entries[name],
                phone=self._new_phone(),
                message=text("in test mode"),
                wait_for_delivery={"seconds": 15},
            )
            await self._look()
            await home.set_account(name, test_mode=False)

    async def _wrong_passwords(self) -> None:
        """Change the credentials at the providers, fail with wrong ones, then mend it."""
        home = self._home
        for name, account in ACCOUNTS.items():
            secrets = {k: v for k, v in account.credentials.items() if k != "login"}
            await home.set_account(name, **dict.fromkeys(secrets, "another-one-55"))
            await self.act(
                "send_sms",
                config_entry_id=home.entries[name],
                phone=self._new_phone(),
                message=text("with the wrong password"),
            )
        await asyncio.sleep(2)
        await self._look()
        flows = await home.websocket.command("config_entries/flow/progress")
        if not flows:
            raise DemoError("No account has asked for its password.")
        for name, account in ACCOUNTS.items():
            secrets = {k: v for k, v in account.credentials.items() if k != "login"}
            await home.set_account(name, **secrets)
            for flow in flows:
                if flow["context"].get("entry_id") == home.entries[name]:
                    await self._log_in_again(flow["flow_id"], account, secrets)

    async def _log_in_again(
        self, flow_id: str, account: DemoAccount, secrets: Mapping[str, str]
    ) -> None:
        """Type wrong credentials, then the right ones."""
        path = f"config/config_entries/flow/{flow_id}"
        given = {
            **account.credentials,
            "advanced": {"base_url": self._home.simulator.url},
        }
        wrong = dict.fromkeys(secrets, WRONG_PASSWORD)
        refused = await self._home.api.post(path, **(given | wrong))
        self.errors.append(str(refused["errors"]))
        accepted = await self._home.api.post(path, **given)
        if accepted.get("reason") != "reauth_successful":
            raise DemoError(f"The right credentials were not accepted: {accepted}")

    async def _kill(self) -> None:
        """Cut the power in the middle of a request, and come back."""
        home = self._home
        await home.simulator.control(
            "faults", kind="delay", seconds=30, path=_PATHS["smsc"], accept=True
        )
        sending = asyncio.create_task(
            self.act(
                "send_sms",
                config_entry_id=home.entries["smsc"],
                phone=self._new_phone(),
                message=text("at the kill"),
            )
        )
        async with asyncio.timeout(30):
            while any(
                fault["kind"] == "delay"
                for fault in await home.simulator.show("faults")
            ):
                await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        await home.process.kill()
        await home.disconnect()
        await asyncio.gather(sending, return_exceptions=True)
        async with asyncio.timeout(180), asyncio.TaskGroup() as both:
            both.create_task(home.process.start_and_wait())
            both.create_task(self._call_early())
        await home.connect()

    async def _call_early(self) -> None:
        """Call as soon as Home Assistant listens, which is before we do."""
        answered = False
        while not answered:
            await asyncio.sleep(0.05)
            with suppress(ClientConnectionError):
                async with self._home.session.post(
                    self._home.addresses["smspilot"],
                    data={"phone": self._new_phone(), "message": text("early")},
                ) as answer:
                    # Until the path is there at all.
                    answered = answer.status == HTTPStatus.OK

    async def _no_network(self) -> None:
        """Let the providers be out of reach for a while."""
        await self._home.simulator.control("down", seconds=4)
        await asyncio.sleep(0.5)
        for name, entry_id in self._home.entries.items():
            await self.act(
                "send_sms",
                config_entry_id=entry_id,
                phone=self._new_phone(),
                message=text(f"without network {name}"),
            )
        await asyncio.sleep(5)

    async def _collect_tokens(self) -> None:
        """Look for the tokens too that went along to SMSPILOT."""
        ledger = await self._home.simulator.show("ledger")
        addresses = {
            request["parameters"].get("callback")
            for request in ledger["requests"]
            if request["provider"] == "smspilot"
        } - {None}
        # A question about a price has an empty one.
        tokens = {one.partition("token=")[2] for one in addresses} - {""}
        if not tokens:
            raise DemoError("No address for reports went along to SMSPILOT.")
        self._home.telltales.add(Kind.TOKEN, *tokens)
