"""Hostile requests to the webhook over a real socket: none does harm, none is believed."""

import asyncio
from dataclasses import dataclass
import gzip
from hashlib import sha1
import os
from pathlib import Path
import random
import time
from typing import Final
from urllib.parse import urlencode
import zlib

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from proof.fuzz.seeds import callbacks as seeds_of, dictionary
from proof.fuzz.wire import SEPARATOR

from .conftest import PILOT_WEBHOOK_ID, WEBHOOK_ID, WEBSMS_WEBHOOK_ID, Clients
from .eventually import Recorded, eventually

SECRET: Final = "a-secret_1"
PATH: Final = f"/api/webhook/{WEBHOOK_ID}".encode()
LIMIT: Final = 64 * 1024

MOST_CPU_AT_ONCE: Final = 0.5
"""Seconds of processor time between two beats of the loop."""
MOST_MEMORY: Final = 128 * 1024 * 1024
"""Bytes that an attack may add, both of its sides together."""

PATIENCE: Final = 100
"""Seconds for an answer: a machine may have much else to do."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class House:
    """Where the webhook listens."""

    host: str
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection."""
        return await asyncio.open_connection(self.host, self.port)

    async def say(self, raw: bytes, *, hangs_up: bool = False) -> int | None:
        """Send bytes as they are; return the status, None where there is no answer."""
        reader, writer = await self.connect()
        try:
            writer.write(raw)
            await writer.drain()
            if hangs_up:
                writer.write_eof()
            return await status(reader)
        except ConnectionError:
            # It did not want to hear it all, and may have said why.
            return await status(reader)
        finally:
            writer.close()


async def status(reader: asyncio.StreamReader) -> int | None:
    """Return the status of an answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            line = await reader.readline()
    except ConnectionError:
        return None
    return int(line.split()[1]) if line.startswith(b"HTTP/1.") else None


def post(body: bytes, *heads: bytes, query: bytes = b"", length: int = -1) -> bytes:
    """Return a request as bytes."""
    told = len(body) if length < 0 else length
    lines = [
        b"POST " + PATH + query + b" HTTP/1.1",
        b"Host: localhost",
        b"Content-Length: %d" % told,
        *heads,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return a request that does not tell its length."""
    head = (
        b"POST " + PATH + b" HTTP/1.1\r\nHost: localhost\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    return head + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + end


def genuine(message_id: str) -> bytes:
    """Return an incoming text as the provider signs it."""
    fields = {"id": message_id, "phone": "79161234567", "mes": "Да", "to": ""}
    content = f"{fields['phone']}:{fields['mes']}:{fields['to']}:{SECRET}"
    control = sha1(content.encode(), usedforsecurity=False).hexdigest()
    return urlencode(fields | {"sha1": control, "charset": "utf-8"}).encode()


FORGED: Final = genuine("1").replace(b"sha1=", b"sha1=0")
SHOUTED: Final = genuine("1").upper()

REQUESTS: Final[dict[str, bytes]] = {
    "a forgery": post(FORGED),
    "a forgery in capitals": post(SHOUTED),
    "a forgery as JSON": post(b'{"id": 1, "phone": "7", "mes": "a", "sha1": ""}'),
    "a forgery in UTF-16": post('{"mes": "a"}'.encode("utf-16")),
    "a forgery as UTF-7": post(b"+AG0-es=a", b"Content-Type: a/b; charset=utf-7"),
    "a charset that is none": post(FORGED, b"Content-Type: a/b; charset=\xff\xfe"),
    "a head that is no text": post(FORGED, b"X-A: \xff\xfe\x01"),
    "a query that is no text": post(b"", query=b"?mes=\xff\xfe&phone=\x80&id=1"),
    "a query of percents": post(b"", query=b"?%ff%00=%&%%%=%zz&mes=%ED%A0%80"),
    "a query of parameters": post(b"", query=b"?" + b"a=b&" * 1500),
    "more fields than there are": post(b"a=b&" * 10_000),
    "nothing": post(b""),
    "zeros": post(b"\0" * 1000),
    "a body at the limit": post(b"a" * LIMIT),
    "a body over the limit": post(b"a" * (LIMIT + 1)),
    "a body of megabytes": post(b"a" * (4 * LIMIT * 16)),
    "no length": chunked(FORGED),
    "no length and no end of it": chunked(*[b"a" * 4096] * 64, end=b""),
    "a chunk of no length": chunked(b"a", end=b"zz\r\n"),
    "a chunk of all memory": chunked(b"a", end=b"ffffffffffffffff\r\n"),
    "a negative chunk": chunked(b"a", end=b"-1\r\n"),
    "a length that is too long": post(FORGED, length=len(FORGED) + 100),
    "a length that is too short": post(FORGED, length=5),
    "a length that is no number": post(b"").replace(b"Length: 0", b"Length: ten"),
    "a length below nothing": post(b"").replace(b"Length: 0", b"Length: -1"),
    "a length of all memory": post(b"a", length=2**63),
    "two lengths": post(FORGED, b"Content-Length: 1"),
    "a length and chunks": post(FORGED, b"Transfer-Encoding: chunked"),
    "a bomb of gzip": post(gzip.compress(b"a" * 50_000_000), b"Content-Encoding: gzip"),
    "a bomb of deflate": post(
        zlib.compress(b"a" * 50_000_000), b"Content-Encoding: deflate"
    ),
    "a forgery in gzip": post(gzip.compress(FORGED), b"Content-Encoding: gzip"),
    "half of gzip": post(gzip.compress(FORGED)[:-9], b"Content-Encoding: gzip"),
    "no gzip": post(FORGED, b"Content-Encoding: gzip"),
    "no brotli": post(FORGED, b"Content-Encoding: br"),
    "no zstd": post(FORGED, b"Content-Encoding: zstd"),
    "an encoding that is none": post(FORGED, b"Content-Encoding: rot13"),
    "a bomb of XML": post(
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
        b"<a><id>&c;&c;&c;</id></a>"
    ),
    "a file by XML": post(
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><mes>&b;</mes></a>'
    ),
    "a deep XML": post(b"<a>" * 20_000),
    "a deep JSON": post(b'{"a":' * 12_000),
    "a long number": post(b'{"id": ' + b"9" * 60_000 + b"}"),
    "half a letter": post(b'{"mes": "\\ud800", "phone": "\\udfff", "sha1": "\\ud800"}'),
    "parts": post(
        b'--x\r\nContent-Disposition: form-data; name="mes"\r\n\r\na\r\n--x--\r\n',
        b"Content-Type: multipart/form-data; boundary=x",
    ),
    "a wish to be asked": post(FORGED, b"Expect: 100-continue"),
    "an odd expectation": post(FORGED, b"Expect: miracles"),
    "a method of no kind": post(b"").replace(b"POST", b"BREW"),
    "another method": post(b"").replace(b"POST", b"PUT"),
    "an old version": post(FORGED).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a head without an end": post(b"", b"X-A: " + b"a" * 20_000),
}


@pytest.fixture
async def house(
    hass: HomeAssistant,
    account: MockConfigEntry,
    hass_client_no_auth: Clients,
) -> House:
    """Set up an account whose callbacks are signed; return where it listens."""
    hass.config_entries.async_update_entry(account, options={"callback_secret": SECRET})
    client = await hass_client_no_auth()
    url = client.make_url("/")
    assert url.host is not None
    assert url.port is not None
    return House(url.host, url.port)


async def is_well(house: House, received: Recorded, message_id: str) -> None:
    """See that a genuine callback is taken, and nothing else was."""
    known = len(received.data)
    assert await house.say(post(genuine(message_id))) == 200
    await received.until(lambda data: len(data) > known)
    assert [data["message_id"] for data in received.data[known:]] == [message_id]


async def test_no_request_does_harm(
    house: House, received: Recorded, statuses: Recorded
) -> None:
    """Each is answered, never with an error of ours, or hung up on; none is believed."""
    answers = {
        name: await house.say(raw, hangs_up=True) for name, raw in REQUESTS.items()
    }

    assert {n: s for n, s in answers.items() if s is not None and s >= 500} == {}
    assert (answers["a forgery"], answers["nothing"]) == (200, 200)
    assert (received.data, statuses.data) == ([], [])
    await is_well(house, received, "7001")


@pytest.mark.parametrize("provider", ["smsc", "smspilot", "websms"])
async def test_no_callback_does_harm(
    house: House,
    received: Recorded,
    statuses: Recorded,
    pilot_account: MockConfigEntry,
    websms_account: MockConfigEntry,
    provider: str,
) -> None:
    """Callbacks with some bytes changed, to each provider's own address."""
    webhook_id = {
        "smsc": WEBHOOK_ID,
        "smspilot": PILOT_WEBHOOK_ID,
        "websms": WEBSMS_WEBHOOK_ID,
    }[provider]
    chance = random.Random(14)
    seeds = seeds_of(provider)
    words = dictionary(seeds)
    told: set[int | None] = set()
    for _ in range(150):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(0, 3)):
            at = chance.randint(0, len(data))
            piece = chance.choice([chance.choice(words), chance.randbytes(3), b""])
            data[at : at + chance.randint(0, 8)] = piece
        query, found, body = bytes(data).partition(SEPARATOR)
        if not found:
            query, body = b"", bytes(data)
        query = bytes(byte for byte in query if byte > 32 and byte != 127)
        raw = post(body, query=b"?" + query if query else b"")
        raw = raw.replace(WEBHOOK_ID.encode(), webhook_id.encode(), 1)
        told.add(await house.say(raw))

    # Home Assistant itself refuses some queries.
    assert told - {None, 400} == {200}
    assert not [d for d in received.data if d["provider"] != "smspilot"]
    assert statuses.data == []


class Watch:
    """How long the loop was held up, and how much memory was added."""

    def __init__(self) -> None:
        """Begin."""
        self._begun_with = self._memory()
        self.most_memory = 0
        self.longest = 0.0
        self._task = asyncio.get_running_loop().create_task(self._beat())

    @staticmethod
    def _memory() -> int:
        """Return the memory of this process."""
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE

    async def _beat(self) -> None:
        """Measure, as often as the loop gets round."""
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0)
            self.longest = max(self.longest, time.thread_time() - begun)
            self.most_memory = max(self.most_memory, self._memory() - self._begun_with)
            await asyncio.sleep(0.005)

    def end(self) -> None:
        """See that it was bearable."""
        self._task.cancel()
        assert self.longest < MOST_CPU_AT_ONCE
        assert self.most_memory < MOST_MEMORY


@pytest.mark.timeout(150)
@pytest.mark.parametrize(
    ("body", "least"),
    [(FORGED, 1000), (b"a" * (4 * LIMIT), 500)],
    ids=["forged", "long"],
)
async def test_a_thousand_at_once_are_borne(
    house: House, received: Recorded, body: bytes, least: int
) -> None:
    """Each is answered, the loop goes round, memory stays.

    Who still sends what is too long when the answer comes may miss it.
    """
    raw = post(body)
    watch = Watch()

    async def attack() -> list[int | None]:
        return await asyncio.gather(*(house.say(raw) for _ in range(1000)))

    # From a loop of their own: what the attackers do is none of the home's work.
    answers = await asyncio.to_thread(asyncio.run, attack())

    watch.end()
    assert answers.count(200) >= least
    assert set(answers) <= {200, None}
    assert received.data == []
    await is_well(house, received, "7002")


async def test_those_who_never_end_hold_up_nobody(
    hass: HomeAssistant,
    house: House,
    received: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Slow ones keep their connections, and no more; after ten seconds it is over."""
    watch = Watch()
    slow = [await house.connect() for _ in range(300)]
    for place, (_, writer) in enumerate(slow):
        # Half of them stop in the head, half in the body.
        raw = post(FORGED)
        writer.write(raw[: 40 if place % 2 else len(raw) - 1])
        await writer.drain()

    for number in range(20):
        await is_well(house, received, f"71{number:02}")
    watch.end()

    now = hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: now() + 11)
    readers = [reader for place, (reader, _) in enumerate(slow) if place % 2 == 0]
    assert {await status(reader) for reader in readers} == {408}
    for _, writer in slow:
        writer.close()
    await is_well(house, received, "7200")


async def test_those_who_hang_up_leave_nothing_behind(
    hass: HomeAssistant, house: House, received: Recorded
) -> None:
    """A line that breaks in the middle of a body is no callback."""
    raw = post(genuine("7300"))
    for cut in range(len(raw) - 60, len(raw)):
        _, writer = await house.connect()
        writer.write(raw[:cut])
        await writer.drain()
        assert writer.transport is not None
        writer.transport.abort()

    await is_well(house, received, "7301")
    await eventually(lambda: len(received.data) == 1)
