"""SMSC's other channels: what each needs, takes along, costs and is called."""

from decimal import Decimal

import pytest

from tests.simulator import Fate, ManualClock, Simulator
from tests.simulator.smsc.channels import RULES, SWITCHES

from .conftest import OTHER, PHONE, Handler, Wire

_MAIL = {
    "mail": "1",
    "phones": "Anna@demo.example",
    "subj": "Leak",
    "mes": "Water",
    "sender": "alarm@demo.example",
}
_CHANNELS: dict[str, dict[str, str]] = {
    "sms": {},
    "flash": {"flash": "1"},
    "binary": {"bin": "2", "mes": "0048656C6C6F"},
    "push": {"push": "1", "mes": "http://a.example\nTitle"},
    "hlr": {"hlr": "1", "mes": ""},
    "ping": {"ping": "1", "mes": ""},
    "mms": {"mms": "1"},
    "call": {"call": "1"},
    "mail": _MAIL,
    "viber": {"viber": "1"},
    "whatsapp": {"whatsapp": "1"},
    "soc": {"soc": "1"},
    "telegram": {"tg": "1", "mes": "123456"},
    "bot": {"bot": "@demo_bot", "phones": "#4711"},
}
_KINDS = {
    "sms": 0,
    "flash": 1,
    "binary": 2,
    "push": 3,
    "hlr": 4,
    "ping": 5,
    "mms": 6,
    "call": 7,
    "mail": 8,
    "viber": 10,
    "soc": 12,
}


def test_every_channel_is_tried() -> None:
    """None is forgotten here."""
    assert {rule.channel.value for rule in RULES} == {*_CHANNELS}


@pytest.mark.parametrize("channel", [*_CHANNELS])
async def test_a_message_of_each_channel(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    channel: str,
) -> None:
    """Accepted, charged, looked up and told with its type."""
    simulator.smsc.set_account(handler=handler.url)
    asked = _CHANNELS[channel]
    reply = await wire.send(id="1", cost="3", op="1", **asked)
    assert "error" not in reply.json, reply.text
    [message] = simulator.ledger.messages
    assert message.channel == channel
    assert message.cost == Decimal(reply.json["cost"]) > 0
    assert simulator.smsc.account().balance == Decimal(reply.json["balance"])
    assert reply.json["phones"][0]["cost"] == reply.json["cost"]
    await clock.advance(60)
    phone = asked.get("phones", PHONE)
    answer = (await wire.status(id="1", phone=phone, all="1")).json
    kind = _KINDS.get(channel, 0)
    assert (answer["status"], answer["type"], answer["flag"]) == (1, kind, kind)
    [visit] = await handler.wait(1)
    told = visit.form()
    assert (told["type"], told["flag"], told["status"]) == (str(kind), str(kind), "1")
    assert told["phone"] == message.phone
    seen = channel not in ("hlr", "ping")
    assert bool(simulator.phones.inbox(phone)) is seen


@pytest.mark.parametrize(
    ("channel", "kind"), [("whatsapp", 13), ("telegram", 14), ("bot", 15)]
)
async def test_types_that_are_in_no_list(
    simulator: Simulator, wire: Wire, channel: str, kind: int
) -> None:
    """The other reading has numbers of its own."""
    simulator.smsc.speak(unlisted_type="unlisted")
    asked = _CHANNELS[channel]
    await wire.send(id="1", **asked)
    phone = asked.get("phones", PHONE)
    answer = await wire.status(id="1", all="1", phone=phone)
    assert (answer.json["type"], answer.json["flag"]) == (kind, kind)


@pytest.mark.parametrize("channel", [*_CHANNELS])
async def test_the_price_alone(simulator: Simulator, wire: Wire, channel: str) -> None:
    """It is told for every channel, and nothing is sent."""
    reply = await wire.send(cost="1", **_CHANNELS[channel])
    assert set(reply.json) == {"cost", "cnt"}
    assert not simulator.ledger.messages


@pytest.mark.parametrize("name", sorted(SWITCHES - {"bin", "bot"}))
async def test_two_channels_at_once(wire: Wire, name: str) -> None:
    """They are no channel."""
    reply = await wire.send(**{name: "1", "bot": "@demo_bot"})
    assert reply.json["error_code"] == 1


@pytest.mark.parametrize(
    "asked",
    [
        _MAIL | {"subj": ""},
        _MAIL | {"mes": ""},
        _MAIL | {"sender": ""},
        _MAIL | {"sender": "Home"},
        {"mms": "1", "mes": ""},
        {"call": "1", "mes": ""},
        {"viber": "1", "mes": ""},
        {"soc": "2"},
        {"tg": "1", "mes": ""},
        {"bot": "demo"},
        {"bot": "@other_bot"},
        {"push": "1", "mes": "http://a.example"},
        {"push": "1", "mes": "title\nhttp://a.example"},
        {"bin": "3"},
        {"bin": "2", "mes": "ABC"},
        {"bin": "2", "mes": "XY"},
        {"bin": "2", "mes": "0511"},
        {"bin": "2", "mes": "0011\n~~~\npid: 1,dcs: 2"},
        {"bin": "2", "mes": "0011\n~~~\npid: 256, dcs: 2"},
        {"call": "1", "voice": "x"},
        {"call": "1", "voice": "m5"},
        {"call": "1", "voice": "m,english"},
        {"fileurl": "http://a.example/1.wav"},
        {"viber": "1", "fileurl": "ftp://a.example/1.wav"},
        {"hlr": "1", "phones": "", "mes": "", "list": f"{PHONE}:Hi"},
    ],
)
async def test_what_is_missing_or_wrong(
    simulator: Simulator, wire: Wire, asked: dict[str, str]
) -> None:
    """It is error 1, and nothing is sent."""
    reply = await wire.send(**asked)
    assert reply.json["error_code"] == 1, reply.text
    assert not simulator.ledger.messages


@pytest.mark.parametrize(
    ("asked", "details"),
    [
        ({"mms": "1", "subj": "Door"}, {"subject": "Door"}),
        ({"mms": "1", "subj": "Door", "mes": ""}, {"subject": "Door"}),
        ({"mms": "1", "sender": "demo"}, {"subject": "demo"}),
        (_MAIL, {"subject": "Leak"}),
        ({"bot": "@demo_bot"}, {"bot": "@demo_bot"}),
        (
            {"push": "1", "mes": "http://a.example\nTitle"},
            {"link": "http://a.example", "title": "Title"},
        ),
        (
            {"bin": "2", "mes": "020304ABCD\n~~~\npid: 127, dcs: 246"},
            {"udh": "0304", "body": "ABCD", "pid": "127", "dcs": "246"},
        ),
        ({"bin": "2", "mes": "00ABCD"}, {"udh": "", "body": "ABCD", "pid": ""}),
        (
            {"viber": "1", "fileurl": "http://a.example/p.png"},
            {"fileurl": "http://a.example/p.png"},
        ),
        ({"pp": "77", "userip": "10.0.0.9"}, {"partner": "77", "user_ip": "10.0.0.9"}),
    ],
)
async def test_what_the_ledger_keeps(
    simulator: Simulator, wire: Wire, asked: dict[str, str], details: dict[str, str]
) -> None:
    """All that makes the message what it is."""
    assert "error" not in (await wire.send(**asked)).json
    [message] = simulator.ledger.messages
    assert details.items() <= message.details.items()


@pytest.mark.parametrize(
    ("text", "parts"),
    [("00" + "41" * 140, 1), ("00" + "41" * 141, 2), ("0100" + "41" * 138, 1)],
)
async def test_parts_of_binary_messages(
    simulator: Simulator, wire: Wire, text: str, parts: int
) -> None:
    """A header takes its place, the zero that says there is none does not."""
    reply = await wire.send(bin="2", mes=text)
    assert reply.json["cnt"] == parts


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8"])
async def test_bytes_as_they_are(
    simulator: Simulator, wire: Wire, charset: str
) -> None:
    """With bin=1 no charset touches them."""
    body = f"login=demo&psw=demo&phones={PHONE[1:]}&bin=1&charset={charset}"
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = await wire.request(
        "POST",
        "/sys/send.php",
        data=body + "&tinyurl=1&mes=%00%98%FF%0Ahttp://a.b",
        headers=head,
    )
    assert reply.text.startswith("OK - 1 SMS")
    assert simulator.ledger.messages[0].text == (
        "0098FF0A" + b"http://a.b".hex().upper()
    )
    reply = await wire.rest("/rest/send/", phones=PHONE, mes="\x00й", bin=1)
    assert reply.json["error_code"] == 1


async def test_files(simulator: Simulator, wire: Wire) -> None:
    """They come in the form's body; the ledger has their names and sizes."""
    picture = bytes(range(256))
    reply = await wire.upload({"door.PNG": picture, "a.txt": b"x"}, mms="1", mes="See")
    assert reply.json["cnt"] == 1, reply.text
    [message] = simulator.ledger.messages
    assert message.details["files"] == "door.PNG:256, a.txt:1"
    [request] = simulator.ledger.requests
    assert request.files == ("door.PNG", "a.txt")
    assert request.unknown_parameters == ()
    again = await wire.upload({"door.PNG": picture, "a.txt": b"x"}, mms="1", mes="See")
    assert again.json["error_code"] == 9
    other = await wire.upload({"door.PNG": picture}, mms="1", mes="See")
    assert other.json["cnt"] == 1


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        ({"mms": "1", "mes": "x"}, "virus.exe"),
        ({"mes": "x"}, "door.png"),
        ({"viber": "1", "mes": "x"}, "door.png"),
        ({"mms": "1"}, "door.png"),
    ],
)
async def test_files_that_do_not_fit(
    wire: Wire, asked: dict[str, str], file: str
) -> None:
    """Types that MMS does not know, channels without files, no text and no subject."""
    reply = await wire.upload({file: b"content"}, **asked)
    assert reply.json["error_code"] == 1


async def test_the_size_of_a_file_elsewhere(simulator: Simulator, wire: Wire) -> None:
    """A hundred bytes are too few."""
    address = "http://a.example/alarm.wav"
    simulator.smsc.host_file(address, 100)
    reply = await wire.send(call="1", mes="", fileurl=address)
    assert reply.json["error_code"] == 1
    await wire.control("smsc/host_file", address=address, size=101)
    reply = await wire.send(call="1", mes="", fileurl=address)
    assert reply.json["cnt"] == 1


@pytest.mark.parametrize(
    ("phones", "status"),
    [("nick_name,@Nick_2,#123456,79161234567", 4), ("ab,7000", 0), ("a@b.example", 0)],
)
@pytest.mark.parametrize("switch", [{"tg": "1"}, {"bot": "@demo_bot"}])
async def test_recipients_in_telegram(
    simulator: Simulator,
    wire: Wire,
    phones: str,
    status: int,
    switch: dict[str, str],
) -> None:
    """Nicks, ids and numbers; nothing else."""
    reply = await wire.send(phones=phones, mes="123456", **switch)
    assert reply.json.get("error_code") == (None if status else 7)
    assert len(simulator.ledger.messages) == status


async def test_what_a_code_is(simulator: Simulator, wire: Wire) -> None:
    """The other reading takes four to eight digits only."""
    simulator.smsc.speak(telegram_code="digits")
    assert (await wire.send(tg="1", mes="Hello")).json["error_code"] == 1
    assert (await wire.send(tg="1", mes="1234")).json["cnt"] == 1


async def test_one_text_over_several_channels(simulator: Simulator, wire: Wire) -> None:
    """They are several messages; a flash message is an SMS."""
    assert (await wire.send()).json["cnt"] == 1
    assert (await wire.send(viber="1")).json["cnt"] == 1
    assert (await wire.send(flash="1")).json["error_code"] == 9
    assert (await wire.send(viber="1")).json["error_code"] == 9


async def test_a_phone_behaves_by_channel(
    simulator: Simulator, wire: Wire, clock: ManualClock
) -> None:
    """One that has no SMS may have Viber."""
    simulator.phones.behave(PHONE, Fate.OFF)
    await wire.control("phones", phone=PHONE, behaviour="read", channel="viber")
    await wire.send(id="s")
    await wire.send(id="v", viber="1")
    await clock.advance(10)
    states = {one.message_id: one.status for one in simulator.ledger.messages}
    assert states == {"s": 0, "v": 2}
    shown = (await wire.request("GET", "/_control/phones")).json["79161234567"]
    assert (shown["behaviour"], shown["channels"]) == ("off", {"viber": "read"})


@pytest.mark.parametrize(
    ("reading", "text", "comment"),
    [("marked", "Water", "kitchen"), ("none", "Water\n~~~\nkitchen", "")],
)
async def test_comments(
    simulator: Simulator,
    wire: Wire,
    clock: ManualClock,
    handler: Handler,
    reading: str,
    text: str,
    comment: str,
) -> None:
    """They may stand behind a mark; look-ups and callbacks tell them."""
    simulator.smsc.speak(comments=reading)
    simulator.smsc.set_account(handler=handler.url)
    await wire.send(id="1", mes="Water\n~~~\nkitchen")
    await clock.advance(5)
    answer = (await wire.status(id="1", all="1")).json
    assert (answer["message"], answer["comment"]) == (text, comment)
    [visit] = await handler.wait(1)
    assert visit.form()["cmt"] == comment


async def test_prices_by_channel(simulator: Simulator, wire: Wire) -> None:
    """An account may have its own."""
    await wire.control("smsc/account", prices={"viber": "1.11", "sms": "5"})
    assert (await wire.send(viber="1", cost="2")).json["cost"] == "1.11"
    reply = await wire.send(mes="й" * 71, phones=OTHER, cost="2")
    assert reply.json["cost"] == "10.00"


@pytest.mark.parametrize("channel", [*_CHANNELS])
@pytest.mark.parametrize(
    ("fmt", "texts"),
    [
        ("0", ("OK - {n} SMS, ID - 9, COST - {cost}", "{cost} ({n} SMS)")),
        ("1", ("9,{n},{cost}", "{cost},{n}")),
        (
            "2",
            (
                "<result>\n<id>9</id>\n<cnt>{n}</cnt>\n<cost>{cost}</cost>\n</result>",
                "<result>\n<cost>{cost}</cost>\n<cnt>{n}</cnt>\n</result>",
            ),
        ),
        (
            "3",
            (
                '{{\n"id": 9,\n"cnt": {n},\n"cost": "{cost}"\n}}',
                '{{\n"cost": "{cost}",\n"cnt": {n}\n}}',
            ),
        ),
    ],
)
async def test_every_format(
    simulator: Simulator,
    wire: Wire,
    channel: str,
    fmt: str,
    texts: tuple[str, str],
) -> None:
    """The answers are alike, whatever the channel."""
    asked = _CHANNELS[channel]
    sent = await wire.send(id="9", cost="2", fmt=fmt, **asked)
    [message] = simulator.ledger.over(channel)
    values = {"n": message.details.get("seconds", "1"), "cost": f"{message.cost:.2f}"}
    assert sent.text == texts[0].format(**values)
    price = await wire.send(cost="1", fmt=fmt, **asked)
    assert price.text == texts[1].format(**values)


@pytest.mark.parametrize(
    "name",
    [
        *("tinyurl", "flash", "push", "hlr", "ping", "mms", "mail", "soc", "viber"),
        *("whatsapp", "tg", "call", "op", "err", "nl"),
    ],
)
async def test_switches_are_on_or_off(wire: Wire, name: str) -> None:
    """Nothing else."""
    assert (await wire.send(**{name: "2"})).json["error_code"] == 1
    assert (await wire.send(**{name: "yes"})).json["error_code"] == 1
    assert (await wire.send(**{name: "0"})).json["cnt"] == 1
