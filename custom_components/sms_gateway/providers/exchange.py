"""One HTTP request: what came back, or an error that says what it means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import re
from typing import Final

import aiohttp

from .details import Attachment
from .errors import ConnectionFailedError, OutcomeOpenError
from .model import Fault, Reason
from .values import as_json, as_mail_time, decoded

CONNECT_TIMEOUT: Final = 10.0
"""Seconds for name, TCP and TLS."""

TOTAL_TIMEOUT: Final = 20.0
"""Seconds for all of it; a stopping Home Assistant waits no longer."""

ANSWER_LIMIT: Final = 4 * 1024 * 1024
"""Bytes; the largest documented answers are a few kilobytes."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=TOTAL_TIMEOUT, connect=CONNECT_TIMEOUT)

_NOT_IN_A_NAME: Final = re.compile(r'["\\/\x00-\x1f\x7f\ud800-\udfff]')
"""What would end the name of a file, or its header, or cannot be written at all."""

# A server may close an idle connection just as a request goes out on it, and then
# nobody knows whether it was read. A connection of its own for each request does not
# have that race.
_HEADERS: Final = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer with HTTP status 200."""

    body: bytes
    date: datetime | None = None

    def json(
        self, mend: Callable[[str], str] | None = None, *, errors: str = "strict"
    ) -> object:
        """Read the body as JSON in UTF-8; OutcomeOpenError if it is none.

        `mend` is tried on a text that is no JSON. `errors` says what becomes of bytes
        that are no UTF-8.
        """
        try:
            text = decoded(self.body, errors)
            try:
                value = as_json(text)
            except ValueError:
                if mend is None:
                    raise
                value = as_json(mend(text))
        except ValueError, RecursionError:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE)) from None
        return value


type SessionFactory = Callable[[], aiohttp.ClientSession]
"""Returns a session, shared by all; OSError where the machine has no network at all."""


async def post(
    get_session: SessionFactory,
    url: str,
    form: Mapping[str, str],
    files: Sequence[Attachment] = (),
    *,
    charset: str = "utf-8",
) -> Answer:
    """Post a form, once; with files it is one of several parts, in UTF-8.

    Raises ConnectionFailedError where no connection came about, OutcomeOpenError for
    whatever went wrong after that. Always a POST, as aiohttp repeats a GET on a
    connection that the server closed, and without redirects.
    """
    try:
        session = get_session()
    except OSError:
        raise ConnectionFailedError(Fault(Reason.UNREACHABLE)) from None
    # Causes are dropped (`from None`): their texts hold addresses and may hold more.
    try:
        async with session.post(
            url,
            data=_multipart(form, files) if files else _encoded(form, charset),
            headers=_HEADERS,
            timeout=_TIMEOUT,
            allow_redirects=False,
        ) as response:
            body = await _read(response)
            status = response.status
            date = _date(response)
    except (
        aiohttp.ClientConnectorSSLError,
        aiohttp.ClientConnectorCertificateError,
        aiohttp.ServerFingerprintMismatch,
    ):
        raise ConnectionFailedError(Fault(Reason.CERTIFICATE)) from None
    except aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError:
        raise ConnectionFailedError(Fault(Reason.UNREACHABLE)) from None
    except aiohttp.ClientError, TimeoutError, OSError:
        raise OutcomeOpenError(Fault(Reason.NO_ANSWER)) from None
    if status != 200:
        raise OutcomeOpenError(Fault(Reason.UNREADABLE, str(status), "http"))
    return Answer(body, date)


def _encoded(form: Mapping[str, str], charset: str) -> aiohttp.FormData:
    """Return a form in a charset; what that has no letter for becomes a `?`."""
    fields = [
        (name, value.encode(charset, "replace").decode(charset))
        for name, value in form.items()
    ]
    return aiohttp.FormData(fields, charset=charset)


def _multipart(
    form: Mapping[str, str], files: Sequence[Attachment]
) -> aiohttp.FormData:
    """Return a form with files in it."""
    # In UTF-8 as browsers do it; percents would be part of the name.
    parts = aiohttp.FormData(quote_fields=False)
    for name, value in form.items():
        parts.add_field(name, value)
    for number, file in enumerate(files, start=1):
        parts.add_field(
            f"file{number}",
            file.data,
            filename=_NOT_IN_A_NAME.sub("_", file.name),
            content_type=file.content_type,
        )
    return parts


def _date(response: aiohttp.ClientResponse) -> datetime | None:
    """Read the time of an answer, which a home's own clock is checked against."""
    try:
        moment = as_mail_time(response.headers.get("Date", ""))
    except ValueError:
        return None
    # An offset of minus zero is no zone to Python; to HTTP all times are UTC.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read a body of a reasonable size."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        body += chunk
        if len(body) > ANSWER_LIMIT:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    return bytes(body)
