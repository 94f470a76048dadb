"""The address book: groups and contacts, listed, added, edited, deleted."""

from urllib.parse import urlencode

from defusedxml import ElementTree
import pytest

from tests.simulator import Simulator

from .websms_wire import ACCESS, WebsmsWire, sections

_PHONE = "71231234567"


async def test_the_groups(websms: WebsmsWire) -> None:
    """Listed, added, renamed."""
    answer = await websms.book("getgroups")
    assert answer["17352"] == {"group_id": "17352", "group_name": "Семья"}
    answer = await websms.book("addgroup", name="группа1")
    assert answer == {
        "result": {"result": "0", "mess": "ok, group 17729 added"},
        "17729": {"group_id": "17729", "group_name": "группа1"},
    }
    await websms.book("editgroup", group="17729", name="Дом")
    answer = await websms.book("getgroups")
    assert answer["17729"]["group_name"] == "Дом"


@pytest.mark.parametrize("name", ["group", "id"])
async def test_a_group_deleted(
    websms: WebsmsWire, simulator: Simulator, name: str
) -> None:
    """With all who are in it; the document names it in two ways."""
    answer = await websms.book("delgroup", **{name: "17352"})
    assert answer == {
        "result": {"result": "0", "mess": "ok, group 17352 deleted"},
        "17352": {"group_id": "17352"},
    }
    assert not simulator.websms.book().contacts


async def test_a_contact_added(websms: WebsmsWire) -> None:
    """By GET, with the letter case of the document's example."""
    fields = {
        "act": "adduser",
        "phone": _PHONE,
        "nick": "Федор",
        "name": "Дмитрий",
        "Family": "Иванов",
        "date": "10.12.2001",
        "group": "17352",
    }
    query = urlencode(ACCESS | fields, encoding="windows-1251")
    reply = await websms.wire.request("GET", f"/http_addrbook.asp?{query}")
    answer = sections(reply.text)
    assert answer["result"] == {"result": "0", "mess": "ok"}
    assert answer["5805641"] == {
        "id": "5805641",
        "datereg": "10.03.2026 12:00:00",
        "phone": _PHONE,
        "nick": "Федор",
        "name": "Дмитрий",
        "family": "Иванов",
        "date": "10.12.2001",
        "group": "17352",
        "oper_id": "0",
        "region_id": "0",
    }
    listed = await websms.book("getphones", group="17352")
    assert listed["5805641"] == answer["5805641"]


async def test_a_contact_edited(websms: WebsmsWire) -> None:
    """By number or by phone; what is not given stays."""
    await websms.book("edituser", id="5749177", nick="Мать", phone="89161110009")
    answer = await websms.book("edituser", phone="+79161110009", name="Мария")
    contact = answer["5749177"]
    assert (contact["nick"], contact["name"], contact["family"]) == (
        "Мать",
        "Мария",
        "Иванова",
    )


async def test_contacts_deleted(websms: WebsmsWire, simulator: Simulator) -> None:
    """By number, by phone in one group, by phone in all."""
    answer = await websms.book("deluser", id="5749177")
    assert answer == {
        "result": {"result": "0", "mess": "ok, user 5749177 deleted"},
        "5749177": {"user_id": "5749177"},
    }
    await websms.book("addgroup", name="Two")
    for group in ("17352", "17729"):
        await websms.book("adduser", phone=_PHONE, group=group)
    await websms.book("deluser", phone=_PHONE, group="17729")
    book = simulator.websms.book()
    assert [one.group_id for one in book.find(phone=_PHONE)] == ["17352"]
    await websms.book("adduser", phone=_PHONE, group="17729")
    answer = await websms.book("deluser", phone=_PHONE)
    assert answer["result"]["mess"] == "ok, user 5805641, 5805643 deleted"
    assert not book.find(phone=_PHONE)


async def test_without_a_group(websms: WebsmsWire, simulator: Simulator) -> None:
    """A contact comes to the first one, if there is any."""
    answer = await websms.book("adduser", phone=_PHONE)
    assert answer["5805641"]["group"] == "17352"
    await websms.book("delgroup", group="17352")
    answer = await websms.book("adduser", phone=_PHONE)
    assert answer["result"]["result"] == "101"


@pytest.mark.parametrize(
    ("act", "fields", "result"),
    [
        ("dance", {}, "100"),
        ("", {}, "100"),
        ("getphones", {}, "100"),
        ("getphones", {"group": "5"}, "101"),
        ("adduser", {}, "100"),
        ("adduser", {"phone": "abc"}, "10"),
        ("adduser", {"phone": _PHONE, "date": "2001-12-10"}, "11"),
        ("adduser", {"phone": _PHONE, "date": "31.02.2001"}, "11"),
        ("deluser", {}, "100"),
        ("deluser", {"id": "1"}, "101"),
        ("edituser", {"phone": "79990000000"}, "101"),
        ("addgroup", {}, "100"),
        ("delgroup", {"group": "x"}, "20"),
        ("editgroup", {"group": "17352"}, "100"),
        ("getgroups", {"http_password": ""}, "21"),
    ],
)
async def test_failures(
    websms: WebsmsWire, act: str, fields: dict[str, str], result: str
) -> None:
    """A number that is not 0, and words."""
    answer = await websms.book(act, **fields)
    assert answer["result"]["result"] == result
    assert answer["result"]["mess"]


@pytest.mark.parametrize("shape", ["elements", "attributes"])
async def test_xml(websms: WebsmsWire, simulator: Simulator, shape: str) -> None:
    """The document offers it and prints none."""
    simulator.websms.speak(addrbook_xml=shape)
    fields = {"act": "getphones", "group": "17352", "format": "xml"}
    reply = await websms.page("/http_addrbook.asp", **fields)
    root = ElementTree.fromstring(reply.body)
    rows = root.findall("row")
    if shape == "elements":
        assert root.findtext("result") == "0"
        nicks = [row.findtext("nick") for row in rows]
    else:
        assert root.get("result") == "0"
        nicks = [row.get("nick") for row in rows]
    assert nicks == ["Мама", "Федор"]
