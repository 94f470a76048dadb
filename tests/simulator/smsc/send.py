"""Sending: reads a request, decides on every number, charges, and sets off."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from tests.simulator.kernel.model import Behaviour, Fate, Message

from .accounts import Account
from .codes import (
    BAD_FORMAT,
    BAD_NUMBER,
    CODE_OF_STATUS,
    DENIED,
    FLOOD,
    FUNDS,
    NO_ERROR,
    NO_MONEY,
    NO_ROUTE,
    PARAMETERS,
    SEND_ERRORS,
    SPAM,
    TOO_OFTEN,
    UNREGISTERED,
    UNROUTED,
    WAITING,
    Refusal,
)
from .courier import Courier
from .formats import Format
from .limits import Limits
from .numbers import Number, read_number, split_numbers
from .parameters import SECRETS, SEND
from .send_answer import Row, SendAnswer, write_answer
from .state import NAME, State
from .text import cut_into_parts, keep_parts, shorten_links, transliterate
from .when import LONGEST, due_at, validity

_COSTS_A_MINUTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A request to send, read and in order."""

    message_id: str
    client_id: str | None
    numbers: tuple[Number, ...]
    text: str
    parts: int
    sender: str
    due_at: float
    period: float
    freq: float
    validity: float
    flash: bool
    request: Hashable


class SendWork:
    """The pages that send."""

    group = "send"
    parameters = SEND
    errors = SEND_ERRORS
    concurrent = 15

    def __init__(self, state: State, courier: Courier) -> None:
        """Send by way of a courier."""
        self._state = state
        self._courier = courier
        self._limits = Limits(state)

    def carry_out(
        self, account: Account, values: Mapping[str, str], fmt: Format
    ) -> str:
        """Send, or say what it would cost."""
        cost_mode = int(values.get("cost") or 0)
        sending = self._read(account, values)
        verdicts = [self._judge(account, sending, number) for number in sending.numbers]
        if cost_mode == 1:
            key = (account.login, sending.request)
            self._limits.spend("costs", key, _COSTS_A_MINUTE)
            account_after = account
            self._refuse_if_bad(sending, verdicts)
        else:
            account_after = self._send(account, sending, verdicts)
        answer = SendAnswer(
            message_id=sending.message_id,
            parts=sending.parts,
            cost_mode=cost_mode,
            balance=account_after.balance,
            rows=self._rows(account, sending, verdicts),
            list_all=values.get("op") == "1",
            list_bad=values.get("err") == "1",
        )
        return write_answer(answer, fmt, self._state.dialect)

    def _read(self, account: Account, values: Mapping[str, str]) -> Sending:
        """Read the parameters of a text message."""
        now = self._state.kernel.clock.now()
        for name in ("phones", "mes"):
            if not values.get(name):
                raise Refusal(PARAMETERS, f"{name} is missing")
        if values.get("imgcode") and not values.get("userip"):
            raise Refusal(PARAMETERS, "imgcode without userip")
        entries = split_numbers(values["phones"])
        if any(entry[0] in "Gg" and entry[1:].isdigit() for entry in entries):
            raise Refusal(PARAMETERS, "groups: not simulated yet")
        unique = {one.digits: one for one in reversed([*map(read_number, entries)])}
        if not unique:
            raise Refusal(PARAMETERS, "phones: no number")
        text = transliterate(values["mes"], values.get("translit", ""))
        if values.get("tinyurl") == "1":
            text = shorten_links(text)
        if maxsms := values.get("maxsms"):
            text = keep_parts(text, int(maxsms))
        timezone = float(values.get("tz") or account.timezone)
        period = float(values.get("period") or 0) * 60
        return Sending(
            message_id=values.get("id") or self._state.new_id(),
            client_id=values.get("id") or None,
            numbers=tuple(reversed(unique.values())),
            text=text,
            parts=len(cut_into_parts(text)),
            sender=values.get("sender") or account.default_sender,
            due_at=due_at(values.get("time", ""), now, timezone),
            period=period,
            freq=float(values.get("freq") or 0) if period else 0.0,
            validity=validity(values.get("valid", "")) or LONGEST,
            flash=values.get("flash") == "1",
            request=tuple(
                sorted(one for one in values.items() if one[0] not in SECRETS)
            ),
        )

    def _judge(
        self, account: Account, sending: Sending, number: Number
    ) -> tuple[int, int]:
        """Return the status and error that a number gets at once."""
        behaviour: Behaviour = self._state.kernel.phones.behaviour(number.digits)
        late = self._state.dialect.unregistered_sender == "late"
        if not number.valid or behaviour is Fate.INVALID:
            return BAD_NUMBER, BAD_FORMAT
        if behaviour is Fate.UNROUTABLE:
            return NO_ROUTE, UNROUTED
        if sending.sender not in account.senders and not late:
            return DENIED, UNREGISTERED
        if any(word in sending.text for word in account.forbidden_words):
            return DENIED, SPAM
        return WAITING, NO_ERROR

    def _send(
        self, account: Account, sending: Sending, verdicts: list[tuple[int, int]]
    ) -> Account:
        """Take what can be taken; the verdicts of the rest are put in their places."""
        self._refuse_repeated(account, sending, verdicts)
        for index, number in enumerate(sending.numbers):
            if verdicts[index][0] == WAITING and self._limits.is_flood(
                account.login, number.digits
            ):
                verdicts[index] = (DENIED, FLOOD)
        each = _price(account, sending)
        self._deny_unpaid(account, each, sending, verdicts)
        self._enter_refused(account, sending, verdicts)
        self._refuse_if_bad(sending, verdicts)
        good = sum(status == WAITING for status, _ in verdicts)
        account = self._state.accounts.charge(account.login, each * good)
        offsets = _spread(sending, good)
        for number, verdict in zip(sending.numbers, verdicts, strict=True):
            if verdict[0] != WAITING:
                continue
            self._limits.note_message(account.login, number.digits)
            self._limits.note_sent(self._repeat_key(account, sending, number))
            message = self._message(account, sending, number, verdict, each)
            self._courier.take(account, message, next(offsets))
        return account

    def _refuse_repeated(
        self, account: Account, sending: Sending, verdicts: list[tuple[int, int]]
    ) -> None:
        """Refuse a request whose messages were sent within the last minute."""
        dialect = self._state.dialect
        keys = [self._repeat_key(account, sending, one) for one in sending.numbers]
        repeated = [self._limits.is_repeated(key) for key in keys]
        if all(repeated) or (any(repeated) and dialect.partly_repeated == "error"):
            raise Refusal(TOO_OFTEN, "the same within a minute")
        if dialect.partly_repeated == "denied":
            for index, again in enumerate(repeated):
                if again and verdicts[index][0] == WAITING:
                    verdicts[index] = (DENIED, NO_ERROR)
        if dialect.repeats_counted == "all":
            for key in keys:
                self._limits.note_sent(key)

    def _deny_unpaid(
        self,
        account: Account,
        each: Decimal,
        sending: Sending,
        verdicts: list[tuple[int, int]],
    ) -> None:
        """Put down what there is no money for; all of it, or what is too much."""
        waiting = [index for index, one in enumerate(verdicts) if one[0] == WAITING]
        if not each or each * len(waiting) <= account.balance:
            return
        whole = self._state.dialect.no_money == "whole_request"
        paid = 0 if whole else int(account.balance // each)
        for index in waiting[paid:]:
            verdicts[index] = (NO_MONEY, NO_ERROR)
        if whole:
            self._enter_refused(account, sending, verdicts)
            raise Refusal(FUNDS, "no money", sending.message_id)

    def _repeat_key(
        self, account: Account, sending: Sending, number: Number
    ) -> Hashable:
        """Return what makes two messages the same."""
        if self._state.dialect.duplicates == "whole_request":
            return account.login, sending.request
        return account.login, number.digits, sending.text

    def _refuse_if_bad(self, sending: Sending, verdicts: list[tuple[int, int]]) -> None:
        """Refuse a request of which nothing, or not everything, can be sent."""
        bad = [one for one in verdicts if one[0] != WAITING]
        dialect = self._state.dialect
        whole = dialect.bad_numbers == "whole_request"
        if len(bad) == len(verdicts):
            whole |= dialect.all_bad == "error"
        if bad and whole:
            status, error = bad[0]
            note = f"status {status}, error {error}"
            raise Refusal(CODE_OF_STATUS[status], note, sending.message_id)

    def _enter_refused(
        self, account: Account, sending: Sending, verdicts: list[tuple[int, int]]
    ) -> None:
        """Enter what was refused under the request's id."""
        for number, verdict in zip(sending.numbers, verdicts, strict=True):
            if verdict[0] != WAITING:
                self._state.kernel.ledger.refuse(
                    self._message(account, sending, number, verdict, Decimal(0))
                )

    def _rows(
        self, account: Account, sending: Sending, verdicts: list[tuple[int, int]]
    ) -> tuple[Row, ...]:
        """Return what is to be said of every number."""
        each = _price(account, sending)
        return tuple(
            Row(
                phone=number.digits,
                asked=number.asked,
                mccmnc=number.place.mccmnc,
                cost=each if status == WAITING else Decimal(0),
                status=status,
                error=error,
                bad=status != WAITING,
            )
            for number, (status, error) in zip(sending.numbers, verdicts, strict=True)
        )

    def _message(
        self,
        account: Account,
        sending: Sending,
        number: Number,
        verdict: tuple[int, int],
        cost: Decimal,
    ) -> Message:
        """Return the record of a message to one number."""
        now = self._state.kernel.clock.now()
        return Message(
            provider=NAME,
            account=account.login,
            message_id=sending.message_id,
            client_id=sending.client_id,
            phone=number.digits,
            text=sending.text,
            sender=sending.sender,
            channel="flash" if sending.flash else "sms",
            parts=sending.parts,
            cost=cost,
            accepted_at=now,
            due_at=sending.due_at,
            validity=sending.validity,
            status=verdict[0],
            error=verdict[1],
            changed_at=now,
            details={"type": "1" if sending.flash else "0", "comment": ""},
        )


def _price(account: Account, sending: Sending) -> Decimal:
    """Return what a message to one number costs."""
    return Decimal(0) if account.test_mode else account.price * sending.parts


def _spread(sending: Sending, numbers: int) -> Iterator[float]:
    """Yield by how many seconds each number waits longer than the first."""
    groups = max(1, int(sending.period // sending.freq)) if sending.freq else 1
    size = max(1, ceil(numbers / groups))
    for index in range(numbers):
        yield (index // size) * sending.freq * 60
