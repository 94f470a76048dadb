"""Who may ask: login and password, and what the cabinet says of them."""

from dataclasses import replace

from .accounts import Account, Moderator
from .codes import (
    BLOCKED_ADDRESS,
    BLOCKED_USER,
    BUSY,
    DEALER,
    FOREIGN_ADDRESS,
    LOGIN,
    MODERATOR,
    NO_HTTP,
    NO_LOGIN,
    NO_PASSWORD,
    STOPPED,
    Refusal,
)
from .question import Question
from .state import State

SENDING = "send"


def identify(state: State, question: Question, group: str) -> Question:
    """Return a question with its account, once all allow it."""
    if question.flaw:
        # What cannot be read has no login in it.
        raise Refusal(NO_LOGIN, question.flaw)
    login, password = question.value("http_username"), question.value("http_password")
    if not login:
        raise Refusal(NO_LOGIN, "no http_username")
    if not password:
        raise Refusal(NO_PASSWORD, "no http_password")
    account = state.accounts.by_any_login(login)
    moderator = account.moderators.get(login) if account else None
    if account is None or password != _password(account, moderator):
        raise Refusal(LOGIN, "wrong login or password")
    _check_account(account, moderator, question.remote)
    if group == SENDING:
        _check_sending(account, question)
    oper_id = moderator.oper_id if moderator else "0"
    return replace(question, asker=account, oper_id=oper_id)


def _password(account: Account, moderator: Moderator | None) -> str:
    """Return the password that goes with a login."""
    return moderator.password if moderator else account.password


def _check_account(account: Account, moderator: Moderator | None, remote: str) -> None:
    """Refuse what is closed to the account, whatever it asks for."""
    if account.stopped:
        raise Refusal(STOPPED)
    if account.blocked:
        raise Refusal(BLOCKED_USER)
    if remote in account.blocked_ips:
        raise Refusal(BLOCKED_ADDRESS, remote)
    if moderator is not None and moderator.blocked:
        raise Refusal(MODERATOR)
    if account.allowed_ips and remote not in account.allowed_ips:
        raise Refusal(FOREIGN_ADDRESS, remote)
    if account.dealer_off:
        raise Refusal(DEALER)


def _check_sending(account: Account, question: Question) -> None:
    """Refuse to send what the settings forbid, and a second sending beside a first."""
    if not account.http_enabled:
        raise Refusal(NO_HTTP)
    if question.concurrent > 1:
        raise Refusal(BUSY, f"{question.concurrent} requests at once")
