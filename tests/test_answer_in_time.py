"""An action answers in 30 seconds at most, whatever the network does to its request."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
import socket
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from .conftest import MOM, Send
from .eventually import Recorded, as_time_passes, eventually
from .simulator import ManualClock, Simulator

type Line = Callable[[str], Coroutine[Any, Any, BadLine]]


class BadLine:
    """A peer that misbehaves in one way, until it hangs up."""

    def __init__(self, kind: str) -> None:
        """Choose what is wrong."""
        self._kind = kind
        self._listener = socket.socket()
        self._writers: list[asyncio.StreamWriter] = []
        self._fillers: list[socket.socket] = []
        self._server: asyncio.Server | None = None
        self.requests = 0
        self.url = ""

    async def start(self) -> None:
        """Begin to listen."""
        self._listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        if self._kind == "no answer to a connection":
            # Nobody accepts: once the queue is full, the kernel drops what comes.
            self._listener.listen(0)
            for _ in range(2):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(self._listener.getsockname())
                self._fillers.append(filler)
            return
        self._server = await asyncio.start_server(self._serve, sock=self._listener)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read a request, and never come to the end of an answer."""
        self._writers.append(writer)
        while line := await reader.readline():
            self.requests += line.startswith(b"POST /sys/send.php")
            if line == b"\r\n":
                break
        if self._kind == "a head without an end":
            writer.write(b"HTTP/1.1 200 OK\r\nX-Nothing: ")
        elif self._kind == "a body by drops":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{")
        while self._kind != "no answer to a request" and not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)

    async def hang_up(self) -> None:
        """End it all."""
        for writer in self._writers:
            writer.transport.abort()
        if self._server is not None:
            self._server.close()
        for item in (*self._fillers, self._listener):
            item.close()


@pytest.fixture
async def bad_line(
    hass: HomeAssistant, clock: ManualClock, account: MockConfigEntry
) -> AsyncGenerator[Line]:
    """Return what puts a bad line between the home and its provider."""
    lines: list[BadLine] = []

    async def put(kind: str) -> BadLine:
        lines.append(line := BadLine(kind))
        await line.start()
        hass.config_entries.async_update_entry(
            account, data={**account.data, "base_url": line.url}
        )
        return line

    yield put
    for line in lines:
        await line.hang_up()


@pytest.mark.parametrize(
    "kind",
    [
        "no answer to a connection",
        "no answer to a request",
        "a head without an end",
        "a body by drops",
    ],
)
async def test_an_action_answers_after_thirty_seconds(
    hass: HomeAssistant,
    clock: ManualClock,
    bad_line: Line,
    send_sms: Send,
    statuses: Recorded,
    kind: str,
) -> None:
    """With `pending`; and what has begun goes on, once."""
    line = await bad_line(kind)
    action = hass.async_create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")
    if kind != "no answer to a connection":
        await eventually(lambda: line.requests == 1)

    await clock.advance(29)
    assert not action.done()
    await clock.advance(1)
    async with asyncio.timeout(5):
        answer = await action

    assert [message["state"] for message in answer["messages"]] == ["pending"]
    assert statuses.states == ["pending"]
    assert line.requests <= 1


async def test_an_answer_that_never_comes_is_an_open_outcome(
    hass: HomeAssistant,
    clock: ManualClock,
    bad_line: Line,
    send_sms: Send,
    statuses: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After 20 seconds of silence nobody knows whether the request was taken."""
    line = await bad_line("no answer to a request")
    action = hass.async_create_task(send_sms(phone=MOM))
    await eventually(lambda: line.requests == 1)
    loop = asyncio.get_running_loop()
    time = loop.time

    monkeypatch.setattr(loop, "time", lambda: time() + 15)
    await asyncio.sleep(0.1)
    assert not action.done()
    monkeypatch.setattr(loop, "time", lambda: time() + 22)

    await statuses.until_state("unconfirmed")
    assert (await action)["messages"][0]["state"] == "unconfirmed"
    assert line.requests == 1


async def test_a_connection_that_never_comes_is_tried_again(
    hass: HomeAssistant,
    account: MockConfigEntry,
    simulator: Simulator,
    clock: ManualClock,
    bad_line: Line,
    send_sms: Send,
    statuses: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After ten seconds without one, nothing can have been taken."""
    await bad_line("no answer to a connection")
    action = hass.async_create_task(send_sms(phone=MOM))
    await statuses.until_state("pending")
    await asyncio.sleep(0.1)
    loop = asyncio.get_running_loop()
    time = loop.time
    monkeypatch.setattr(loop, "time", lambda: time() + 12)
    assert (await action)["messages"][0]["state"] == "pending"

    hass.config_entries.async_update_entry(
        account, data={**account.data, "base_url": simulator.url}
    )
    await as_time_passes(clock, lambda: "queued" in statuses.states)
    assert statuses.states[:2] == ["pending", "queued"]


@pytest.mark.usefixtures("account")
async def test_two_at_once_to_one_number_are_both_tried(
    simulator: Simulator, act: Send
) -> None:
    """DESIGN §8: it answers after one attempt, of a text and a call alike."""
    answers = await asyncio.gather(
        act("send_sms", message="First", phone=MOM),
        act("make_call", message="Second", phone=MOM),
    )

    states = [answer["messages"][0]["state"] for answer in answers]
    assert states == ["queued", "queued"]


@pytest.mark.usefixtures("account")
async def test_one_behind_another_to_the_number_is_tried_too(
    simulator: Simulator, send_sms: Send
) -> None:
    """It waits for its turn, and so does its caller: `pending` is for what was tried."""
    answers = await asyncio.gather(
        *(send_sms(f"Text {n}", phone=MOM) for n in range(4))
    )

    states = [answer["messages"][0]["state"] for answer in answers]
    assert states == ["queued"] * 4
