"""Sending: judges every number of a request, charges, and sets off."""

from collections.abc import Hashable
from decimal import Decimal

from tests.simulator.kernel.model import Behaviour, Fate, Message

from .accounts import Account
from .channels import Channel
from .codes import (
    BLACKLISTED,
    FAILED,
    FUNDS,
    INVALID_PHONE,
    LOOP,
    NO_ERROR,
    QUEUED,
    SCHEDULED,
    SMS_LIMIT,
    SURVEY,
    UNROUTABLE,
    Refusal,
)
from .courier import Courier
from .parameters import SEND
from .recipients import Recipient
from .replies import AmountReply, Reply, SentReply
from .request import read_sending
from .rows import PRINTED, STATED, row_of
from .sending import Question, Sending
from .state import NAME, State
from .when import DAY

_FATES = {Fate.INVALID: INVALID_PHONE, Fate.UNROUTABLE: UNROUTABLE}


class SendWork:
    """The request that sends, looks numbers up, or calls."""

    name = "send"
    parameters = SEND

    def __init__(self, state: State, courier: Courier) -> None:
        """Send by way of a courier."""
        self._state = state
        self._courier = courier

    def carry_out(self, account: Account, question: Question) -> Reply:
        """Send, or say what it would cost."""
        sending = read_sending(self._state, account, question)
        self._state.notes.note("channel", self.name, sending.rule.channel)
        errors = [self._judge(account, sending, one) for one in sending.recipients]
        pretended = account.emulator or question.value("test") == "1"
        priced = question.value("cost") == "1"
        if not pretended and not priced:
            self._refuse_excess(account, errors.count(NO_ERROR))
            self._deny_unpaid(account, sending, errors)
        self._refuse_if_mostly_bad(sending, errors)
        if priced:
            prices = self._prices(account, sending, errors)
            return AmountReply("cost", sum(prices, Decimal(0)))
        if pretended:
            messages = self._pretend(account, sending, errors)
        else:
            messages = self._take(account, sending, errors)
        return self._reply(question, sending, messages)

    def _judge(self, account: Account, sending: Sending, recipient: Recipient) -> int:
        """Return the error that a number has at once, or none."""
        if recipient.error:
            return recipient.error
        state, phone = self._state, recipient.phone
        if code := state.number_errors.get(phone):
            return code
        behaviour: Behaviour = state.kernel.phones.behaviour(
            phone, sending.rule.channel
        )
        if isinstance(behaviour, Fate) and behaviour in _FATES:
            return _FATES[behaviour]
        if phone in account.blacklist:
            return BLACKLISTED
        for words, code in account.refused_texts.items():
            if words in sending.text:
                return code
        templates = account.survey_templates
        if sending.rule.channel is Channel.TWO_WAY and templates is not None:
            if sending.text not in templates:
                return SURVEY
        return LOOP if self._is_repeated(account, sending, phone) else NO_ERROR

    def _is_repeated(self, account: Account, sending: Sending, phone: str) -> bool:
        """Return whether the account's protection knows this text for this number."""
        last = self._state.sent_at.get(_same(account, sending, phone))
        if last is None or not account.loop_protection:
            return False
        return self._state.kernel.clock.monotonic() - last < account.loop_protection

    def _refuse_excess(self, account: Account, count: int) -> None:
        """Refuse what is above the account's messages of a day."""
        if account.sms_limit is None:
            return
        kernel = self._state.kernel
        today = [
            one
            for one in kernel.ledger.messages
            if one.provider == NAME
            and one.account == account.login
            and kernel.clock.now() - one.accepted_at < DAY
        ]
        if len(today) + count > account.sms_limit:
            raise Refusal(SMS_LIMIT, f"{len(today)} messages in a day")

    def _deny_unpaid(
        self, account: Account, sending: Sending, errors: list[int]
    ) -> None:
        """Refuse what there is no money for; all of it, or what is too much."""
        left = account.balance
        for index, price in enumerate(self._prices(account, sending, errors)):
            if price <= left or not price:
                left -= price
                continue
            if self._state.dialect.no_money == "whole_request":
                raise Refusal(FUNDS, "no money")
            errors[index] = FUNDS

    def _refuse_if_mostly_bad(self, sending: Sending, errors: list[int]) -> None:
        """Refuse a request in which the errors outnumber what is valid."""
        bad = [index for index, error in enumerate(errors) if error]
        good = len(errors) - len(bad)
        tied = len(bad) == good and self._state.dialect.tie == "refused"
        if len(bad) > good or tied:
            first = bad[0]
            note = f"{len(bad)} of {len(errors)} numbers"
            raise Refusal(errors[first], note, sending.recipients[first].phone)

    def _prices(
        self, account: Account, sending: Sending, errors: list[int]
    ) -> list[Decimal]:
        """Return what each number costs; what is refused costs nothing."""
        return [
            Decimal(0)
            if error
            else account.price_of(sending.rule, recipient.phone, sending.parts)
            for recipient, error in zip(sending.recipients, errors, strict=True)
        ]

    def _take(
        self, account: Account, sending: Sending, errors: list[int]
    ) -> list[Message]:
        """Enter everything under ids that follow each other, and charge what is good."""
        ids = [self._state.new_id() for _ in errors]
        prices = self._prices(account, sending, errors)
        self._state.accounts.charge(account.login, sum(prices, Decimal(0)))
        entered: list[Message] = []
        for index, recipient in enumerate(sending.recipients):
            message = self._message(
                account,
                sending,
                recipient,
                ids[index],
                ids[0],
                errors[index],
                prices[index],
            )
            if errors[index]:
                entered.append(self._courier.refuse(message))
                continue
            key = _same(account, sending, recipient.phone)
            self._state.sent_at[key] = self._state.kernel.clock.monotonic()
            entered.append(self._courier.take(message))
        return entered

    def _pretend(
        self, account: Account, sending: Sending, errors: list[int]
    ) -> list[Message]:
        """Return what would be taken; nothing is kept, sent, or charged."""
        dialect = self._state.dialect
        prices = self._prices(account, sending, errors)
        fresh = dialect.test_id == "fresh"
        ids = [self._state.new_id() if fresh else dialect.test_id for _ in errors]
        return [
            self._message(
                account,
                sending,
                recipient,
                ids[index],
                ids[0],
                errors[index],
                prices[index] if dialect.test_price == "told" else Decimal(0),
            )
            for index, recipient in enumerate(sending.recipients)
        ]

    def _message(
        self,
        account: Account,
        sending: Sending,
        recipient: Recipient,
        message_id: str,
        packet_id: str,
        error: int,
        price: Decimal,
    ) -> Message:
        """Return the record of one message."""
        now = self._state.kernel.clock.now()
        waiting = SCHEDULED if sending.scheduled else QUEUED
        details = {
            "packet_id": packet_id,
            "sender_orig": sending.sender.original,
            "callback": sending.callback,
            "callback_method": sending.callback_method,
        }
        if sending.scheduled:
            details["scheduled"] = "1"
        return Message(
            provider=NAME,
            account=account.login,
            message_id=message_id,
            client_id=None,
            phone=recipient.phone,
            text=sending.text,
            sender=sending.sender.name,
            channel=sending.rule.channel.value,
            parts=sending.parts,
            cost=price,
            accepted_at=now,
            due_at=sending.due_at,
            validity=sending.validity,
            status=FAILED if error else waiting,
            error=error,
            changed_at=now,
            details=details,
        )

    def _reply(
        self, question: Question, sending: Sending, messages: list[Message]
    ) -> Reply:
        """Return what is said of a request that was taken."""
        dialect = self._state.dialect
        stated = (
            dialect.channel_fields == "stated"
            and sending.rule.channel is not Channel.SMS
        )
        default = STATED if stated else PRINTED
        for message in messages:
            self._state.notes.note("code", "send_status", message.status)
            if message.error:
                self._state.notes.note("code", "row_error", message.error)
        return SentReply(
            rows=tuple(
                row_of(one, question.value("fields"), default, dialect)
                for one in messages
            ),
            packet_id=messages[0].details["packet_id"],
            balance=self._state.accounts[messages[0].account].balance,
            cost=sum((one.cost for one in messages), Decimal(0)),
            channel=sending.rule.channel,
        )


def _same(account: Account, sending: Sending, phone: str) -> Hashable:
    """Return what makes two messages the same."""
    return account.login, sending.rule.channel, phone, sending.text
