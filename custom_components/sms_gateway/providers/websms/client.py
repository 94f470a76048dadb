"""WEBSMS's HTTP interface (seed 000): a page for each thing, JSON where it is offered."""

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
import json
from typing import Final

from ..account import Balance, Credentials
from ..address_book import Contact, Group
from ..errors import OutcomeOpenError, ProviderError, RefusedError
from ..exchange import Answer, SessionFactory, post
from ..model import (
    Estimate,
    Fault,
    NotFound,
    Reason,
    SendAnswer,
    SendRequest,
    StatusQuery,
    StatusReport,
)
from ..provider import Provider
from ..statistics import StatisticsQuery, StatisticsRow
from .address_book import AddressBook
from .answers import UNREADABLE, Page, read_page
from .balance import REFUSALS, may_be_error, read_amount
from .codes import OTHER_SENDING
from .deletion import check_removed, packet_of
from .doubt import make_sure
from .parameters import needs_unicode, send_parameters
from .results import asked_by, reports, together
from .sending import balance, send_answer
from .statistics import read_statistics, statistics_error, statistics_parameters
from .turn import turn_of

_CHARSET: Final = "windows-1251"
"""Of all pages that are no JSON, but for http_in6."""

_USERNAME: Final = "http_username"

_PATIENCE: Final = 1.0
"""Seconds that a sending waits for the answer to a test; then it is a "later"."""

_PROBE: Final = SendRequest(
    request_id="",
    # The seed's own example; nothing is sent to it.
    phones=("+79171234567",),
    text="test",
    is_practice=True,
)


class WebsmsClient(Provider):
    """One account at WEBSMS."""

    def __init__(self, get_session: SessionFactory, credentials: Credentials) -> None:
        """Prepare to speak for an account."""
        self._get_session = get_session
        self._base_url = credentials.base_url.rstrip("/")
        self.date: datetime | None = None
        self._proof = {
            _USERNAME: credentials.login or "",
            "http_password": credentials.password or "",
        }
        self._credentials = credentials
        self._book = AddressBook(
            lambda form: self._post("http_addrbook", {**self._proof, **form}),
            self.prove,
        )

    @cached_property
    def _one_sending(self) -> asyncio.Lock:
        """Error 17: a sending while another one is under way, and a test is one too."""
        return turn_of(self._credentials)

    async def fetch_balance(self) -> Balance:
        """Ask for the money; section 8. What might be an error is made sure of."""
        amount = await self._fetch_amount()
        if may_be_error(amount):
            return await self.prove()
        return Balance(amount=amount)

    async def prove(self) -> Balance:
        """Send as a test, which is refused with a number where the account is.

        A test could be sent with any letters, but not all that comes after it.
        """
        self._check_letters()
        try:
            async with self._one_sending:
                page = await self._send(_PROBE)
        except (RefusedError, OutcomeOpenError) as err:
            is_told = isinstance(err, RefusedError) and err.fault.reason not in REFUSALS
            if not is_told and err.fault.reason is not Reason.DUPLICATE:
                raise
            # Only who has been let in is told of money, senders and texts.
            return Balance(amount=await self._fetch_amount())
        known = balance(page, is_test=True)
        return known or Balance(amount=await self._fetch_amount())

    async def send(self, request: SendRequest) -> SendAnswer:
        """Send one packet; sections 5 and 13.

        Where a test is under way and takes its time, nothing leaves: it might do so
        when it is too late, and another account may be free.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._one_sending.acquire()
        except TimeoutError:
            raise RefusedError(OTHER_SENDING) from None
        try:
            page = await self._send(request)
        finally:
            self._one_sending.release()
        return send_answer(request, page)

    async def estimate(self, request: SendRequest) -> Estimate:
        """Send as a test, which has the result of a real sending; section 5, `test`."""
        answer = await self.send(replace(request, is_practice=True))
        return Estimate(results=answer.results, parts=answer.parts, cost=answer.cost)

    async def fetch_statuses(
        self, queries: Sequence[StatusQuery]
    ) -> Sequence[StatusReport | NotFound]:
        """Ask for each packet, or each message; section 6. There are no lists."""
        answers: list[StatusReport | NotFound] = []
        failed: ProviderError | None = None
        asked = together(queries)
        for (name, value), about in asked.items():
            try:
                answers += reports(about, await self._results({name: value}))
            except (RefusedError, OutcomeOpenError) as err:
                # One that is forgotten never silences the others; a dead line does.
                failed = err
                if err.fault.reason in REFUSALS:
                    raise
                if err.fault.reason is Reason.NO_ANSWER:
                    break
        if failed is not None and not answers:
            raise failed
        return answers

    async def cancel(self, query: StatusQuery) -> None:
        """Delete the message's packet; 5.4."""
        name, value = asked_by(query)
        try:
            found = await self._results({name: value})
        except (RefusedError, OutcomeOpenError) as err:
            # In the first minute it may be as unknown as what never was.
            if query.packet_id is None or err.fault.reason in REFUSALS:
                raise
            found = Page()
        packet = {"packet_id": packet_of(query, found)}
        check_removed(await self._xml("http_delete", packet))

    async def fetch_group(self, group: str) -> Sequence[str]:
        """Ask the address book who is in a group; section 4."""
        return await self._book.members(group)

    async def fetch_groups(self) -> Sequence[Group]:
        """Ask for all groups of the address book."""
        return await self._book.groups()

    async def fetch_contacts(self, group_id: str) -> Sequence[Contact]:
        """Ask for all contacts of a group."""
        return await self._book.contacts(group_id)

    async def add_contact(self, contact: Contact) -> Contact:
        """Add a contact to its group."""
        return await self._book.add_contact(contact)

    async def edit_contact(self, contact: Contact, emptied: Container[str]) -> None:
        """Write a contact anew."""
        await self._book.edit_contact(contact, emptied)

    async def delete_contact(self, contact: Contact) -> None:
        """Delete a contact from its group."""
        await self._book.delete_contact(contact)

    async def add_group(self, name: str) -> Group:
        """Add a group."""
        return await self._book.add_group(name)

    async def edit_group(self, group: Group) -> None:
        """Give a group another name."""
        await self._book.edit_group(group)

    async def delete_group(self, group_id: str) -> None:
        """Delete a group, and all who are in it."""
        await self._book.delete_group(group_id)

    async def fetch_statistics(self, query: StatisticsQuery) -> Sequence[StatisticsRow]:
        """Ask for what was counted; section 7, which documents no error."""
        form = {**self._proof, **statistics_parameters(query)}
        answer = await self._post("get_statistic", form)
        if (number := statistics_error(answer)) is not None:
            await make_sure(number, self.prove)
            raise OutcomeOpenError(UNREADABLE)
        return read_statistics(query, answer)

    async def _send(self, request: SendRequest) -> Page:
        """Hand a packet over, in a turn."""
        form = send_parameters(request)
        if needs_unicode(form):
            # Section 5, note 3: other languages need a page of their own.
            return await self._xml("http_in6", form, "utf-8")
        return await self._json("json_in5", form)

    async def _results(self, asked: Mapping[str, str]) -> Page:
        """Ask for the results of a packet or a message."""
        return await self._json("json_out5", asked)

    async def _fetch_amount(self) -> Decimal:
        """Ask for the money, whatever the page means by its answer."""
        return read_amount(await self._post("http_credit", {**self._proof}))

    async def _json(self, page: str, values: Mapping[str, str]) -> Page:
        """Post one field of JSON, in ASCII: it is the same in every charset."""
        form = {"json": json.dumps({**self._proof, **values})}
        return read_page(await self._post(page, form))

    async def _xml(
        self, page: str, values: Mapping[str, str], charset: str = _CHARSET
    ) -> Page:
        """Post a form to a page that has no JSON."""
        form = {**self._proof, **values, "format": "xml"}
        return read_page(await self._post(page, form, charset))

    def _check_letters(self) -> None:
        """Raise RefusedError where the credentials would arrive as question marks."""
        if needs_unicode(self._proof):
            raise RefusedError(Fault(Reason.CREDENTIALS_LETTERS))

    async def _post(
        self, page: str, form: Mapping[str, str], charset: str = _CHARSET
    ) -> Answer:
        """Post to one of the pages."""
        if charset == _CHARSET and _USERNAME in form:
            self._check_letters()
        url = f"{self._base_url}/{page}.asp"
        answer = await post(self._get_session, url, form, charset=charset)
        self.date = answer.date or self.date
        return answer
