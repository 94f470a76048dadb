"""The phones with what was said on them, as a part of a page, in the words of a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from .ledger import Ledger
from .model import Message
from .phones import Phones
from .provider import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said beside the messages."""

    nobody: str
    nothing: str
    this_phone: str
    answer: str
    send: str


WORDS = {
    "en": Words(
        nobody="Nobody has been sent anything yet.",
        nothing="Nothing has arrived.",
        this_phone="this phone",
        answer="Answer",
        send="Send",
    ),
    "ru": Words(
        nobody="Пока никому ничего не отправлено.",
        nothing="Ничего не пришло.",
        this_phone="с этого телефона",
        answer="Ответ",
        send="Отправить",
    ),
}


@dataclass(frozen=True, slots=True)
class View:
    """How somebody wants to see them: in a language, and alone or above the tables."""

    language: str
    is_alone: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> View:
        """Read it from an address."""
        language = query.get("language", "")
        return cls(
            language if language in WORDS else "en", query.get("only") == "phones"
        )

    @property
    def address(self) -> str:
        """Return the page that shows it so."""
        fields = {"language": self.language} if self.language != "en" else {}
        if self.is_alone:
            fields["only"] = "phones"
        return f"/?{urlencode(fields)}" if fields else "/"

    @property
    def words(self) -> Words:
        """Return the words of its language."""
        return WORDS[self.language]


class Conversations:
    """Every phone that has a part in anything, with the means to answer."""

    def __init__(
        self, ledger: Ledger, phones: Phones, providers: Mapping[str, Provider]
    ) -> None:
        """Show the given parts."""
        self._ledger = ledger
        self._phones = phones
        self._providers = providers

    def show(self, view: View) -> str:
        """Return the phones side by side."""
        content = "".join(self._phone(one, view) for one in self._numbers())
        if not content:
            return f'<p class="none">{view.words.nobody}</p>'
        return f'<div class="phones">{content}</div>'

    def _numbers(self) -> list[str]:
        """Return all phones that have a part in anything."""
        return sorted(
            {*self._phones.numbers}
            | {message.phone for message in self._ledger.messages}
            | {message.phone for message in self._ledger.incoming}
        )

    def _phone(self, number: str, view: View) -> str:
        """Return one phone with its conversation."""
        told = [
            (message.changed_at, _bubble(message.sender, message.text, own=False))
            for message in self._phones.inbox(number)
        ]
        told += [
            (
                message.received_at,
                _bubble(view.words.this_phone, message.text, own=True),
            )
            for message in self._ledger.incoming
            if message.phone == number
        ]
        bubbles = "".join(bubble for _, bubble in sorted(told))
        if not bubbles:
            bubbles = f'<span class="none">{view.words.nothing}</span>'
        return (
            f'<section class="phone"><h3>{escape(name_of(number))}</h3>{bubbles}'
            f"{self._form(number, view)}</section>"
        )

    def _form(self, number: str, view: View) -> str:
        """Return the form to answer the last message to a phone."""
        messages = [one for one in self._ledger.to(number) if self._receives(one)]
        if not messages:
            return ""
        last, words = messages[-1], view.words
        hidden = {
            "provider": last.provider,
            "account": last.account,
            "phone": number,
            "reply_to": last.message_id,
            "language": view.language,
            "only": "phones" if view.is_alone else "",
        }
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in hidden.items()
        )
        return (
            f'<form method="post" action="/answer">{fields}<input name="text" '
            f'placeholder="{words.answer}" aria-label="{words.answer}" '
            f'autocomplete="off" required><button>{words.send}</button></form>'
        )

    def _receives(self, message: Message) -> bool:
        """Return whether the account that sent a message can be answered."""
        return any(
            one.receives and one.login == message.account
            for one in self._providers[message.provider].accounts_shown
        )


def name_of(address: str) -> str:
    """Return a number with its plus; a mailbox or a nick as it is."""
    return f"+{address}" if address.isdigit() else address


def _bubble(sender: str, text: str, *, own: bool) -> str:
    """Return one message as a phone shows it."""
    kind = "bubble own" if own else "bubble"
    return f'<div class="{kind}"><small>{escape(sender)}</small>{escape(text)}</div>'
