"""What the documents promise of each action, by the name of the example."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.util import dt as dt_util

from .conftest import ANNA, MOM
from .documents import Example
from .example_house import DAD, House, first_data

type Case = Callable[[House, Example], Awaitable[None]]

GROUP = "7"
"""Of the address book, under the name that the example gives it."""


@dataclass(frozen=True, slots=True)
class Sends:
    """A list of actions that sends, over a channel, to these and nobody else."""

    channel: str
    whom: tuple[str, ...]
    provider: str = "smsc"

    async def __call__(self, house: House, example: Example) -> None:
        """Run it, and look at what the provider took."""
        await house.run(example)
        messages = house.simulator.ledger.messages
        taken = {(m.provider, m.channel, m.phone) for m in messages}

        assert taken == {
            (self.provider, self.channel, phone.lstrip("+")) for phone in self.whom
        }
        assert len(messages) == len(self.whom)
        assert not house.simulator.ledger.unknown_parameters
        for text in _texts(first_data(example)):
            assert any(text in message.text for message in messages)


def _texts(data: dict[str, Any]) -> list[str]:
    """Return the texts that are the same whenever the example runs."""
    rows = data.get("messages", [data])
    texts = [str(row["message"]) for row in rows if "message" in row]
    return [text for text in texts if "{{" not in text]


async def _notes(house: House, example: Example, *words: str) -> None:
    """Run an example that shows an answer, and look for these in what it shows."""
    await house.run(example)
    [note] = house.notes
    for word in words:
        assert word in note, note


async def estimate_cost(house: House, example: Example) -> None:
    """The price is shown; nobody gets anything."""
    await _notes(house, example, "2", "6.4", "RUB")
    assert not house.simulator.ledger.messages


async def cancel_message(house: House, example: Example) -> None:
    """What the provider keeps until tomorrow is taken back."""
    await house.act(
        "send_sms",
        recipient="notify.mom",
        message="Good morning!",
        tag=first_data(example)["tag"],
        send_at=dt_util.now().replace(year=dt_util.now().year + 1, day=1).isoformat(),
    )
    await house.run(example)

    [message] = house.simulator.ledger.messages
    assert message.deleted
    assert house.statuses.states[-1] == "cancelled"


async def get_message_status(house: House, example: Example) -> None:
    """The state of what went out under a tag is shown."""
    await house.act(
        "send_sms",
        recipient="notify.mom",
        message="Water!",
        tag=first_data(example)["tag"],
        wait_for_delivery={"seconds": 60},
    )
    await _notes(house, example, "Mom: delivered")


async def get_sent(house: House, example: Example) -> None:
    """What went out is listed with its text."""
    await house.act("send_sms", recipient="notify.mom", message="Water!")
    await _notes(house, example, "Mom", "Water!")


async def get_incoming(house: House, example: Example) -> None:
    """What came in is listed with its text."""
    house.simulator.smsc.receive(phone=MOM, text="On my way")
    await house.received.until(bool)
    await _notes(house, example, "Mom", "On my way")


async def lookup_number(house: House, example: Example) -> None:
    """Whether a phone answers is shown; its owner gets nothing."""
    await _notes(house, example, "Mom", "True")
    assert not house.simulator.phones.inbox(MOM)


async def confirm_by_call(house: House, example: Example) -> None:
    """A call within the time opens the gate."""
    running = house.hass.async_create_task(house.run(example))
    # It waits from when it has read the number, which a thread does.
    while not running.done():
        house.simulator.smsc.ring(MOM)
        await house.until(lambda: house.called.data)
        house.called.data.clear()
    await running

    assert len(house.opened) == 1


async def get_statistics(house: House, example: Example) -> None:
    """What the provider has counted is shown."""
    websms = house.account("WEBSMS (demo)").entry_id
    sent = await house.act(
        "send_sms", recipient="notify.mom", message="Water!", config_entry_id=websms
    )
    await _notes(house, example, "1", f"{sent['messages'][0]['cost']}", "RUB")


async def get_groups(house: House, example: Example) -> None:
    """The groups of the book are listed."""
    await _notes(house, example, "Семья")


async def add_group(house: House, example: Example) -> None:
    """It is in the book, under the name that the page gives."""
    await house.run(example)
    name = first_data(example)["name"]
    assert name in house.simulator.websms.book().groups.values()


async def edit_group(house: House, example: Example) -> None:
    """It has the new name."""
    data = first_data(example)
    house.simulator.websms.book().groups[GROUP] = data["group"]
    await house.run(example)
    assert house.simulator.websms.book().groups[GROUP] == data["name"]


async def delete_group(house: House, example: Example) -> None:
    """It is gone."""
    house.simulator.websms.book().groups[GROUP] = first_data(example)["group"]
    await house.run(example)
    assert GROUP not in house.simulator.websms.book().groups


async def get_contacts(house: House, example: Example) -> None:
    """Whoever is in the group is listed."""
    await with_contact(house, example)
    await _notes(house, example, MOM.lstrip("+"))


async def add_contact(house: House, example: Example) -> None:
    """Somebody is in the group."""
    data = first_data(example)
    house.simulator.websms.book().groups[GROUP] = data["group"]
    await house.run(example)
    [contact] = house.simulator.websms.book().members(GROUP)
    assert contact.name == data["first_name"]


async def edit_contact(house: House, example: Example) -> None:
    """The number is the new one."""
    await with_contact(house, example)
    await house.run(example)
    [contact] = house.simulator.websms.book().members(GROUP)
    assert contact.phone.lstrip("+") == DAD.lstrip("+")


async def delete_contact(house: House, example: Example) -> None:
    """Nobody is in the group any more."""
    await with_contact(house, example)
    await house.run(example)
    assert not house.simulator.websms.book().members(GROUP)


async def import_recipients(house: House, example: Example) -> None:
    """Whoever is in the group has a notify entity."""
    await with_contact(house, example)
    await house.run(example)
    assert house.account("WEBSMS (demo)").subentries
    assert MOM in str(house.account("WEBSMS (demo)").subentries)


async def with_contact(house: House, example: Example) -> None:
    """Let Mom be in the group that an example names, and in no other."""
    book = house.simulator.websms.book()
    group = first_data(example)["group"]
    book.groups[GROUP] = group
    await house.act("add_contact", group=group, phone=MOM, first_name="Anna")


ACTIONS: dict[str, Case] = {
    "send_message": Sends("sms", (MOM,)),
    "send_sms": Sends("sms", (MOM, DAD)),
    "send_personal_sms": Sends("sms", (MOM, DAD)),
    "send_personal_link": Sends("sms", (MOM,), "websms"),
    "make_call": Sends("call", (MOM,)),
    "send_flash_call": Sends("flashcall", (ANNA,), "smspilot"),
    "send_viber": Sends("viber", (MOM,)),
    "send_whatsapp": Sends("whatsapp", (MOM,)),
    "send_social": Sends("soc", (MOM,)),
    "send_telegram": Sends("telegram", (MOM,)),
    "send_email": Sends("mail", ("anna@example.com",)),
    "send_mms": Sends("mms", (MOM,)),
    "send_wap_push": Sends("push", (MOM,)),
    "send_binary": Sends("binary", (MOM,)),
    "estimate_cost": estimate_cost,
    "cancel_message": cancel_message,
    "get_message_status": get_message_status,
    "get_sent": get_sent,
    "get_incoming": get_incoming,
    "lookup_number": lookup_number,
    "confirm_by_call": confirm_by_call,
    "get_statistics": get_statistics,
    "get_groups": get_groups,
    "add_group": add_group,
    "edit_group": edit_group,
    "delete_group": delete_group,
    "get_contacts": get_contacts,
    "add_contact": add_contact,
    "edit_contact": edit_contact,
    "delete_contact": delete_contact,
    "import_recipients": import_recipients,
    "two-way": Sends("2way", (ANNA,), "smspilot"),
    "test-sms": Sends("sms", (MOM,)),
    "migrated-action": Sends("sms", (MOM,)),
    "migrated-number": Sends("sms", ("+79261234567",)),
    "after-clicksend": Sends("sms", (MOM, DAD)),
    "after-twilio": Sends("sms", (MOM,)),
}
"""By name; those of the integration's actions are called as the action is."""
