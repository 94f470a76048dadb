"""SMSC's HTTP interface for text messages: send, status, balance (seeds 001, 002)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
import re
from typing import Final

from ..account import Balance, Credentials
from ..codes import Code
from ..details import Attachment
from ..errors import OutcomeOpenError, ProviderError, RefusedError
from ..exchange import Answer, SessionFactory, post
from ..model import (
    Channel,
    Estimate,
    Fault,
    IncomingMessage,
    LookUpKind,
    LookUpRequest,
    LookUpResult,
    MessageState,
    NotFound,
    PhoneResult,
    Reason,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
)
from ..provider import Provider
from ..values import as_decimal, as_int, as_text, as_time, maybe
from .codes import (
    ESTIMATE_ERRORS,
    INCOMING_ERRORS,
    LINK_OPENED,
    LOOK_UP_ERRORS,
    NOT_FOUND,
    SEND_ERRORS,
    TABLE_ESTIMATE,
    TABLE_INCOMING,
    TABLE_LOOK_UP,
    TABLE_SEND,
    judge,
)
from .deletion import DELETION_ERRORS, deletion_parameters, is_deleted
from .estimates import estimate_parameters
from .groups import GROUP_ERRORS, TABLE_GROUP, group_members, group_parameters
from .incoming import NOTHING_NEW, incoming_messages, incoming_query
from .lookups import look_up_parameters, look_up_result, result_parameters
from .parameters import send_parameters

# A form is read as windows-1251 unless it says otherwise (seed 001).
_JSON_IN_UTF_8: Final = {"fmt": "3", "charset": "utf-8"}

_BARE_ID: Final = re.compile(r'("id"\s*:\s*)([A-Za-z0-9._-]+)')

_CURRENCIES: Final = {"RUR": "RUB"}
"""Names that are out of use."""


class SmscClient(Provider):
    """One account at SMSC."""

    def __init__(self, get_session: SessionFactory, credentials: Credentials) -> None:
        """Prepare to speak for an account; a key goes before login and password."""
        self._get_session = get_session
        self._base_url = credentials.base_url.rstrip("/")
        self.date: datetime | None = None
        if credentials.api_key:
            self._proof = {"apikey": credentials.api_key}
        else:
            self._proof = {
                "login": credentials.login or "",
                "psw": credentials.password or "",
            }

    async def fetch_balance(self) -> Balance:
        """Ask balance.php, which only clients' code documents."""
        answer = _fields(await self._post("balance", {"cur": "1"}))
        _raise_for_error(answer, LOOK_UP_ERRORS, TABLE_LOOK_UP)
        if (balance := _balance(answer)) is None:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        return balance

    async def send(self, request: SendRequest) -> SendAnswer:
        """Send by send.php; seed 001, "Отправка сообщений. Ответ сервера"."""
        # With the cost, the new balance, and the state of each number.
        form = {**send_parameters(request), "cost": "3", "op": "1"}
        return await self._send(request, form)

    async def _send(self, request: SendRequest, form: Mapping[str, str]) -> SendAnswer:
        """Ask send.php for something that is charged."""
        files = request.details.attachments
        answer = _fields(await self._post("send", form, files))
        # An id is no proof: refusals carry one too.
        _raise_for_error(answer, SEND_ERRORS, TABLE_SEND)
        if (message_id := maybe(as_text, answer.get("id"))) is None:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        results = _results(request, answer.get("phones"))
        count = maybe(as_int, answer.get("cnt"))
        return SendAnswer(
            message_id=message_id,
            results=results,
            parts=_parts(request, results, count),
            cost=maybe(as_decimal, answer.get("cost")),
            balance=_balance(answer),
        )

    async def estimate(self, request: SendRequest) -> Estimate:
        """Ask send.php what it would cost; seed 001, `cost`."""
        form, files = estimate_parameters(request), request.details.attachments
        answer = _fields(await self._post("send", form, files))
        _raise_for_error(answer, ESTIMATE_ERRORS, TABLE_ESTIMATE)
        cost = maybe(as_decimal, answer.get("cost"))
        count = maybe(as_int, answer.get("cnt"))
        if cost is None and count is None:
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))
        results = _results(request, answer.get("phones"))
        parts = _parts(request, results, count)
        return Estimate(results=results, parts=parts, cost=cost)

    async def fetch_group(self, group: str) -> Sequence[str]:
        """Ask send.php what a text to a group would cost; seed 001, `op`."""
        answer = _fields(await self._post("send", group_parameters(group)))
        _raise_for_error(answer, GROUP_ERRORS, TABLE_GROUP)
        return group_members(answer)

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Ask status.php, in its form for one message or for many (seed 002)."""
        answer = await self._post(
            "status",
            {
                "id": ",".join(query.message_id for query in queries),
                "phone": ",".join(query.phone for query in queries),
                # Only the long answer has the seconds of a call.
                **({"all": "1"} if _has_call(queries) else {}),
            },
        )
        content = answer.json(_quote_ids)
        rows = content if isinstance(content, list) else [content]
        if len(rows) == 1 and isinstance(rows[0], dict):
            _raise_for_error(rows[0], LOOK_UP_ERRORS, TABLE_LOOK_UP)
        asked = {(q.message_id.lower(), _digits(q.phone)): q for q in queries}
        return [
            report
            for row in rows
            if isinstance(row, dict)
            # Only an answer about one message may leave out which one.
            and (query := queries[0] if len(queries) == 1 else _query(row, asked))
            and (report := _report(query, row))
        ]

    async def begin_look_up(self, request: LookUpRequest) -> SendAnswer:
        """Ask send.php; seed 001, `hlr` and `ping`."""
        # Its answer is that of a message without a text.
        message = SendRequest(
            request_id=request.request_id, phones=request.phones, text=""
        )
        return await self._send(message, look_up_parameters(request))

    async def fetch_look_up(
        self, query: StatusQuery, kind: LookUpKind
    ) -> LookUpResult | None:
        """Ask status.php for one number; seed 002, "Ответы для HLR-запросов"."""
        answer = await self._post("status", result_parameters(query))
        content = answer.json(_quote_ids)
        rows = content if isinstance(content, list) else [content]
        if len(rows) != 1 or not isinstance(rows[0], dict):
            return None
        _raise_for_error(rows[0], LOOK_UP_ERRORS, TABLE_LOOK_UP)
        return look_up_result(query.phone, kind, rows[0])

    async def cancel(self, query: StatusQuery) -> None:
        """Delete by status.php; seed 002, "Удаление сообщения"."""
        answer = _fields(await self._post("status", deletion_parameters(query)))
        _raise_for_error(answer, DELETION_ERRORS, TABLE_LOOK_UP)
        if not is_deleted(answer):
            raise OutcomeOpenError(Fault(Reason.UNREADABLE))

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Ask get.php, by age: whether its ids are those of callbacks is not said."""
        answer = await self._post("get", incoming_query(since, now))
        # A text that was cut within a letter must not keep the others back.
        content = answer.json(_quote_ids, errors="replace")
        if isinstance(content, dict):
            if maybe(as_int, content.get("error_code")) == NOTHING_NEW:
                return ()
            _raise_for_error(content, INCOMING_ERRORS, TABLE_INCOMING)
        return incoming_messages(content)

    async def _post(
        self, page: str, form: Mapping[str, str], files: Sequence[Attachment] = ()
    ) -> Answer:
        """Post to one of the pages."""
        answer = await post(
            self._get_session,
            f"{self._base_url}/sys/{page}.php",
            {**self._proof, **_JSON_IN_UTF_8, **form},
            files,
        )
        self.date = answer.date or self.date
        return answer


def _quote_ids(text: str) -> str:
    """Put quotes around ids with letters: the seeds print `"id": <id>` for all."""
    return _BARE_ID.sub(r'\1"\2"', text)


def _fields(answer: Answer) -> Mapping[str, object]:
    """Return the fields of an answer that is one object."""
    content = answer.json(_quote_ids)
    if not isinstance(content, dict):
        raise OutcomeOpenError(Fault(Reason.UNREADABLE))
    return content


def _raise_for_error(
    answer: Mapping[str, object], errors: Mapping[int, Code], table: str
) -> None:
    """Raise what an error in an answer means; texts vary, so go by the code."""
    if "error_code" not in answer and "error" not in answer:
        return
    code = maybe(as_int, answer.get("error_code"))
    known = None if code is None else errors.get(code)
    if known is None:
        # Not documented, so no proof that nothing was taken.
        raise OutcomeOpenError(
            Fault(Reason.UNREADABLE, None if code is None else str(code), table)
        )
    error: type[ProviderError] = RefusedError
    if known.reason is Reason.DUPLICATE:
        error = OutcomeOpenError
    raise error(Fault(known.reason, str(code), table))


def _balance(answer: Mapping[str, object]) -> Balance | None:
    """Read a balance, where there is one."""
    amount = maybe(as_decimal, answer.get("balance"))
    if amount is None:
        return None
    currency = maybe(as_text, answer.get("currency"))
    return Balance(
        amount=amount, currency=_CURRENCIES.get(currency or "", currency) or None
    )


def _results(request: SendRequest, rows: object) -> tuple[PhoneResult, ...]:
    """Read the rows that `op=1` adds, in any order (seed 001)."""
    by_digits = {_digits(phone): phone for phone in request.phones}
    results = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        phone = by_digits.get(_digits(maybe(as_text, row.get("phone")) or ""))
        if phone is None:
            continue
        status = maybe(as_int, row.get("status"))
        error = maybe(as_int, row.get("error")) or 0
        verdict = judge(-1 if status is None else status, error, request.channel)
        state = MessageState.QUEUED if verdict is None else verdict.state
        if status is None and error and state is MessageState.QUEUED:
            # A bad number among good ones: nothing but an error code.
            state = MessageState.REJECTED
        results.append(
            PhoneResult(
                phone=phone,
                state=state,
                status=None if status is None else str(status),
                fault=None if verdict is None else verdict.fault,
                cost=maybe(as_decimal, row.get("cost")),
            )
        )
    return tuple(results)


def _parts(
    request: SendRequest, results: Sequence[PhoneResult], count: int | None
) -> int | None:
    """Return the parts of one message: `cnt` is parts times numbers (seed 001)."""
    refused = sum(result.state is MessageState.REJECTED for result in results)
    numbers = len(request.phones) - refused
    # Of several texts it is the sum, which tells of none; of calls, the seconds.
    if request.own or request.channel is Channel.CALL:
        return None
    if not count or not numbers or count % numbers:
        return None
    return count // numbers


def _query(
    row: Mapping[str, object], asked: Mapping[tuple[str, str], StatusQuery]
) -> StatusQuery | None:
    """Return which of the messages asked for a row is about."""
    message_id = maybe(as_text, row.get("id"))
    phone = maybe(as_text, row.get("phone"))
    if message_id is None or phone is None:
        return None
    return asked.get((message_id.lower(), _digits(phone)))


def _report(
    query: StatusQuery, row: Mapping[str, object]
) -> StatusReport | NotFound | None:
    """Read a row of status.php; None where it brings no news."""
    status = maybe(as_int, row.get("status"))
    if status is None:
        return None
    if status == NOT_FOUND:
        return NotFound(query.message_id, query.phone)
    verdict = judge(status, maybe(as_int, row.get("err")) or 0, query.channel)
    if verdict is None:
        return None
    duration = None
    if query.channel is Channel.CALL and verdict.state is MessageState.DELIVERED:
        duration = maybe(as_int, row.get("sms_cnt"))
    return StatusReport(
        message_id=query.message_id,
        phone=query.phone,
        state=verdict.state,
        status=str(status),
        fault=verdict.fault,
        final=verdict.final,
        link_opened=status == LINK_OPENED,
        changed_at=maybe(as_time, row.get("last_timestamp")),
        duration=duration,
    )


def _has_call(queries: Sequence[StatusQuery]) -> bool:
    """Tell whether a call is among what is asked for."""
    return any(query.channel is Channel.CALL for query in queries)


def _digits(phone: str) -> str:
    """Return a number or a name without its mark, as SMSC may echo it either way."""
    return phone.lower().lstrip("+#@")
