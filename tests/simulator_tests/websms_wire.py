"""What the tests of WEBSMS talk with: its pages, with the demo account's password."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from .conftest import Reply, Wire

_PHONE = "+79161234567"
ACCESS = {"http_username": "demo", "http_password": "demo"}
_HEAD = {"Content-Type": "application/x-www-form-urlencoded"}


def sections(text: str) -> dict[str, dict[str, str]]:
    """Return a text answer by its sections."""
    found: dict[str, dict[str, str]] = {}
    for line in text.split("\n"):
        if line.startswith("["):
            current = found.setdefault(line[1:-1], {})
        elif line:
            name, _, value = line.partition("=")
            current[name] = value
    return found


@dataclass(frozen=True, slots=True)
class WebsmsWire:
    """The pages, each by what it does."""

    wire: Wire

    async def post(
        self, path: str, fields: Mapping[str, str], charset: str = "windows-1251"
    ) -> Reply:
        """Post a form."""
        body = urlencode(dict(fields), encoding=charset)
        return await self.wire.request("POST", path, data=body, headers=_HEAD)

    async def page(self, path: str, **fields: str) -> Reply:
        """Ask a page."""
        return await self.post(path, ACCESS | fields)

    async def send(self, **fields: str) -> Reply:
        """Send a message."""
        values = {"message": "Hello"} | fields
        if "group" not in fields:
            values = {"phone_list": _PHONE} | values
        return await self.page("/http_in5.asp", **values)

    async def send_text(self, **fields: str) -> dict[str, dict[str, str]]:
        """Send a message and return the sections of the answer."""
        return sections((await self.send(**fields)).text)

    async def json(self, path: str, **members: Any) -> Reply:
        """Ask a JSON page."""
        return await self.post(path, {"json": json.dumps(ACCESS | members)})

    async def json_send(self, **members: Any) -> Any:
        """Send a message and return the object of the answer."""
        values = {"message": "Hello", "phone_list": _PHONE} | members
        return (await self.json("/json_in5.asp", **values)).json

    async def results(self, **members: Any) -> Any:
        """Look results up and return the object of the answer."""
        return (await self.json("/json_out5.asp", **members)).json

    async def result_ids(self, **members: Any) -> list[str]:
        """Look results up and return only what became of each message."""
        found = await self.results(**members)
        return [row["result_id"] for row in found["sms"]]

    async def book(self, act: str, **fields: str) -> dict[str, dict[str, str]]:
        """Do something to the address book and return the sections of the answer."""
        reply = await self.page("/http_addrbook.asp", act=act, **fields)
        return sections(reply.text)

    async def error(self, **fields: str) -> int:
        """Send by JSON and return the error's number."""
        answer = await self.json_send(**fields)
        number: int = answer["err_num"]
        return number
