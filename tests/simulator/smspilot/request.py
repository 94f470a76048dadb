"""Reads a request to send: the channel, the sender, the moment, and the numbers."""

import re

from tests.simulator.kernel.segments import cut_into_parts

from .accounts import Account
from .channels import SPECIAL_SENDERS, Channel, choose
from .codes import DEPRECATED_SENDER, INVALID_SENDER, SEND_DATETIME, Refusal
from .parameters import LONGEST_TTL
from .recipients import read_recipients
from .sending import Question, Sender, Sending
from .state import State
from .when import read_date

_MINUTE = 60.0
_SENDER = re.compile(r"[A-Za-z0-9 ._\-&!]{1,11}|\d{1,15}")
_FLASH_CODES = {"four": re.compile(r"\d{4}"), "digits": re.compile(r"\d{4,5}")}


def read_sending(state: State, account: Account, question: Question) -> Sending:
    """Read a request, or refuse it as a whole."""
    dialect = state.dialect
    text = question.value("send")
    if not text:
        raise Refusal(int(dialect.empty_text), "send is empty")
    recipients = read_recipients(question.value("to"), dialect)
    if not recipients:
        raise Refusal(int(dialect.empty_to), "to is empty")
    rule = choose(text, question.value("from"))
    if rule.channel is Channel.FLASH_CALL:
        if _FLASH_CODES[dialect.flash_code].fullmatch(text) is None:
            raise Refusal(int(dialect.bad_request), "send: no code of four digits")
    now = state.kernel.clock.now()
    given = question.value("send_datetime")
    due_at = (read_date(given) if given else None) or now
    # A second that has begun is not in the past yet.
    if due_at < int(now):
        raise Refusal(SEND_DATETIME, "send_datetime: in the past")
    method = question.value("callback_method") or "get"
    callback = question.value("callback")
    return Sending(
        rule=rule,
        text=text,
        sender=_read_sender(state, account, question.value("from")),
        parts=len(cut_into_parts(text)) if rule.in_parts else 1,
        due_at=max(due_at, now),
        scheduled=due_at > now,
        validity=float(question.value("ttl") or LONGEST_TTL) * _MINUTE,
        recipients=recipients,
        callback=callback or account.handler,
        callback_method=method if callback else account.handler_method,
    )


def _read_sender(state: State, account: Account, asked: str) -> Sender:
    """Return who a message is from: a name of the account's own, or its default."""
    if asked in SPECIAL_SENDERS:
        return Sender(name=asked)
    if not asked:
        return Sender(name=account.default_sender)
    dialect = state.dialect
    replaced = Sender(name=account.default_sender, original=asked)
    if _SENDER.fullmatch(asked) is None:
        if dialect.bad_sender == "refused":
            raise Refusal(INVALID_SENDER, f"from: {asked}")
        return replaced
    if code := account.refused_senders.get(asked):
        raise Refusal(code, f"from: {asked}")
    if account.any_sender or asked in account.senders:
        return Sender(name=asked)
    if dialect.strange_sender == "refused":
        raise Refusal(DEPRECATED_SENDER, f"from: {asked}")
    return replaced
