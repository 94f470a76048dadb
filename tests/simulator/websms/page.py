"""What every page of WEBSMS does alike: reading, login, errors, encoding."""

from collections.abc import Mapping
from enum import StrEnum
import json
from typing import Protocol

from tests.simulator.kernel.allows import Allows
from tests.simulator.kernel.forms import read_body, read_pairs
from tests.simulator.kernel.model import Answer, Arrival, Call

from .access import identify
from .codes import Refusal
from .formats import Format
from .parameters import SECRETS, canonical, in_order
from .question import Question, Written
from .state import NAME, State

_CODECS = {"windows-1251": "cp1251", "utf-8": "utf-8"}
_TYPES = {
    Format.TXT: "text/plain",
    Format.XML: "text/xml",
    Format.JSON: "application/json",
    Format.HTML: "text/html",
    Format.XLS: "application/vnd.ms-excel",
}


class Reads(StrEnum):
    """How a page takes its parameters."""

    FORM = "windows-1251"
    UNICODE = "utf-8"
    JSON = "json"


class Work(Protocol):
    """What one page does with its parameters."""

    group: str

    @property
    def parameters(self) -> Mapping[str, Allows]:
        """Return the parameters that the document names for the page."""

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return whether the answer is for those with an account only."""

    def carry_out(self, question: Question) -> Written:
        """Do it, or refuse."""

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer."""


class WebsmsPage:
    """One address."""

    def __init__(
        self, path: str, work: Work, state: State, reads: Reads = Reads.FORM
    ) -> None:
        """Serve some work at a path."""
        self.path = path
        self.group = work.group
        self._work = work
        self._state = state
        self._reads = reads

    def read(self, arrival: Arrival) -> Call:
        """Read the parameters in the one charset that the page has."""
        pairs = read_pairs(arrival.query)
        if arrival.method == "POST":
            pairs |= read_body(arrival.content_type, arrival.body)[0]
        values, unknown, flaw = self._decode(pairs)
        account = self._state.accounts.by_any_login(values.get("http_username", ""))
        return Call(
            arrival=arrival,
            parameters=values,
            unknown_parameters=unknown,
            secret_parameters=SECRETS,
            account=account.login if account else values.get("http_username", ""),
            flaw=flaw,
        )

    def answer(self, call: Call) -> Answer:
        """Carry a call out."""
        self._state.take_notes()
        question = self._question(call)
        self._note_question(call, question.fmt)
        try:
            if self._work.needs_login(call.parameters):
                question = identify(self._state, question, self.group)
            strict = self._state.dialect.bad_parameters == "refused"
            known = in_order(call.parameters, self._work.parameters, strict=strict)
            question = question.asking(known)
            written = self._work.carry_out(question)
        except Refusal as refusal:
            return self._refuse(question, refusal)
        outcome = f"answered: {written.note}" if written.note else "answered"
        return self._encode(written, outcome, None)

    def refuse(self, call: Call, code: int) -> Answer:
        """Answer with an error number."""
        self._state.take_notes()
        return self._refuse(self._question(call), Refusal(code, "by order"))

    def _question(self, call: Call) -> Question:
        """Return a call as the pages see it."""
        values = call.parameters
        fmt = self._work.format_of(values)
        return Question(
            values=values,
            fmt=Format.JSON if self._reads is Reads.JSON else fmt,
            remote=call.arrival.remote,
            concurrent=call.concurrent,
            flaw=call.flaw,
        )

    def _decode(
        self, pairs: Mapping[str, bytes]
    ) -> tuple[dict[str, str], tuple[str, ...], str]:
        """Return the parameters, the names that nobody knows, and what is wrong."""
        table = self._work.parameters
        flaw = ""
        if self._reads is Reads.JSON:
            values, flaw = self._read_object(pairs.get("json", b""))
            foreign = [name for name in pairs if name != "json"]
        else:
            codec = _CODECS[self._reads.value]
            foreign = []
            values = {
                self._name(name): value.decode(codec, "replace")
                for name, value in pairs.items()
            }
        return values, (*foreign, *(one for one in values if one not in table)), flaw

    def _name(self, name: str) -> str:
        """Return the documented name that a parameter goes by."""
        if self._state.dialect.parameter_case == "exact":
            return name
        return canonical(name, self._work.parameters)

    def _read_object(self, encoded: bytes) -> tuple[dict[str, str], str]:
        """Read the one parameter of the JSON pages; letter case matters within it."""
        codec = _CODECS[self._state.dialect.json_request]
        try:
            record = json.loads(encoded.decode(codec, "replace"))
        except ValueError:
            return {}, "json: not JSON"
        if not isinstance(record, dict):
            return {}, "json: no object"
        values: dict[str, str] = {}
        for name, value in record.items():
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                return values, f"{name}: neither string nor number"
            values[name] = str(value)
        return values, ""

    def _note_question(self, call: Call, fmt: Format) -> None:
        """Note what was asked, for the record of what is covered."""
        coverage, group = self._state.kernel.ledger.coverage, self.group
        coverage.note(NAME, "page", group, self.path)
        coverage.note(NAME, "method", group, call.arrival.method)
        coverage.note(NAME, "format", group, fmt.value)
        asked = [
            name
            for name, value in call.parameters.items()
            if value and name in self._work.parameters
        ]
        coverage.note(NAME, "parameter", group, *asked)

    def _refuse(self, question: Question, refusal: Refusal) -> Answer:
        """Return an error answer."""
        written = self._work.refuse(question, refusal.code)
        outcome = f"error {refusal.code}"
        if refusal.note:
            outcome += f": {refusal.note}"
        self._state.note("code", f"{self.group}_error", refusal.code)
        return self._encode(written, outcome, refusal.code)

    def _encode(self, written: Written, outcome: str, code: int | None) -> Answer:
        """Return an answer in the charset of its format."""
        dialect = self._state.dialect
        charset = self._charset(written.fmt)
        text = written.text
        if dialect.line_ends == "crlf":
            text = text.replace("\n", "\r\n")
        content_type = "text/html"
        if dialect.content_type == "typed" or written.fmt is Format.XLS:
            content_type = _TYPES[written.fmt]
        if dialect.content_type != "html":
            content_type += f"; charset={charset}"
        return Answer(
            body=text.encode(_CODECS[charset], "replace"),
            content_type=content_type,
            outcome=outcome,
            error_code=code,
            passed=self._state.take_notes(),
        )

    def _charset(self, fmt: Format) -> str:
        """Return the charset of an answer."""
        dialect = self._state.dialect
        match fmt:
            case Format.TXT:
                return "utf-8" if self._reads is Reads.UNICODE else dialect.text_charset
            case Format.XML:
                return "utf-8" if dialect.xml_charset == "utf-8" else "windows-1251"
            case Format.JSON:
                return dialect.json_charset
            case Format.HTML | Format.XLS:
                return "windows-1251"
