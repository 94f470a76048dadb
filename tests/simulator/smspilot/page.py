"""SMSPILOT's one address: reads a request, lets it in, and writes what its work says."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tests.simulator.kernel.forms import read_body, read_pairs
from tests.simulator.kernel.model import Answer, Arrival, Call

from .accounts import Account
from .codes import BLOCKED, FOREIGN_ADDRESS, PHONE_LENGTH, SURVEY, Refusal, name_of
from .formats import ReplyWriter
from .parameters import CODECS, DEFAULT_CHARSET, SECRETS, TEXTS, Parameter, check
from .replies import ErrorReply, Format, Kind, PageReply, Reply, Value
from .sending import Question
from .state import NAME, State

_LONGEST_GET = 1024
_TOO_LONG = "GET is too long"
_TOO_LONG_STATUS = 414
_WITH_PHONE = frozenset({PHONE_LENGTH, SURVEY})
_TYPES = {
    Format.TEXT: "text/plain",
    Format.XML: "text/xml",
    Format.JSON: "application/json",
    Format.V: "text/plain",
}


class Work(Protocol):
    """What one kind of request does with parameters that are in order."""

    name: str

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Return the parameters that the document names for it."""

    def carry_out(self, account: Account, question: Question) -> Reply:
        """Do it and return what is to be said, or refuse."""


class SmspilotPage:
    """The address that everything is asked at; a parameter's name says what is meant."""

    path = "/api.php"
    group = "api"

    def __init__(self, state: State, works: Sequence[Work]) -> None:
        """Serve some works; the last of them is for requests that name none."""
        self._state = state
        self._works = {work.name: work for work in works}
        self._otherwise = works[-1]

    def read(self, arrival: Arrival) -> Call:
        """Read the parameters, the texts among them in the charset that they name."""
        long_get = arrival.method == "GET" and len(arrival.query) > _LONGEST_GET
        query, flaw = arrival.query, ""
        if long_get and self._state.dialect.long_get == "cut":
            query = query[:_LONGEST_GET]
        if long_get and self._state.dialect.long_get == "refused":
            flaw = _TOO_LONG
        pairs = read_pairs(query)
        if arrival.method == "POST":
            pairs |= read_body(arrival.content_type, arrival.body)[0]
        values = _decode(pairs)
        account = self._claimed(values)
        return Call(
            arrival=arrival,
            parameters=values,
            unknown_parameters=tuple(
                name for name in values if name not in self._work(values).parameters
            ),
            secret_parameters=SECRETS,
            account=account.login if account else values.get("login", ""),
            flaw=flaw,
        )

    def answer(self, call: Call) -> Answer:
        """Carry a call out."""
        self._state.notes.take()
        work = self._work(call.parameters)
        self._note_question(call, work)
        if call.flaw == _TOO_LONG:
            return Answer(
                body=b"<html><body><h1>414</h1></body></html>",
                content_type="text/html",
                outcome=call.flaw,
                status=_TOO_LONG_STATUS,
            )
        try:
            account = self._admit(call)
            check(call.parameters, work.parameters, self._state.dialect)
            known = {
                name: value
                for name, value in call.parameters.items()
                if name in work.parameters
            }
            question = Question(values=known, remote=call.arrival.remote)
            reply = work.carry_out(account, question)
        except Refusal as refusal:
            return self._refuse(call, refusal)
        return self._encode(call, reply, "answered", None)

    def refuse(self, call: Call, code: int) -> Answer:
        """Answer with an error code, as the fault of that name wants."""
        phone = call.parameters.get("to", "").partition(",")[0]
        return self._refuse(call, Refusal(code, "by order", phone))

    def _work(self, values: Mapping[str, str]) -> Work:
        """Return what a request asks for: the first that one of its names stands for."""
        if "to" in values:
            return self._works["send"]
        named = [work for name, work in self._works.items() if name in values]
        return named[0] if named else self._otherwise

    def _claimed(self, values: Mapping[str, str]) -> Account | None:
        """Return the account that a request says it is from."""
        if api_key := values.get("apikey"):
            return self._state.accounts.by_key(api_key)
        return self._state.accounts.by_name(values.get("login", ""))

    def _admit(self, call: Call) -> Account:
        """Return the account, once key, address and the account's own state allow it."""
        dialect, values = self._state.dialect, call.parameters
        account = self._claimed(values)
        if values.get("apikey"):
            if account is None:
                raise Refusal(int(dialect.wrong_key), "apikey: unknown")
        elif not values.get("login"):
            raise Refusal(int(dialect.missing_key), "no apikey")
        elif account is None or values.get("password") != account.password:
            raise Refusal(int(dialect.wrong_password), "login: unknown or wrong")
        if account.allowed_ips and call.arrival.remote not in account.allowed_ips:
            raise Refusal(FOREIGN_ADDRESS, call.arrival.remote)
        if account.blocked:
            raise Refusal(BLOCKED, f"status {account.blocked}")
        if account.refuses:
            raise Refusal(account.refuses, "the account refuses everything")
        return account

    def _note_question(self, call: Call, work: Work) -> None:
        """Note what was asked: it has passed, whatever becomes of the answer."""
        note = self._state.kernel.ledger.coverage.note
        note(NAME, "page", work.name, call.arrival.path)
        note(NAME, "method", work.name, call.arrival.method)
        note(NAME, "format", work.name, self._format(call).value)
        for name, value in call.parameters.items():
            if value and name in work.parameters:
                note(NAME, "parameter", work.name, name)
        if charset := call.parameters.get("charset"):
            if charset.lower() in CODECS:
                note(NAME, "charset", "request", charset.lower())

    def _format(self, call: Call) -> Format:
        """Return the format to answer in; one that is none is text."""
        asked = call.parameters.get("format", "")
        return Format(asked) if asked in Format else Format.TEXT

    def _refuse(self, call: Call, refusal: Refusal) -> Answer:
        """Return an error answer."""
        dialect, words = self._state.dialect, name_of(refusal.code)
        more: list[Value] = []
        account = self._claimed(call.parameters)
        if refusal.code == BLOCKED:
            status = account.blocked if account and account.blocked else -5
            told = account.blocked_words if account else ""
            more += [
                Value("status", str(status), Kind.CODE),
                Value("status_ru", told),
            ]
        printed = refusal.code in _WITH_PHONE and dialect.error_phone == "printed"
        if refusal.phone and (printed or dialect.error_phone == "always"):
            more.append(Value("phone", refusal.phone))
        if dialect.error_ip == "present":
            more.append(Value("ip", call.arrival.remote))
        reply = ErrorReply(
            code=refusal.code,
            english=words.english,
            russian=words.russian,
            more=tuple(more),
        )
        self._state.notes.take()
        self._state.notes.note("code", "error", refusal.code)
        outcome = f"error {refusal.code}"
        if refusal.note:
            outcome += f": {refusal.note}"
        return self._encode(call, reply, outcome, refusal.code)

    def _encode(
        self, call: Call, reply: Reply, outcome: str, code: int | None
    ) -> Answer:
        """Return an answer in the format and the charset that were asked for."""
        dialect, fmt = self._state.dialect, self._format(call)
        charset = call.parameters.get("charset", "")
        if charset.lower() not in CODECS:
            charset = DEFAULT_CHARSET
        writer = ReplyWriter(dialect, call.parameters.get("lang", ""), charset)
        text = writer.write(reply, fmt)
        kind = "field" if code is None else "error_field"
        self._state.notes.note(kind, self._work(call.parameters).name, *writer.names)
        content_type = _TYPES[fmt]
        if dialect.content_type == "html" or isinstance(reply, PageReply):
            content_type = "text/html"
        if dialect.content_type == "own_charset":
            content_type += f"; charset={charset.lower()}"
        return Answer(
            body=text.encode(CODECS[charset.lower()], "replace"),
            content_type=content_type,
            outcome=outcome,
            error_code=code,
            passed=self._state.notes.take(),
        )


def _decode(pairs: Mapping[str, bytes]) -> dict[str, str]:
    """Return the parameters as texts."""
    charset = pairs.get("charset", b"").decode("ascii", "replace").lower()
    codec = CODECS.get(charset, "utf-8")
    return {
        name: value.decode(codec if name in TEXTS else "utf-8", "replace")
        for name, value in pairs.items()
    }
