"""`/`: a page that shows the phones and all messages, and lets one answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

from aiohttp import web

from .callbacks import Callbacks
from .conversations import Conversations, View, name_of
from .ledger import Ledger
from .model import Message
from .phones import Phones
from .provider import ControlError, Provider

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --bubble: #2f7de122; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 70rem;
  padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p.about { margin: .2rem 0 0; opacity: .7; }
.phones { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
.phone { border: 1px solid var(--line); border-radius: 1rem; padding: 1rem;
  display: flex; flex-direction: column; gap: .5rem; }
.phone h3 { margin: 0; font-size: 1rem; }
.bubble { background: var(--soft); border-radius: .8rem; padding: .5rem .7rem;
  max-width: 90%; white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble.own { background: var(--bubble); align-self: flex-end; }
.bubble small { display: block; opacity: .65; }
form { display: flex; gap: .4rem; margin-top: auto; }
input { flex: 1; min-width: 0; } input, button { font: inherit; padding: .35rem .6rem;
  border: 1px solid var(--line); border-radius: .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.text { max-width: 24rem; overflow-wrap: anywhere; }
.none { opacity: .6; }
"""
_ABOUT = """
<h1>SMS simulator</h1>
<p class="about">The phones that messages were sent to. What you type here comes back as
an incoming message.</p>
"""
_SCRIPT = """
setInterval(async () => {
  const field = document.activeElement;
  if (field && field.tagName === "INPUT") return;
  const address = new URL(location);
  address.searchParams.set("part", "live");
  const answer = await fetch(address);
  if (answer.ok) document.getElementById("live").innerHTML = await answer.text();
}, 1000);
"""


class PhonesPage:
    """The page for people."""

    def __init__(
        self,
        ledger: Ledger,
        phones: Phones,
        callbacks: Callbacks,
        providers: Mapping[str, Provider],
    ) -> None:
        """Show the given parts."""
        self._ledger = ledger
        self._conversations = Conversations(ledger, phones, providers)
        self._callbacks = callbacks
        self._providers = providers

    def mount(self, app: web.Application) -> None:
        """Serve the page and take its answers."""
        app.router.add_get("/", self._show)
        app.router.add_post("/answer", self._answer)

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """Serve the page, or only the part of it that changes."""
        view = View.of(request.query)
        live = self._live(view)
        if request.query.get("part") == "live":
            return web.Response(text=live, content_type="text/html")
        about = "" if view.is_alone else _ABOUT
        return web.Response(
            text=(
                f'<!doctype html><html lang="{view.language}">'
                '<head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width">'
                f"<title>SMS simulator</title><style>{_STYLE}</style></head><body>"
                f'{about}<div id="live">{live}</div><script>{_SCRIPT}</script>'
                "</body></html>"
            ),
            content_type="text/html",
        )

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Send what was typed as a message from a phone."""
        form = await request.post()
        provider = self._providers.get(str(form.get("provider", "")))
        text = str(form.get("text", "")).strip()
        if provider is None or not text:
            raise web.HTTPBadRequest(text="provider and text are needed")
        try:
            provider.receive(
                phone=str(form.get("phone", "")),
                text=text,
                account=str(form.get("account", "")) or None,
                reply_to=str(form.get("reply_to", "")) or None,
            )
        except ControlError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        view = View.of({name: str(value) for name, value in form.items()})
        raise web.HTTPSeeOther(view.address)

    def _live(self, view: View) -> str:
        """Return the part of the page that changes."""
        if view.is_alone:
            return self._conversations.show(view)
        return "".join(
            [
                "<h2>Phones</h2>",
                self._conversations.show(view),
                "<h2>Messages</h2>",
                self._messages(),
                "<h2>Accounts</h2>",
                self._accounts(),
                "<h2>Callbacks</h2>",
                self._attempts(),
            ]
        )

    def _messages(self) -> str:
        """Return the table of all messages, newest first."""
        rows = [
            (
                _clock(message.accepted_at),
                message.provider,
                name_of(message.phone),
                message.channel,
                message.text,
                self._state(message),
                str(message.parts),
                str(message.cost),
                message.message_id,
            )
            for message in sorted(
                [*self._ledger.messages, *self._ledger.refused],
                key=lambda message: message.key,
            )
        ]
        heads = (
            "Time",
            "Provider",
            "To",
            "Channel",
            "Text",
            "State",
            "Parts",
            "Cost",
            "Id",
        )
        return _table(heads, reversed(rows))

    def _state(self, message: Message) -> str:
        """Return a message's state in words."""
        words = self._providers[message.provider].state_of(message)
        return f"{words} (deleted)" if message.deleted else words

    def _accounts(self) -> str:
        """Return the table of accounts."""
        rows = [
            (provider.name, one.login, one.balance, one.handler or "none")
            for provider in self._providers.values()
            for one in provider.accounts_shown
        ]
        return _table(("Provider", "Login", "Balance", "Handler"), rows)

    def _attempts(self) -> str:
        """Return the table of the last callbacks."""
        rows = [
            (
                _clock(attempt.at),
                attempt.callback.kind,
                str(attempt.number),
                "no answer" if attempt.status is None else str(attempt.status),
            )
            for attempt in self._callbacks.attempts[-20:]
        ]
        return _table(("Time", "Kind", "Try", "Answer"), reversed(rows))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table, or a word that there is nothing to show."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(
        "<tr>"
        + "".join(f'<td class="text">{escape(one)}</td>' for one in row)
        + "</tr>"
        for row in rows
    )
    if not body:
        return '<p class="none">None yet.</p>'
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def _clock(stamp: float) -> str:
    """Write a time of day."""
    return datetime.fromtimestamp(stamp).astimezone().strftime("%H:%M:%S")
