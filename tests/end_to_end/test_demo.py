"""scripts/demo: what it tells, how it ends, and what it refuses."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
import contextlib
from pathlib import Path
import re
import signal
import socket

import aiohttp
import pytest

from demo.api import RestApi

_ROOT = Path(__file__).parents[2]
_WITHIN = 150.0

type Demo = asyncio.subprocess.Process
type StartDemo = Callable[..., Coroutine[None, None, Demo]]

_STARTED = (
    r"The simulator of the providers is up: http://127\.0\.0\.1:\d+",
    r"Home Assistant is up: http://localhost:\d+",
    r"The onboarding of Home Assistant 2026\.11\.\d+ is done",
    r"SMSC \(demo\) is added, with 1000 RUB on the account",
    r"Mom is added, with the number 8 916 123-45-67",
    r"The callback address is entered at SMSC: http://localhost:\d+/api/webhook/\w+\?",
    r"SMSPILOT \(5671\) is added, with 1000 RUB on the account",
    r"Dad is added, with the number 8 926 765-43-21",
    r"The callback address is entered at SMSPILOT: http://\S+/api/webhook/\w+",
    r"WEBSMS \(demo\) is added, with 1000 RUB on the account",
    r"Grandma is added, with the number 8 903 555-12-34",
    r"The callback address is entered at WEBSMS: http://\S+/api/webhook/\w+",
)
_SMSC = (
    r"notify\.send_message to notify\.mom: “Вода в ванной! Кран перекрыт\.”",
    r"SMS to Mom, \+79161234567, by SMSC: pending",
    r"SMS to Mom, \+79161234567, by SMSC: queued → delivered",
    r"sms_gateway\.send_sms, waiting for delivery: “The boiler went out\. .*”",
    r"SMS to Mom, \+79161234567, by SMSC: pending",
    r"SMS to Mom, \+79161234567, by SMSC: queued → delivered",
    r"sms_gateway\.send_sms answers: delivered, cost 3\.20 RUB, balance 993\.60 RUB",
    r"SMS from Mom, 79161234567 in answer to an SMS: “Вижу, уже еду домой”",
)
_SMSPILOT = (
    r"notify\.send_message to notify\.dad: “Открыта дверь в гараж\.”",
    r"SMS to Dad, \+79267654321, by SMSPILOT: pending",
    r"SMS to Dad, \+79267654321, by SMSPILOT: \w+ → delivered",
    r"sms_gateway\.send_sms, waiting for delivery: “The garage .*”",
    r"SMS to Dad, \+79267654321, by SMSPILOT: \w+ → delivered",
    r"sms_gateway\.send_sms answers: delivered, cost 3\.13 RUB, balance 995\.56 RUB",
    r"SMS from Dad, 79267654321 in answer to an SMS: “Да, закрой”",
)
_WEBSMS = (
    r"notify\.send_message to notify\.grandma: “На даче сработал датчик дыма\.”",
    r"SMS to Grandma, \+79035551234, by WEBSMS: pending",
    r"SMS to Grandma, \+79035551234, by WEBSMS: \w+ → delivered",
    r"sms_gateway\.send_sms, waiting for delivery: “The smoke is gone, .*”",
    r"SMS to Grandma, \+79035551234, by WEBSMS: \w+ → delivered",
    r"sms_gateway\.send_sms answers: delivered, cost 2\.50 RUB, balance 995\.00 RUB",
)
_FAILOVER = (
    r"WEBSMS \(demo\) is chosen as the fallback of SMSC \(demo\)",
    r"SMSC has no money left: 0\.50 RUB",
    r"notify\.send_message to notify\.mom: “Water in the kitchen! .*”",
    r"SMS to Mom, \+79161234567, by SMSC: pending",
    r"SMS to Mom, \+79161234567, by WEBSMS: pending → queued, 2\.50 RUB",
    r"SMS to Mom, \+79161234567, by WEBSMS: \w+ → delivered",
    r"SMSC refused it: error 3, “no money”",
    r"WEBSMS carried it: accepted once, on the phone once, 2\.50 RUB charged",
    r"SMSC is topped up, with 993\.60 RUB",
)
_RECORDS = (
    r"The webhook took 1\d callbacks",
    r"The ledger of SMSC: 2 messages accepted, 2 on the phone, 6\.40 RUB charged",
    r"Home Assistant on SMSC \(demo\): balance 993\.60 RUB, 0 messages in transit, .*",
    r"The ledger of SMSPILOT: 2 messages accepted, 2 on the phone, 4\.44 RUB charged",
    r"Home Assistant on SMSPILOT \(5671\): balance 995\.56 RUB, 0 messages in .*",
    r"The ledger of WEBSMS: 3 messages accepted, 3 on the phone, 7\.50 RUB charged",
    r"Home Assistant on WEBSMS \(demo\): balance 992\.50 RUB, 0 messages in transit, .*",
    r"All of it happened, and both programs have ended",
)
_TIMELINE = (*_STARTED, *_SMSC, *_SMSPILOT, *_WEBSMS, *_FAILOVER, *_RECORDS)


@pytest.fixture
async def start_demo(tmp_path: Path) -> AsyncGenerator[StartDemo]:
    """Return what starts a demo in a folder of its own."""
    started: list[Demo] = []

    async def start(*arguments: str) -> Demo:
        demo = await asyncio.create_subprocess_exec(
            _ROOT / "scripts" / "demo",
            *("--folder", str(tmp_path / "demo"), *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        started.append(demo)
        return demo

    yield start
    for demo in started:
        if demo.returncode is None:
            demo.send_signal(signal.SIGTERM)
            await demo.wait()


async def _told(demo: Demo) -> str:
    """Wait for the end of a demo, and return all that it told."""
    async with asyncio.timeout(_WITHIN):
        output, _ = await demo.communicate()
    return output.decode()


async def _until_told(demo: Demo, text: str) -> str:
    """Read what a demo tells, up to a line with the text."""
    assert demo.stdout is not None
    told = ""
    async with asyncio.timeout(_WITHIN):
        while text not in told:
            line = await demo.stdout.readline()
            assert line, told
            told += line.decode()
    return told


async def test_all_of_it_happens(start_demo: StartDemo) -> None:
    """Every line of the timeline is told, in its order and with its time."""
    demo = await start_demo("--exit", "--port", "0")

    told = await _told(demo)

    assert demo.returncode == 0, told
    lines = iter(told.splitlines())
    for expected in _TIMELINE:
        pattern = re.compile(rf" +\d+\.\d\d s  {expected}.*")
        assert any(pattern.fullmatch(line) for line in lines), f"{expected}\n{told}"


async def test_a_failover_that_does_not_happen(start_demo: StartDemo) -> None:
    """Where the fallback does not carry the alarm either, the demo has failed."""
    demo = await start_demo("--exit", "--port", "0")
    told = await _until_told(demo, "The simulator of the providers is up")
    [simulator] = re.findall(r"http://\S+", told)
    settings = {"blacklist": ["79161234567"]}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{simulator}/_control/websms/account", json=settings) as answer,
    ):
        assert answer.status == 200

    told += await _told(demo)

    assert demo.returncode == 1, told
    assert "SMSC has no money left" in told
    assert "Expected: notify.send_message takes the message" in told
    assert "All of it happened" not in told


async def _log_in(session: aiohttp.ClientSession, url: str) -> RestApi:
    """Log in by the login page with what the demo tells."""
    api = RestApi(session, url)
    start = {
        "client_id": api.client_id,
        "handler": ["homeassistant", None],
        "redirect_uri": api.client_id,
    }
    async with session.post(f"{url}/auth/login_flow", json=start) as answer:
        flow = await answer.json()
    login = {"client_id": api.client_id, "username": "demo", "password": "demo"}
    path = f"/auth/login_flow/{flow['flow_id']}"
    async with session.post(url + path, json=login) as answer:
        await api.log_in((await answer.json())["result"])
    return api


async def test_it_stays_until_it_is_told_to_end(start_demo: StartDemo) -> None:
    """Home Assistant may be restarted; Ctrl-C ends it and the simulator."""
    demo = await start_demo("--port", "0", "--language", "ru")
    told = await _until_told(demo, "Press Ctrl-C")
    assert "demo / demo" in told
    addresses = re.findall(r"(?:Home Assistant|The phones): +(http://\S+)", told)
    async with aiohttp.ClientSession() as session:
        home_assistant, phones = addresses
        api = await _log_in(session, home_assistant)
        async with session.get(f"{phones}/?only=phones&language=ru") as page:
            shown = await page.text()
        assert "+79161234567" in shown
        assert "с этого телефона" in shown
        assert "Callbacks" not in shown

        with contextlib.suppress(aiohttp.ClientError):
            await api.post("services/homeassistant/restart")
        told += await _until_told(demo, "Home Assistant is up again")
        assert (await api.get("states/notify.mama"))["state"] != "unavailable"

        demo.send_signal(signal.SIGINT)
        told += await _told(demo)

        assert demo.returncode == 0, told
        for address in addresses:
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.get(address)


async def test_a_port_that_is_taken(start_demo: StartDemo) -> None:
    """The user is told so, and how to choose another one."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        demo = await start_demo("--exit", "--port", str(port))
        told = await _told(demo)

    assert demo.returncode == 2
    assert f"Port {port} cannot be had" in told
    assert "--port" in told


async def test_a_folder_of_something_else(
    start_demo: StartDemo, tmp_path: Path
) -> None:
    """Nothing that is not of a demo gets lost."""
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "letters").touch()

    demo = await start_demo("--exit", "--port", "0")
    told = await _told(demo)

    assert demo.returncode == 2
    assert "files that are not of a demo" in told
    assert [path.name for path in folder.iterdir()] == ["letters"]
