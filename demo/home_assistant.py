"""A real Home Assistant, as a program of its own, in a folder of its own."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
import json
from pathlib import Path
import re
import shutil
import socket
import sys

import aiohttp

from .errors import DemoError
from .process import Process

_ROOT = Path(__file__).resolve().parent.parent
_INTEGRATION = "sms_gateway"
_ENDS_WITHIN = 40.0
_WANTS_TO_RESTART = 100
_PAUSE = 0.05

# Home Assistant takes these over at its first start, see `confirm_network_settings`.
_NETWORK = """\
http:
  server_host: 127.0.0.1
  server_port: {port}
"""

# The whole of it needs no network. Home Assistant shows a callback address only with an
# external one of its own, which may not be a bare IP address.
_CONFIGURATION = """\
homeassistant:
  name: Demo
  country: RU
  currency: RUB
  time_zone: Europe/Moscow
  unit_system: metric
  language: {language}
  external_url: "{url}"
  packages: !include_dir_named packages
logger:
  default: warning
  logs:
    custom_components.sms_gateway: debug
    homeassistant.components.camera.img_util: critical
ffmpeg:
  ffmpeg_bin: /bin/echo
api:
brands:
config:
conversation:
diagnostics:
event:
frontend:
history:
logbook:
lovelace:
my:
notify:
onboarding:
persistent_notification:
person:
recorder:
repairs:
sensor:
system_health:
webhook:
automation: !include automations.yaml
group: {{}}
script: {{}}
template: []
"""

# All of it happens on this machine. Where nothing but the loopback interface is up, Home
# Assistant cannot even make a client session, unless it is told to do with that one.
_ADAPTERS = {
    "version": 1,
    "minor_version": 1,
    "key": "core.network",
    "data": {"configured_adapters": ["lo"]},
}

_RECORD = re.compile(
    r"^\S+ \S+ (?P<level>[A-Z]+) \([^)]*\) \[(?P<logger>[^\]]+)\] ", re.MULTILINE
)

# At the end of its onboarding, Home Assistant sets up a few integrations that want the
# internet, and whose packages are not here.
_MISSED = re.compile(r"No module named '(gtts|metno|radios)'")
_CUSTOM = "We found a custom integration"


class HomeAssistantProcess(Process):
    """Home Assistant with the integration, and nothing else that is custom."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        folder: Path,
        log: Path,
        *,
        port: int,
        language: str = "en",
    ) -> None:
        """Prepare to run in a configuration folder."""
        super().__init__(
            "Home Assistant",
            [
                Path(sys.executable).with_name("hass"),
                *("--config", folder, "--skip-pip", "--log-no-color"),
            ],
            log,
        )
        self._session = session
        self.folder = folder
        self.port = port
        self.language = language
        self.url = f"http://localhost:{port}"
        self._without: Collection[str] = ()

    def make_folder(
        self,
        packages: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> None:
        """Make the configuration folder anew, with further YAML by name.

        `without` are integrations that the demo has, and somebody else has no use for.
        """
        self._without = without
        if self.folder.exists():
            shutil.rmtree(self.folder)
        custom = self.folder / "custom_components"
        custom.mkdir(parents=True)
        (self.folder / "packages").mkdir()
        for name, content in (packages or {}).items():
            (self.folder / "packages" / f"{name}.yaml").write_text(content)
        # What is made in the editor goes there.
        (self.folder / "automations.yaml").write_text("[]\n")
        (custom / _INTEGRATION).symlink_to(_ROOT / "custom_components" / _INTEGRATION)
        storage = self.folder / ".storage"
        storage.mkdir()
        (storage / "core.network").write_text(json.dumps(_ADAPTERS))
        self._write_configuration(_NETWORK.format(port=self.port))

    def drop_network_settings(self) -> None:
        """Take out what Home Assistant has taken over: further starts would complain."""
        self._write_configuration("")

    def _write_configuration(self, network: str) -> None:
        """Write the configuration, with the network's settings or without them."""
        rest = _CONFIGURATION.format(url=self.url, language=self.language)
        for integration in self._without:
            rest = rest.replace(f"\n{integration}:\n", "\n")
        (self.folder / "configuration.yaml").write_text(network + rest)

    async def start_and_wait(self) -> None:
        """Start it, and wait until it answers."""
        await self.start()
        while not await self._answers():
            self.check()
            await asyncio.sleep(_PAUSE)

    async def wait_for_restart(self) -> None:
        """Wait until it ends to be started anew; any other end is an error."""
        if await self.wait() != _WANTS_TO_RESTART:
            self.check()

    async def end(self) -> None:
        """Ask it to end, and wait for that."""
        status = await self.stop(_ENDS_WITHIN)
        if status != 0:
            raise DemoError(f"Home Assistant ended with status {status}.")

    async def _answers(self) -> bool:
        """Return whether it serves its pages yet."""
        try:
            async with self._session.get(f"{self.url}/manifest.json") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    def problems(self) -> list[str]:
        """Return what its log may not have: errors, and warnings that are about us."""
        return [
            text
            for level, logger, text in _records(self.output_of_all_runs())
            if _is_problem(level, logger, text)
        ]

    def tail(self, lines: int = 30) -> str:
        """Return the last lines, without what nobody can help."""
        texts = [
            text
            for _, _, text in _records(self.output_of_all_runs())
            if not _is_usual(text)
        ]
        return "\n".join("\n".join(texts).splitlines()[-lines:])


def choose_port(wanted: int) -> int:
    """Return a port of this machine, if it is free; 0 takes any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as err:
            raise DemoError(
                f"Port {wanted} cannot be had ({err.strerror}). End what uses it, or"
                " choose another one: scripts/demo --port 8124"
            ) from err
        port: int = probe.getsockname()[1]
        return port


def _records(log: str) -> Iterator[tuple[str, str, str]]:
    """Yield level, logger and text of each record, with the lines that belong to it."""
    heads = list(_RECORD.finditer(log))
    first = heads[0].start() if heads else len(log)
    if stray := log[:first].strip():
        yield "ERROR", "", stray
    ends = [*(head.start() for head in heads[1:]), len(log)]
    for head, end in zip(heads, ends, strict=False):
        yield head["level"], head["logger"], log[head.start() : end].rstrip()


def _is_usual(text: str) -> bool:
    """Tell whether a record is there every time."""
    return _CUSTOM in text or _MISSED.search(text) is not None


def _is_problem(level: str, logger: str, text: str) -> bool:
    """Tell whether a record of the log is one that may not be there."""
    if _is_usual(text):
        return False
    if level in ("ERROR", "CRITICAL"):
        return True
    return level == "WARNING" and (
        _INTEGRATION in logger or _INTEGRATION in text or "deprecat" in text.lower()
    )
