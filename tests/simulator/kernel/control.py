"""`/_control`: everything a test can do in Python, over HTTP and in JSON."""

from collections.abc import Callable, Mapping
import json

from aiohttp import web

from . import fields
from .callbacks import Callbacks
from .encode import to_json
from .faults import Faults
from .ledger import Ledger
from .model import Fate, Step
from .phones import Phones
from .provider import ControlError, Json, Provider, Verb
from .server import Handler

PREFIX = "/_control"


class Control:
    """The control interface."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        faults: Faults,
        phones: Phones,
        callbacks: Callbacks,
        providers: Mapping[str, Provider],
        reset: Callable[[], None],
        go_down: Callable[[float], None],
    ) -> None:
        """Control the given parts."""
        self._ledger = ledger
        self._faults = faults
        self._phones = phones
        self._callbacks = callbacks
        self._providers = providers
        self._reset = reset
        self._go_down = go_down

    def mount(self, app: web.Application) -> None:
        """Serve the control interface."""
        shared: dict[tuple[str, str], Verb] = {
            ("GET", "ledger"): self._show_ledger,
            ("GET", "coverage"): self._show_coverage,
            ("GET", "faults"): self._show_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "phones"): self._show_phones,
            ("POST", "phones"): self._set_phone,
            ("GET", "callbacks"): self._show_callbacks,
            ("POST", "callbacks"): self._set_callbacks,
            ("POST", "report"): self._report,
            ("POST", "reset"): self._reset_all,
            ("POST", "down"): self._outage,
        }
        verbs = {
            (method, f"{PREFIX}/{name}"): verb
            for (method, name), verb in shared.items()
        }
        for provider in self._providers.values():
            for name, verb in provider.verbs.items():
                verbs["POST", f"{PREFIX}/{provider.name}/{name}"] = verb
        for (method, path), verb in verbs.items():
            app.router.add_route(method, path, _handler(verb))
        index: Json = {
            f"{method} {path}": (verb.__doc__ or "").partition("\n")[0]
            for (method, path), verb in verbs.items()
        }
        app.router.add_get(PREFIX, _handler(lambda body: index))

    def _show_ledger(self, body: Mapping[str, Json]) -> Json:
        """Return all records."""
        return {
            "messages": to_json(self._ledger.messages),
            "refused": to_json(self._ledger.refused),
            "requests": to_json(self._ledger.requests),
            "incoming": to_json(self._ledger.incoming),
            "calls": to_json(self._ledger.calls),
            "unknown_parameters": to_json(self._ledger.unknown_parameters),
        }

    def _show_coverage(self, body: Mapping[str, Json]) -> Json:
        """Return what passed over the wire."""
        return [to_json(one._asdict()) for one in self._ledger.coverage]

    def _show_faults(self, body: Mapping[str, Json]) -> Json:
        """Return the faults that still wait."""
        return to_json(self._faults.waiting)

    def _add_fault(self, body: Mapping[str, Json]) -> Json:
        """Let the next requests meet a fault."""
        accept = None if body.get("accept") is None else fields.flag(body, "accept")
        return to_json(
            self._faults.add(
                fields.text(body, "kind"),
                times=fields.integer(body, "times", 1),
                path=fields.optional_text(body, "path"),
                provider=fields.optional_text(body, "provider"),
                account=fields.optional_text(body, "account"),
                accept=accept,
                seconds=fields.number(body, "seconds", 0.0),
                status=fields.integer(body, "status", 503),
                code=fields.integer(body, "code", 1),
            )
        )

    def _clear_faults(self, body: Mapping[str, Json]) -> Json:
        """Let everything go right again."""
        self._faults.clear()
        return self._show_faults(body)

    def _show_phones(self, body: Mapping[str, Json]) -> Json:
        """Return every phone with its behaviour and what arrived there."""
        return {phone: self._shown(phone) for phone in self._phones.numbers}

    def _shown(self, phone: str) -> Json:
        """Return a phone with its behaviour and what arrived there."""
        return {
            "behaviour": to_json(self._phones.behaviour(phone)),
            "channels": to_json(self._phones.channels(phone)),
            "inbox": to_json(self._phones.inbox(phone)),
        }

    def _set_phone(self, body: Mapping[str, Json]) -> Json:
        """Set what becomes of messages to a phone, over one channel or over all."""
        behaviour = body.get("behaviour")
        phone = fields.text(body, "phone")
        channel = fields.optional_text(body, "channel")
        if isinstance(behaviour, str):
            self._phones.behave(phone, Fate(behaviour), channel)
        elif isinstance(behaviour, list):
            steps = [_step(item) for item in behaviour]
            self._phones.behave(phone, steps, channel)
        else:
            raise ControlError("behaviour: a fate or a list of steps is needed")
        # Not all of them: whoever has thousands of phones sets thousands.
        return self._shown(phone)

    def _show_callbacks(self, body: Mapping[str, Json]) -> Json:
        """Return what was tried and what is held back."""
        return {
            "attempts": to_json(self._callbacks.attempts),
            "held": to_json(self._callbacks.held),
        }

    def _set_callbacks(self, body: Mapping[str, Json]) -> Json:
        """Hold, release, reorder, repeat or lose callbacks."""
        count = fields.integer(body, "count", 1)
        match fields.text(body, "do"):
            case "hold":
                self._callbacks.hold()
            case "release":
                self._callbacks.release(reverse=fields.flag(body, "reverse"))
            case "reorder":
                self._callbacks.reorder(count)
            case "repeat":
                repeats = fields.integer(body, "repeats", 1)
                self._callbacks.repeat(repeats, count)
            case "lose":
                self._callbacks.lose(count)
            case other:
                raise ControlError(f"do: {other} is unknown")
        return self._show_callbacks(body)

    def _report(self, body: Mapping[str, Json]) -> Json:
        """Give a message a state now."""
        key = fields.integer(body, "key", 0)
        try:
            message = self._ledger.message(key)
        except KeyError as error:
            raise ControlError("key: no such message") from error
        provider = self._providers[message.provider]
        status = fields.integer(body, "status", message.status)
        return to_json(provider.report(key, status, fields.integer(body, "error", 0)))

    def _reset_all(self, body: Mapping[str, Json]) -> Json:
        """Go back to the start."""
        self._reset()
        return {}

    def _outage(self, body: Mapping[str, Json]) -> Json:
        """Refuse all connections for so many real seconds."""
        self._go_down(fields.number(body, "seconds", 5.0))
        return {}


def _step(item: Json) -> Step:
    """Read one step, a list of seconds, status and error."""
    if not isinstance(item, list) or not 2 <= len(item) <= 3:
        raise ControlError("behaviour: a step is [seconds, status, error]")
    numbers = [part for part in item if isinstance(part, (int, float))]
    if len(numbers) != len(item):
        raise ControlError("behaviour: a step consists of numbers")
    error = int(numbers[2]) if len(numbers) == 3 else 0
    return Step(float(numbers[0]), int(numbers[1]), error)


def _handler(verb: Verb) -> Handler:
    """Return what serves one verb."""

    async def handle(request: web.Request) -> web.StreamResponse:
        """Carry out one control request."""
        try:
            return web.json_response(verb(await _read(request)))
        except (ControlError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


async def _read(request: web.Request) -> Mapping[str, Json]:
    """Return the fields of a control request; GET has them in its query."""
    if request.method == "GET" or not request.can_read_body:
        return dict(request.query)
    body: Json = json.loads(await request.read())
    if not isinstance(body, dict):
        raise ControlError("an object is needed")
    return body
