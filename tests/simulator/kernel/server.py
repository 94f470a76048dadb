"""Serves the providers' pages over a real socket, with faults put in front of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from email.utils import formatdate
from types import MappingProxyType

from aiohttp import web

from .clock import Clock
from .faults import Fault, FaultKind, Faults
from .ledger import Ledger
from .model import Answer, Arrival, Call, RequestRecord
from .provider import Page, Provider

_BODY_LIMIT = 16 * 1024 * 1024
_HTML = b"<html><head><title>Error</title></head><body><h1>Service</h1></body></html>\n"
_GARBAGE = b'{"id": 12, "cnt": \xff\xfe'
_MASK = "***"
# Faults that leave an answer as it is.
_WHOLE = frozenset({FaultKind.DELAY, FaultKind.ERROR_CODE})

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Turns HTTP requests into calls and answers into HTTP responses."""

    def __init__(
        self, clock: Clock, ledger: Ledger, faults: Faults, latency: float
    ) -> None:
        """Serve nothing yet; each answer takes `latency` real seconds."""
        self._clock = clock
        self._ledger = ledger
        self._faults = faults
        self._latency = latency
        self._in_flight: Counter[tuple[str, str, str]] = Counter()
        self.app = web.Application(client_max_size=_BODY_LIMIT)
        self.app.on_response_prepare.append(self._date)

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        """Write the simulator's time into every answer's head."""
        response.headers["Date"] = formatdate(self._clock.now(), usegmt=True)

    def mount(self, provider: Provider) -> None:
        """Serve a provider's pages at their own paths."""
        for page in provider.pages:
            handler = self._handler(provider, page)
            self.app.router.add_route("GET", page.path, handler)
            self.app.router.add_route("POST", page.path, handler)

    def _handler(self, provider: Provider, page: Page) -> Handler:
        """Return what serves one page."""

        async def handle(request: web.Request) -> web.StreamResponse:
            """Serve one request."""
            call = page.read(await self._arrival(request))
            key = (provider.name, page.group, call.account)
            self._in_flight[key] += 1
            try:
                call = replace(call, concurrent=self._in_flight[key])
                fault = self._faults.take(
                    provider.name,
                    call.arrival.path,
                    call.account,
                    call.arrival.body,
                )
                await asyncio.sleep(self._latency)
                return await self._serve(request, provider.name, page, call, fault)
            finally:
                self._in_flight[key] -= 1

        return handle

    async def _arrival(self, request: web.Request) -> Arrival:
        """Read a request off the wire without decoding any of it."""
        path, _, query = request.raw_path.partition("?")
        return Arrival(
            method=request.method,
            path=path,
            query=query.encode("utf-8", "surrogateescape"),
            content_type=request.headers.get("Content-Type", ""),
            body=await request.read(),
            remote=request.remote or "",
            at=self._clock.now(),
        )

    async def _serve(
        self,
        request: web.Request,
        provider: str,
        page: Page,
        call: Call,
        fault: Fault | None,
    ) -> web.StreamResponse:
        """Carry a call out, or do to it what a fault says."""
        if fault is None:
            answer = page.answer(call)
            self._record(provider, call, None, answer)
            self._ledger.coverage.keep(answer.passed)
            return _respond(answer)
        answered = page.answer(call) if fault.accepts else None
        await asyncio.sleep(fault.seconds)
        if answered is None and fault.kind is FaultKind.DELAY:
            if request.transport is not None and not request.transport.is_closing():
                answered = page.answer(call)
        elif fault.kind is FaultKind.ERROR_CODE:
            answered = page.refuse(call, fault.code)
        self._record(provider, call, fault, answered)
        if answered is not None and fault.kind in _WHOLE:
            self._ledger.coverage.keep(answered.passed)
        return await _spoil(request, fault, answered)

    def _record(
        self, provider: str, call: Call, fault: Fault | None, answer: Answer | None
    ) -> None:
        """Enter a request in the ledger."""
        hidden = {
            name: _MASK if name in call.secret_parameters else value
            for name, value in call.parameters.items()
        }
        self._ledger.requests.append(
            RequestRecord(
                at=call.arrival.at,
                provider=provider,
                method=call.arrival.method,
                path=call.arrival.path,
                remote=call.arrival.remote,
                account=call.account,
                parameters=MappingProxyType(hidden),
                unknown_parameters=call.unknown_parameters,
                concurrent=call.concurrent,
                outcome="not carried out" if answer is None else answer.outcome,
                fault=None if fault is None else fault.kind.value,
                error_code=None if answer is None else answer.error_code,
                answer=None if answer is None else answer.body,
                files=tuple(one.name for one in call.files),
            )
        )


def _respond(answer: Answer) -> web.Response:
    """Return an answer as it should be."""
    return web.Response(
        status=answer.status,
        body=answer.body,
        headers={"Content-Type": answer.content_type},
    )


async def _spoil(
    request: web.Request, fault: Fault, answer: Answer | None
) -> web.StreamResponse:
    """Return what the fault makes of an answer; None is an answer that never was."""
    body = b"" if answer is None else answer.body
    content_type = "text/html" if answer is None else answer.content_type
    headers = {"Content-Type": content_type}
    match fault.kind:
        case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
            return await _break_off(request, b"", 0, headers)
        case FaultKind.CUT_OFF:
            return await _break_off(request, body[: len(body) // 2], len(body), headers)
        case FaultKind.TRUNCATED:
            return web.Response(body=body[: len(body) // 2], headers=headers)
        case FaultKind.EMPTY:
            return web.Response(body=b"", headers=headers)
        case FaultKind.GARBAGE:
            return web.Response(body=_GARBAGE, headers=headers)
        case FaultKind.HTTP_STATUS:
            return web.Response(
                status=fault.status, body=_HTML, headers={"Content-Type": "text/html"}
            )
        case FaultKind.HTML:
            return web.Response(body=_HTML, headers={"Content-Type": "text/html"})
        case FaultKind.DELAY | FaultKind.ERROR_CODE:
            if answer is None:
                return await _break_off(request, b"", 0, headers)
            return _respond(answer)


async def _break_off(
    request: web.Request, begun: bytes, promised: int, headers: dict[str, str]
) -> web.StreamResponse:
    """Close the connection without an answer, or in the middle of one."""
    response = web.StreamResponse(headers=headers)
    if promised:
        response.content_length = promised
        await response.prepare(request)
        await response.write(begun)
    if request.transport is not None:
        if promised:
            request.transport.close()
        else:
            request.transport.abort()
    return response
