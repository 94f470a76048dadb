"""Sending: decides on every letter of a request, charges, and sets off."""

from collections.abc import Hashable, Iterator
from decimal import Decimal
from math import ceil

from tests.simulator.kernel.model import Behaviour, Fate, Message

from .accounts import Account
from .channels import Channel, kind_of
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
    SEND_ERRORS,
    TOO_OFTEN,
    UNREGISTERED,
    UNROUTED,
    WAITING,
    Refusal,
)
from .courier import Courier
from .flags import flag_of
from .formats import Format
from .limits import Limits
from .parameters import SEND
from .request import RequestReader
from .restrictions import Case, restriction
from .send_answer import Row, SendAnswer, write_answer
from .sending import Letter, Question, Sending
from .state import NAME, State

_COSTS_A_MINUTE = 5
_LOOKUPS = frozenset({Channel.HLR, Channel.PING})

type Verdict = tuple[int, int]


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
        self._reader = RequestReader(state)

    def carry_out(self, account: Account, question: Question, fmt: Format) -> str:
        """Send, or say what it would cost."""
        cost_mode = int(question.value("cost") or 0)
        sending = self._reader.read(account, question)
        verdicts = [self._judge(account, sending, one) for one in sending.letters]
        if cost_mode == 1:
            key = (account.login, sending.request)
            self._limits.spend("costs", key, _COSTS_A_MINUTE)
            account_after = account
            self._refuse_if_bad(sending, verdicts)
        else:
            account_after = self._send(account, sending, verdicts)
        answer = SendAnswer(
            message_id=sending.message_id,
            cost_mode=cost_mode,
            balance=account_after.balance,
            rows=self._rows(account, sending, verdicts),
            list_all=question.value("op") == "1",
            list_bad=question.value("err") == "1",
        )
        self._state.note("channel", self.group, sending.rule.channel)
        for row in answer.listed(self._state.dialect):
            self._state.note("code", "send_status", row.status)
            self._state.note("code", "send_message_error", row.error)
        return write_answer(answer, fmt, self._state.dialect)

    def _judge(self, account: Account, sending: Sending, letter: Letter) -> Verdict:
        """Return the status and error that a letter gets at once."""
        kernel, dialect = self._state.kernel, self._state.dialect
        behaviour: Behaviour = kernel.phones.behaviour(
            letter.address, sending.rule.channel
        )
        if not letter.recipient.valid or behaviour is Fate.INVALID:
            return BAD_NUMBER, BAD_FORMAT
        if behaviour is Fate.UNROUTABLE:
            return NO_ROUTE, UNROUTED
        late = dialect.unregistered_sender == "late"
        case = Case(
            account=account,
            rule=sending.rule,
            letter=letter,
            together=len(sending.letters),
            remote=sending.remote,
            now=kernel.clock.now(),
        )
        error = restriction(case, but=frozenset({UNREGISTERED} if late else ()))
        return (DENIED, error) if error else (WAITING, NO_ERROR)

    def _send(
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> Account:
        """Take what can be taken; the verdicts of the rest are put in their places."""
        self._refuse_repeated(account, sending, verdicts)
        self._deny_excess(account, sending, verdicts)
        self._deny_unpaid(account, sending, verdicts)
        self._enter_refused(account, sending, verdicts)
        self._refuse_if_bad(sending, verdicts)
        good = [
            letter
            for letter, verdict in zip(sending.letters, verdicts, strict=True)
            if verdict[0] == WAITING
        ]
        cost = sum((sending.price(account, one) for one in good), Decimal(0))
        after = self._state.accounts.charge(account.login, cost)
        offsets = _spread(sending, len(good))
        for letter in good:
            self._limits.note_message(account.login, letter.address)
            self._limits.note_day(account, letter.address, _user_ip(sending))
            self._limits.note_sent(self._repeat_key(account, sending, letter))
            price = sending.price(account, letter)
            message = self._message(
                account, sending, letter, (WAITING, NO_ERROR), price
            )
            self._courier.take(account, message, next(offsets))
        return after

    def _deny_excess(
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> None:
        """Put down what is a flood to one number, or above the account's limits."""
        ahead = 0
        for index, letter in enumerate(sending.letters):
            if verdicts[index][0] != WAITING:
                continue
            error = self._limits.excess(
                account, letter.address, _user_ip(sending), ahead
            )
            if self._limits.is_flood(account.login, letter.address):
                error = FLOOD
            if error:
                verdicts[index] = (DENIED, error)
            else:
                ahead += 1

    def _refuse_repeated(
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> None:
        """Refuse a request whose messages were sent within the last minute."""
        dialect = self._state.dialect
        if sending.rule.channel in _LOOKUPS and dialect.repeated_lookups == "taken":
            return
        keys = [self._repeat_key(account, sending, one) for one in sending.letters]
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
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> None:
        """Put down what there is no money for; all of it, or what is too much."""
        left = account.balance
        unpaid: list[int] = []
        waiting = [index for index, one in enumerate(verdicts) if one[0] == WAITING]
        for index in waiting:
            price = sending.price(account, sending.letters[index])
            if price and price > left:
                unpaid.append(index)
            else:
                left -= price
        whole = self._state.dialect.no_money == "whole_request"
        for index in waiting if whole and unpaid else unpaid:
            verdicts[index] = (NO_MONEY, NO_ERROR)
        if whole and unpaid:
            self._enter_refused(account, sending, verdicts)
            raise Refusal(FUNDS, "no money", sending.message_id)

    def _repeat_key(
        self, account: Account, sending: Sending, letter: Letter
    ) -> Hashable:
        """Return what makes two messages the same."""
        if self._state.dialect.duplicates == "whole_request":
            return account.login, sending.request
        channel = sending.rule.channel
        # One text in two dresses: a flash message is an SMS, too.
        family = Channel.SMS if channel is Channel.FLASH else channel
        return account.login, family, letter.address, letter.content.same

    def _refuse_if_bad(self, sending: Sending, verdicts: list[Verdict]) -> None:
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
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> None:
        """Enter what was refused under the request's id."""
        for letter, verdict in zip(sending.letters, verdicts, strict=True):
            if verdict[0] != WAITING:
                self._state.kernel.ledger.refuse(
                    self._message(account, sending, letter, verdict, Decimal(0))
                )

    def _rows(
        self, account: Account, sending: Sending, verdicts: list[Verdict]
    ) -> tuple[Row, ...]:
        """Return what is to be said of every letter."""
        return tuple(
            Row(
                phone=letter.address,
                asked=letter.recipient.asked,
                mccmnc=letter.recipient.place.mccmnc,
                count=sending.count(letter, self._state.dialect),
                cost=sending.price(account, letter)
                if status == WAITING
                else Decimal(0),
                status=status,
                error=error,
                bad=status != WAITING,
            )
            for letter, (status, error) in zip(sending.letters, verdicts, strict=True)
        )

    def _message(
        self,
        account: Account,
        sending: Sending,
        letter: Letter,
        verdict: Verdict,
        cost: Decimal,
    ) -> Message:
        """Return the record of one letter."""
        now = self._state.kernel.clock.now()
        content = letter.content
        kind = kind_of(sending.rule, self._state.dialect)
        return Message(
            provider=NAME,
            account=account.login,
            message_id=sending.message_id,
            client_id=sending.client_id,
            phone=letter.address,
            text=content.text,
            sender=letter.sender,
            channel=sending.rule.channel.value,
            parts=content.parts,
            cost=cost,
            accepted_at=now,
            due_at=letter.due_at,
            validity=sending.validity,
            status=verdict[0],
            error=verdict[1],
            changed_at=now,
            details={
                "type": str(kind),
                "flag": str(flag_of(kind, account, content.text)),
                "comment": content.comment,
                **sending.details,
                **content.details,
            },
        )


def _user_ip(sending: Sending) -> str:
    """Return the address of the client's own user, if it is told."""
    return sending.details.get("user_ip", "")


def _spread(sending: Sending, numbers: int) -> Iterator[float]:
    """Yield by how many seconds each letter waits longer than the first."""
    groups = max(1, int(sending.period // sending.freq)) if sending.freq else 1
    size = max(1, ceil(numbers / groups))
    for index in range(numbers):
        yield (index // size) * sending.freq * 60
