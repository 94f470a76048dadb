"""Chromium without a window, led by its own protocol for tools."""

import asyncio
import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from demo.errors import DemoError
from demo.process import Process

WIDTH = 1280
HEIGHT = 860
_PATIENCE = 60.0
_PAUSE = 0.25
_REST = 3.0
_MARGIN = 16
_COLORS = 128

# The frontend is made of elements within elements, which `querySelector` does not enter.
_FIND = """
window.smsFind = (selector, text, nth = 0) => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches(selector)) {
        const box = element.getBoundingClientRect();
        const said = (element.innerText || element.label || element.textContent || '');
        if (box.width && box.height && said.includes(text)) found.push(element);
      }
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return found.at(nth);
};
window.smsBox = (selector, text, nth) => {
  const element = window.smsFind(selector, text, nth);
  if (!element) return null;
  element.scrollIntoView({block: 'nearest'});
  const {x, y, width, height} = element.getBoundingClientRect();
  return {x, y, width, height};
};
"""


class Browser(Process):
    """One page in a profile of its own."""

    def __init__(
        self, session: aiohttp.ClientSession, folder: Path, language: str
    ) -> None:
        """Prepare to run, in a language."""
        self._profile = folder / "profile"
        super().__init__(
            "Chromium",
            [
                "chromium",
                *("--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--hide-scrollbars", "--force-device-scale-factor=1"),
                *("--disable-dev-shm-usage", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *(f"--lang={language}", f"--window-size={WIDTH},{HEIGHT}"),
                *(f"--user-data-dir={self._profile}", "--remote-debugging-port=0"),
                "about:blank",
            ],
            folder / "chromium.log",
        )
        self._session = session
        self._last_id = 0
        self._connection: aiohttp.ClientWebSocketResponse | None = None

    async def open(self) -> None:
        """Start it, and take its page over."""
        await self.start()
        said = self._profile / "DevToolsActivePort"
        async with asyncio.timeout(_PATIENCE):
            while not said.exists():
                self.check()
                await asyncio.sleep(_PAUSE)
        url = f"http://127.0.0.1:{said.read_text().split()[0]}/json"
        async with self._session.get(url) as answer:
            targets = await answer.json()
        page = next(target for target in targets if target["type"] == "page")
        self._connection = await self._session.ws_connect(
            page["webSocketDebuggerUrl"], max_msg_size=0
        )
        await self.command("Page.enable")
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            width=WIDTH,
            height=HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )
        await self.prepare(_FIND)

    async def close(self) -> None:
        """End it."""
        if self._connection is not None:
            await self._connection.close()
        if self.is_running:
            await self.stop(10.0)

    async def prepare(self, script: str) -> None:
        """Run a script in every page before its own."""
        await self.command("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def command(self, method: str, /, **parameters: Any) -> Any:
        """Give a command, and return its result; events are of no interest."""
        if self._connection is None:
            raise DemoError("Chromium has no page yet.")
        self._last_id += 1
        await self._connection.send_json(
            {"id": self._last_id, "method": method, "params": parameters}
        )
        async with asyncio.timeout(_PATIENCE):
            while True:
                answer = await self._connection.receive_json()
                if answer.get("id") == self._last_id:
                    break
        if "error" in answer:
            raise DemoError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    async def evaluate(self, expression: str) -> Any:
        """Return what an expression is worth in the page."""
        result = await self.command(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in result:
            raise DemoError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.command("Page.navigate", url=url)

    async def find(
        self, selector: str, text: str = "", nth: int = 0
    ) -> dict[str, float]:
        """Wait for an element that shows a text; return where it is."""
        expression = f"window.smsBox?.({selector!r}, {text!r}, {nth})"
        before: dict[str, float] | None = None
        try:
            async with asyncio.timeout(_PATIENCE):
                while True:
                    box: dict[str, float] | None = await self.evaluate(expression)
                    # What still moves cannot be clicked.
                    if box is not None and box == before:
                        return box
                    before = box
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise DemoError(f"The page shows no {selector} with “{text}”.") from None

    async def click(self, selector: str, text: str = "", nth: int = 0) -> None:
        """Click on an element as a mouse does."""
        box = await self.find(selector, text, nth)
        where = {
            "x": box["x"] + box["width"] / 2,
            "y": box["y"] + box["height"] / 2,
        }
        for kind in ("mousePressed", "mouseReleased"):
            await self.command(
                "Input.dispatchMouseEvent",
                type=kind,
                button="left",
                clickCount=1,
                **where,
            )

    async def write(self, text: str) -> None:
        """Write into the field that has the focus."""
        await self.command("Input.insertText", text=text)

    async def take(self, path: Path, selector: str | None = None) -> None:
        """Take a picture of the page, or of one element with a margin."""
        # The mouse leaves nothing lit up, and what moves comes to rest.
        await self.command("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
        await asyncio.sleep(_REST)
        clip: dict[str, Any] = {}
        if selector is not None:
            box = await self.find(selector)
            left, top = max(box["x"] - _MARGIN, 0), max(box["y"] - _MARGIN, 0)
            clip["clip"] = {
                "x": left,
                "y": top,
                "width": min(box["x"] + box["width"] + _MARGIN, WIDTH) - left,
                "height": min(box["y"] + box["height"] + _MARGIN, HEIGHT) - top,
                "scale": 1,
            }
        shot = await self.command("Page.captureScreenshot", format="png", **clip)
        image = Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
        path.parent.mkdir(parents=True, exist_ok=True)
        image.quantize(_COLORS).save(path, optimize=True)
