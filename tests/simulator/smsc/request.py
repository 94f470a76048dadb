"""Reads a request to send: one text for all, or a list with a text for each."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

from .accounts import Account
from .addresses import is_mailbox, read_recipients
from .channels import Audience, Need, Rule, choose
from .codes import FORBIDDEN, PARAMETERS, Refusal
from .content import Draft, read_content
from .lists import read_list
from .parameters import SECRETS, is_sender
from .sending import Letter, Question, Sending
from .state import State
from .when import LONGEST, due_at, is_date, validity

_DAY = 86400.0


class RequestReader:
    """Reads requests with the provider's memory at hand."""

    def __init__(self, state: State) -> None:
        """Number messages from the provider's memory."""
        self._state = state

    def read(self, account: Account, question: Question) -> Sending:
        """Read a request, or refuse it."""
        rule = choose(question.values)
        given = question.value("id")
        message_id = given or self._state.new_id()
        self._check_captcha(account, question, message_id)
        period = float(question.value("period") or 0) * 60
        return Sending(
            message_id=message_id,
            client_id=given or None,
            rule=rule,
            letters=_without_doubles(self._letters(account, rule, question)),
            period=period,
            freq=float(question.value("freq") or 0) if period else 0.0,
            validity=validity(question.value("valid")) or LONGEST,
            details=_details(question),
            request=_fingerprint(question),
            remote=question.remote,
        )

    def _check_captcha(
        self, account: Account, question: Question, message_id: str
    ) -> None:
        """Refuse a wrong code where the account has the check against spam."""
        if question.value("imgcode") and not question.value("userip"):
            raise Refusal(PARAMETERS, "imgcode without userip")
        wrong = question.value("imgcode").lower() != account.captcha.lower()
        if account.captcha and wrong:
            raise Refusal(FORBIDDEN, "imgcode: wrong", message_id)

    def _letters(
        self, account: Account, rule: Rule, question: Question
    ) -> Iterator[Letter]:
        """Yield what each recipient is to get."""
        if not question.value("list"):
            yield from self._letters_of_one_text(account, rule, question)
            return
        if question.value("phones") or question.value("mes"):
            raise Refusal(PARAMETERS, "list beside phones or mes")
        if rule.text is Need.UNUSED:
            raise Refusal(PARAMETERS, f"{rule.channel} has no texts to list")
        multiline = question.value("nl") == "1"
        for line in read_list(question.value("list"), multiline=multiline):
            yield from self._address(
                account,
                rule,
                question,
                phones=line.phones,
                text=line.text,
                sender=line.sender or question.value("sender"),
                timezone=line.timezone if is_date(question.value("time")) else None,
            )

    def _letters_of_one_text(
        self, account: Account, rule: Rule, question: Question
    ) -> Iterator[Letter]:
        """Yield the same for all."""
        if not question.value("phones"):
            raise Refusal(PARAMETERS, "phones is missing")
        yield from self._address(
            account,
            rule,
            question,
            phones=question.value("phones"),
            text=question.value("mes"),
            sender=question.value("sender"),
        )

    def _address(
        self,
        account: Account,
        rule: Rule,
        question: Question,
        *,
        phones: str,
        text: str,
        sender: str,
        timezone: float | None = None,
    ) -> Iterator[Letter]:
        """Yield one text for each of its recipients."""
        sender = _sender(account, rule, sender)
        content = read_content(
            Draft(
                state=self._state,
                account=account,
                rule=rule,
                question=question,
                sender=sender,
                text=text,
            )
        )
        if timezone is None:
            timezone = float(question.value("tz") or account.timezone)
        now = self._state.kernel.clock.now()
        due = due_at(question.value("time"), now, timezone)
        for one in read_recipients(phones, rule.audience, account.groups):
            hidden = self._is_hidden(one.address, question.value("smsreq"))
            details = {**content.details, **({"hidden": "1"} if hidden else {})}
            yield Letter(
                recipient=one,
                content=replace(content, details=details),
                sender=sender,
                due_at=due,
            )

    def _is_hidden(self, address: str, days: str) -> bool:
        """Return whether a number's last confirmation is too long ago."""
        confirmed = self._state.confirmed.get(address)
        if not days or confirmed is None:
            return False
        return self._state.kernel.clock.now() - confirmed > int(days) * _DAY


def _sender(account: Account, rule: Rule, sender: str) -> str:
    """Return who a message is from; mail has addresses and no default."""
    if rule.audience is Audience.MAILBOXES:
        if sender and not is_mailbox(sender):
            raise Refusal(PARAMETERS, "sender: no mailbox")
        return sender
    if sender and not is_sender(sender):
        raise Refusal(PARAMETERS, f"sender: {sender}")
    return sender or (account.default_sender if rule.named else "")


def _details(question: Question) -> dict[str, str]:
    """Return what of a request is kept with each of its messages as it was given."""
    names = {"pp": "partner", "userip": "user_ip", "smsreq": "smsreq"}
    return {
        detail: question.value(name)
        for name, detail in names.items()
        if question.value(name)
    }


def _fingerprint(question: Question) -> Hashable:
    """Return all of a request but its secrets."""
    pairs = sorted(one for one in question.values.items() if one[0] not in SECRETS)
    return tuple(pairs), question.files


def _without_doubles(letters: Iterator[Letter]) -> tuple[Letter, ...]:
    """Return the letters without those that say the same to the same once more."""
    unique: dict[Hashable, Letter] = {}
    for letter in letters:
        unique.setdefault((letter.address, letter.content.same), letter)
    return tuple(unique.values())
