"""Why SMSC does not let a message out: the account's own settings, and its rules."""

from collections.abc import Callable
from dataclasses import dataclass

from .accounts import Account
from .channels import Channel, Need, Rule
from .codes import (
    NO_CONTRACT,
    NO_ERROR,
    NO_MAILINGS,
    NO_TEMPLATE,
    NUMBER_DENIED,
    OWN_RULES,
    SPAM,
    STRANGE_ADDRESS,
    UNREGISTERED,
    WRONG_HOUR,
)
from .flags import TemplateKind, template_kind
from .sending import Letter
from .when import hour_of

# No document says how many numbers make a mailing.
MAILING = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A letter, and all that speaks for it or against it."""

    account: Account
    rule: Rule
    letter: Letter
    together: int
    remote: str
    now: float

    @property
    def text(self) -> str:
        """Return what the letter says."""
        return self.letter.content.text

    @property
    def is_mailing(self) -> bool:
        """Return whether the letter is one of many, or an advertisement."""
        kind = template_kind(self.account, self.text)
        return self.together > MAILING or kind is TemplateKind.ADVERTISING


def is_registered(account: Account, channel: str, sender: str) -> bool:
    """Return whether an account may send in a name; a channel may have none."""
    if channel == Channel.MAIL:
        return sender in account.mail_senders
    return not sender or sender in account.senders


def _is_strange(case: Case) -> bool:
    """Return whether requests never came from this address before."""
    account = case.account
    return any(
        known and case.remote not in known
        for known in (account.allowed_ips, account.known_ips)
    )


def _is_wrong_hour(case: Case) -> bool:
    """Return whether the account sends at other hours only."""
    if case.account.sending_hours is None:
        return False
    first, last = case.account.sending_hours
    due = max(case.now, case.letter.due_at)
    return not first <= hour_of(due, case.account.timezone) < last


def _has_no_contract(case: Case) -> bool:
    """Return whether this is a mailing without a contract."""
    return case.is_mailing and not case.account.contract


def _is_forbidden_mailing(case: Case) -> bool:
    """Return whether this is a mailing that may not be, or has a forbidden link."""
    links = any(link in case.text for link in case.account.forbidden_links)
    return links or (case.is_mailing and not case.account.mailings)


def _fits_no_template(case: Case) -> bool:
    """Return whether only templates go out, and this is none."""
    wanted = case.account.templates_only and case.rule.text is not Need.UNUSED
    return wanted and template_kind(case.account, case.text) is None


def _is_denied_number(case: Case) -> bool:
    """Return whether this is one of SMSC's own numbers, or on the black list."""
    account = case.account
    return case.letter.address in {account.incoming_number, *account.blacklist}


def _is_against_own_rules(case: Case) -> bool:
    """Return whether the account's settings exclude the number."""
    return case.letter.address.startswith(tuple(case.account.forbidden_numbers))


def _is_unregistered(case: Case) -> bool:
    """Return whether the sender's name is not the account's."""
    sender = case.letter.sender
    return not is_registered(case.account, case.rule.channel, sender)


def _is_spam(case: Case) -> bool:
    """Return whether the text is forbidden, or the recipient poses as the sender."""
    posed = case.letter.sender.removeprefix("+").lower() == case.letter.address
    words = any(word in case.text for word in case.account.forbidden_words)
    return posed or words


# What comes first is what is told.
_CHECKS: tuple[tuple[int, Callable[[Case], bool]], ...] = (
    (STRANGE_ADDRESS, _is_strange),
    (NUMBER_DENIED, _is_denied_number),
    (OWN_RULES, _is_against_own_rules),
    (UNREGISTERED, _is_unregistered),
    (SPAM, _is_spam),
    (NO_CONTRACT, _has_no_contract),
    (NO_MAILINGS, _is_forbidden_mailing),
    (NO_TEMPLATE, _fits_no_template),
    (WRONG_HOUR, _is_wrong_hour),
)


def restriction(case: Case, *, but: frozenset[int] = frozenset()) -> int:
    """Return the error of what stands in a letter's way, or no error."""
    for error, applies in _CHECKS:
        if error not in but and applies(case):
            return error
    return NO_ERROR
