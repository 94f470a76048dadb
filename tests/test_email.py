"""Mail: addresses in place of numbers, who it is from, files, and its own errors."""

import logging
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.camera import Camera
from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import Fate, ManualClock, Simulator

ANNA = "anna@demo.example"
MAIL = {
    "from_address": "alarm@demo.example",
    "subject": "Утечка",
    "message": "Вода & 100%",
}


def sends(simulator: Simulator) -> list[Any]:
    """Return the requests to send."""
    return [r for r in simulator.ledger.requests if r.path == "/sys/send.php"]


@pytest.mark.usefixtures("account")
async def test_a_mail(simulator: Simulator, act: Send) -> None:
    """Subject, text and sender arrive as they are; the answer names the address."""
    answer = await act("send_email", address="Anna@Demo.example", **MAIL)

    [mail] = simulator.ledger.over("mail")
    assert (mail.phone, mail.text, mail.sender) == (
        ANNA,
        MAIL["message"],
        MAIL["from_address"],
    )
    assert mail.details["subject"] == "Утечка"
    assert not simulator.ledger.unknown_parameters
    [message] = answer["messages"]
    assert (message["phone"], message["channel"]) == (ANNA, "email")


async def test_the_default_sender_id_is_not_for_mail(
    hass: HomeAssistant, account: MockConfigEntry, simulator: Simulator, act: Send
) -> None:
    """It is a name for SMS."""
    hass.config_entries.async_update_entry(account, options={"sender": "demo"})
    await hass.async_block_till_done()
    await act("send_email", address=ANNA, **MAIL)

    assert simulator.ledger.over("mail")[0].sender == MAIL["from_address"]


@pytest.mark.usefixtures("account")
async def test_files_go_along(simulator: Simulator, act: Send, media: Path) -> None:
    """Several, of any type, with names of any language."""
    (media / "plan.pdf").write_bytes(b"%PDF")
    (media / "дверь.jpg").write_bytes(b"\xff\xd8" * 5000)
    root = "media-source://media_source/local/"
    files = [{"media_content_id": f"{root}{n}"} for n in ("plan.pdf", "дверь.jpg")]
    await act("send_email", address=ANNA, attachments=files, **MAIL)

    [mail] = simulator.ledger.over("mail")
    assert mail.details["files"].startswith("plan.pdf:4, ")
    assert mail.details["files"].endswith(".jpg:10000")
    assert mail.text == MAIL["message"]


class Doorbell(ImageEntity):
    """An entity that shows who is at the door."""

    _attr_content_type = "image/png"
    entity_id = "image.doorbell"

    async def async_image(self) -> bytes:
        """Return the picture."""
        return b"png" * 10


class Door(Camera):
    """A camera that sees the door."""

    entity_id = "camera.door"

    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes:
        """Return the picture."""
        return b"jpg" * 10


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("domain", "entity_id", "file"),
    [
        ("image", "image.doorbell", "doorbell.png:30"),
        ("camera", "camera.door", "door.jpg:30"),
    ],
)
async def test_what_a_camera_shows_right_now(
    hass: HomeAssistant,
    simulator: Simulator,
    act: Send,
    domain: str,
    entity_id: str,
    file: str,
) -> None:
    """A picture is taken for the mail."""
    assert await async_setup_component(hass, domain, {})
    entity = Doorbell(hass) if domain == "image" else Door()
    await hass.data[domain].async_add_entities([entity])
    picture = f"media-source://{domain}/{entity_id}"
    await act("send_email", address=ANNA, attachments=picture, **MAIL)

    assert simulator.ledger.over("mail")[0].details["files"] == file


@pytest.mark.usefixtures("account")
async def test_all_files_together_have_a_limit(
    simulator: Simulator, act: Send, media: Path
) -> None:
    """Each would do by itself."""
    (media / "a.bin.txt").write_bytes(b"x" * 2 * 1024 * 1024)
    file = "media-source://media_source/local/a.bin.txt"
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_email", address=ANNA, attachments=[file, file], **MAIL)

    assert raised.value.translation_key == "media_too_large"
    assert not sends(simulator)


async def test_html_can_be_seen_to_be_read(
    simulator: Simulator, callbacks: str, act: Send, statuses: Recorded
) -> None:
    """Which the provider tells of nothing else."""
    simulator.phones.behave(ANNA, Fate.READ)
    await act(
        "send_email", address=ANNA, **MAIL | {"message": "<b>W</b>", "html": True}
    )
    await statuses.until_state("read")

    [mail] = simulator.ledger.over("mail")
    assert mail.text == "<html><body><b>W</b></body></html>"


@pytest.mark.parametrize(
    ("fate", "state", "code", "error"),
    [
        (Fate.UNDELIVERED, "undelivered", "1", "Address does not exist"),
        (Fate.EXPIRED, "expired", "2", "Mailbox is full"),
        (Fate.OFF, "undelivered", "4", "Mailbox is blocked"),
        (
            Fate.REJECTED,
            "undelivered",
            "255",
            "Rejected by the recipient's mail server",
        ),
    ],
)
async def test_errors_of_mail_are_its_own(
    simulator: Simulator,
    callbacks: str,
    act: Send,
    statuses: Recorded,
    fate: Fate,
    state: str,
    code: str,
    error: str,
) -> None:
    """The same code means something else of an SMS."""
    simulator.phones.behave(ANNA, fate)
    await act("send_email", address=ANNA, **MAIL)
    event = await statuses.until_state(state)

    assert (event["error_code"], event["error"]) == (code, error)
    assert event["phone"] == ANNA


async def test_a_look_up_reads_the_same_errors(
    clock: ManualClock,
    account: MockConfigEntry,
    simulator: Simulator,
    act: Send,
    statuses: Recorded,
) -> None:
    """Without callbacks, as in most homes."""
    simulator.phones.behave(ANNA, Fate.EXPIRED)
    await act("send_email", address=ANNA, **MAIL)
    [mail] = simulator.ledger.over("mail")
    await eventually(lambda: simulator.ledger.message(mail.key).status == 3)
    await as_time_passes(clock, lambda: "expired" in statuses.states)

    assert statuses.data[-1]["error"] == "Mailbox is full"


@pytest.mark.usefixtures("account")
async def test_a_bad_address_among_good_ones_stops_nobody(
    simulator: Simulator, act: Send
) -> None:
    """It comes back as a rejected message."""
    answer = await act("send_email", address=[ANNA, "anna@", MOM], **MAIL)

    states = {m["phone"]: m["state"] for m in answer["messages"]}
    assert states == {ANNA: "queued", "anna@": "rejected", MOM: "rejected"}
    assert len(simulator.ledger.over("mail")) == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"address": "anna"}, "address_invalid"),
        ({"address": "a@b.example, c@d.example"}, "address_invalid"),
        ({"address": []}, "no_address"),
        ({"from_address": "MyHome"}, "from_address_invalid"),
        ({"subject": " "}, "subject_empty"),
        ({"message": " ", "html": True}, "message_empty"),
    ],
)
async def test_bad_input_is_refused_before_anything_is_sent(
    simulator: Simulator, act: Send, data: dict[str, Any], error: str
) -> None:
    """The error says which field and why."""
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_email", **({"address": ANNA} | MAIL | data))

    assert raised.value.translation_key == error
    assert not sends(simulator)


async def test_addresses_stay_out_of_attributes_and_logs(
    hass: HomeAssistant,
    account: MockConfigEntry,
    act: Send,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As numbers do."""
    caplog.set_level(logging.DEBUG, "custom_components.sms_gateway")
    await act("send_email", address=ANNA, **MAIL)
    await hass.async_block_till_done()
    state = hass.states.get("event.smsc_demo_message_status")

    assert state is not None
    assert state.attributes["phone"] == "a•••@demo.example"
    ours = [r.getMessage() for r in caplog.records if "sms_gateway" in r.name]
    assert not [line for line in ours if ANNA in line]


@pytest.mark.usefixtures("account")
async def test_what_is_known_of_a_mail(act: Send) -> None:
    """It is found by its address, as other messages are by their numbers."""
    await act("send_email", address=ANNA, tag="leak", **MAIL)
    known = await act("get_message_status", tag="leak", phone="Anna@demo.example")

    assert [message["phone"] for message in known["messages"]] == [ANNA]


@pytest.mark.usefixtures("account")
async def test_a_bad_address_is_called_one(simulator: Simulator, act: Send) -> None:
    """It is no number, and was none to begin with."""
    answer = await act("send_email", address=[ANNA, "anna@"], **MAIL)

    errors = {m["phone"]: m["error"] for m in answer["messages"]}
    said = "this is not an e-mail address. Check it for typing errors."
    assert errors == {ANNA: None, "anna@": said}


@pytest.mark.usefixtures("account")
async def test_a_long_text_in_html_is_as_long_as_it_is(
    simulator: Simulator, act: Send
) -> None:
    """What is put around it is none of it, but takes of what there is."""
    mail = MAIL | {"message": "m" * 975}
    with pytest.raises(ServiceValidationError) as raised:
        await act("send_email", address=ANNA, html=True, **mail)
    assert raised.value.translation_placeholders == {"length": "975", "limit": "974"}

    mail["message"] = "m" * 974
    await act("send_email", address=ANNA, html=True, **mail)
    assert len(simulator.ledger.over("mail")[0].text) == 1000
