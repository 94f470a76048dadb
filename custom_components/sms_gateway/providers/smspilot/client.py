"""SMSPILOT's HTTP interface, API-1 (seed 003): one page, a form, an answer in JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from ..account import AccountInfo, Balance, Credentials
from ..errors import OutcomeOpenError, RefusedError
from ..exchange import SessionFactory, post
from ..model import (
    Estimate,
    Fault,
    IncomingMessage,
    LookUpKind,
    LookUpRequest,
    LookUpResult,
    LostMessage,
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
from ..values import as_decimal, as_int, as_text, maybe
from .answers import Row, as_digits, by_digits, read_answer, rows_of
from .codes import BAD_TIME, EMULATOR_KEY, REFUSED, STATES, fault_of
from .incoming import incoming_messages, incoming_query
from .lookups import FIELDS as LOOK_UP_FIELDS, look_up_parameters, look_up_result
from .parameters import send_parameters
from .statuses import FIELDS, LIST_FIELDS, found, reports

_PAGE: Final = 1000
"""Rows of a list that come at once (seed 003, `limit`)."""

_PAGES: Final = 5
"""No home sends more in a day; what is further down is not looked for."""

_UNREADABLE: Final = Fault(Reason.UNREADABLE)


class SmspilotClient(Provider):
    """One account at SMSPILOT."""

    def __init__(self, get_session: SessionFactory, credentials: Credentials) -> None:
        """Prepare to speak for an account; a key goes before login and password."""
        self._get_session = get_session
        self._account_id = credentials.account_id
        self._url = f"{credentials.base_url.rstrip('/')}/api.php"
        self.date: datetime | None = None
        if credentials.api_key:
            self._proof = {"apikey": credentials.api_key}
        else:
            self._proof = {
                "login": credentials.login or "",
                "password": credentials.password or "",
            }

    async def fetch_balance(self) -> Balance:
        """Ask for the money; section 8. The seed's `rus` is a misprint of `rur`."""
        content = await self._post({"balance": "rur"})
        return Balance(amount=_amount(content, "balance"))

    async def fetch_message_count(self) -> int:
        """Ask for how many messages the money is enough; section 8."""
        return int(_amount(await self._post({"balance": "sms"}), "balance"))

    async def fetch_account(self) -> AccountInfo:
        """Ask about the account; section 9. It is asked for by nothing but the key."""
        content = await self._post({})
        account_id = maybe(as_text, content.get("id"))
        if not account_id:
            raise OutcomeOpenError(_UNREADABLE)
        senders = (maybe(as_text, content.get("senders")) or "").split(",")
        return AccountInfo(
            account_id=account_id,
            balance=Balance(amount=_amount(content, "balance")),
            senders=tuple(name.strip() for name in senders if name.strip()),
        )

    async def send(self, request: SendRequest) -> SendAnswer:
        """Send by `send`; section 1, and 4 and 5 for calls."""
        is_emulator = self._proof.get("apikey") == EMULATOR_KEY
        if is_emulator:
            # What it would report did not happen.
            request = replace(request, callback_address=None)
        content = await self._post(send_parameters(request), request.phones)
        answer = _send_answer(request.phones, content)
        return replace(answer, is_practice=request.is_practice or is_emulator)

    async def estimate(self, request: SendRequest) -> Estimate:
        """Ask what it would cost; section 1.3."""
        # A practice has no price.
        asked = replace(request, is_practice=False)
        form = {**send_parameters(asked), "cost": "1"}
        content = await self._post(form, request.phones)
        return Estimate(cost=_amount(content, "cost"))

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Ask by ids; section 2.2."""
        ids = dict.fromkeys(query.message_id for query in queries)
        content = await self._post({"check": ",".join(ids), "fields": FIELDS})
        return reports(queries, rows_of(content, "check"))

    async def find_lost(
        self, lost: Sequence[LostMessage]
    ) -> Sequence[StatusReport | NotFound]:
        """Look through the messages of the last day; section 2.2, `recent`."""
        rows: list[Row] = []
        for page in range(_PAGES):
            content = await self._post(
                {
                    "check": "recent",
                    "fields": LIST_FIELDS,
                    "limit": str(_PAGE),
                    "offset": str(page * _PAGE),
                }
            )
            more = rows_of(content, "check")
            rows += more
            if len(more) < _PAGE:
                break
        return found(lost, rows)

    async def begin_look_up(self, request: LookUpRequest) -> SendAnswer:
        """Ask about numbers; section 3."""
        content = await self._post(look_up_parameters(request), request.phones)
        return _send_answer(request.phones, content)

    async def fetch_look_up(
        self, query: StatusQuery, kind: LookUpKind
    ) -> LookUpResult | None:
        """Ask for the result of one number; sections 2 and 3.3."""
        content = await self._post(
            {"check": query.message_id, "fields": LOOK_UP_FIELDS}
        )
        for row in rows_of(content, "check"):
            if maybe(as_text, row.get("server_id")) == query.message_id:
                return look_up_result(query.phone, row)
        return None

    async def fetch_incoming(
        self, since: datetime, now: datetime
    ) -> Sequence[IncomingMessage]:
        """Ask for texts that came in after a time; section 6.2."""
        try:
            content = await self._post(incoming_query(since))
        except RefusedError as err:
            if err.fault.reason is Reason.BAD_REQUEST and err.fault.code != BAD_TIME:
                # What an empty list looks like is not documented; it may be so.
                return ()
            raise
        return incoming_messages(rows_of(content, "inbound"), self._account_id)

    async def _post(self, form: Mapping[str, str], phones: Sequence[str] = ()) -> Row:
        """Post to the only page there is."""
        answer = await post(
            self._get_session, self._url, {**self._proof, "format": "json", **form}
        )
        self.date = answer.date or self.date
        return read_answer(answer, phones)


def _amount(content: Row, name: str) -> Decimal:
    """Read an amount that must be there."""
    amount = maybe(as_decimal, content.get(name))
    if amount is None:
        raise OutcomeOpenError(_UNREADABLE)
    return amount


def _send_answer(phones: Sequence[str], content: Row) -> SendAnswer:
    """Read what was said of each number of a request; rows in any order."""
    rows = rows_of(content, "send")
    balance = maybe(as_decimal, content.get("balance"))
    known = by_digits(rows)
    found_rows = {phone: _one_of(known.get(as_digits(phone), ())) for phone in phones}
    parts = [maybe(as_int, row.get("parts")) for row in found_rows.values() if row]
    return SendAnswer(
        results=tuple(_result(phone, row) for phone, row in found_rows.items()),
        parts=next((count for count in parts if count), None),
        cost=maybe(as_decimal, content.get("cost")),
        balance=None if balance is None else Balance(amount=balance),
        sender=next((used for row in rows if (used := _replacement(row))), None),
    )


def _one_of(rows: Sequence[tuple[int, Row]]) -> Row | None:
    """Return the row of a number; None where there is none, or two that disagree."""
    verdicts = {maybe(as_int, row.get("status")) == REFUSED for _, row in rows}
    return rows[0][1] if len(verdicts) == 1 else None


def _result(phone: str, row: Row | None) -> PhoneResult:
    """Read the row of one number; without one nobody knows."""
    message_id = None if row is None else maybe(as_text, row.get("server_id"))
    status = None if row is None else maybe(as_int, row.get("status"))
    # Refused ones have ids too, so an id alone is no proof.
    if row is None or status not in STATES or (not message_id and status != REFUSED):
        return PhoneResult(
            phone=phone, state=MessageState.UNCONFIRMED, fault=_UNREADABLE
        )
    if status == REFUSED:
        fault = fault_of(maybe(as_int, row.get("error")) or None)
        return PhoneResult(
            phone=phone, state=MessageState.REJECTED, status=str(status), fault=fault
        )
    return PhoneResult(
        phone=phone,
        message_id=message_id,
        state=STATES[status],
        status=str(status),
        cost=maybe(as_decimal, row.get("price")),
    )


def _replacement(row: Row) -> str | None:
    """Return the sender ID that was put in place of the one that was asked for."""
    wanted, used = (maybe(as_text, row.get(n)) for n in ("sender_orig", "sender"))
    return used if wanted and used and wanted != used else None
