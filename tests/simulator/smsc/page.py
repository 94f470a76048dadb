"""What every page of SMSC does alike: reading, login, limits, errors, encoding."""

from collections.abc import Mapping
import json
from typing import Protocol

from tests.simulator.kernel.allows import Allows
from tests.simulator.kernel.forms import read_body, read_pairs
from tests.simulator.kernel.model import Answer, Arrival, Call, Upload

from .accounts import Account
from .codes import CODES_WITH_ID, LOGIN, PARAMETERS, TOO_OFTEN, ErrorName, Refusal
from .formats import Format, Writer, field_names, json_object, xml_element, xml_fields
from .limits import Limits
from .parameters import CODECS, DEFAULT_CHARSET, SECRETS, check
from .sending import Question
from .state import NAME, State


class Work(Protocol):
    """What one page does with parameters that are in order."""

    group: str
    concurrent: int

    @property
    def parameters(self) -> Mapping[str, Allows]:
        """Return the parameters that the page's document names."""

    @property
    def errors(self) -> Mapping[int, ErrorName]:
        """Return the page's own error codes."""

    def carry_out(self, account: Account, question: Question, fmt: Format) -> str:
        """Do it and return the answer's text, or refuse."""


class SmscPage:
    """One address: a script that takes forms, or its REST sister that takes JSON."""

    def __init__(self, path: str, work: Work, state: State, *, rest: bool) -> None:
        """Serve some work at a path."""
        self.path = path
        self.group = work.group
        self._work = work
        self._state = state
        self._limits = Limits(state)
        self._rest = rest

    def read(self, arrival: Arrival) -> Call:
        """Read the parameters in the charset they say themselves to be in."""
        files: tuple[Upload, ...] = ()
        if self._rest:
            values, flaw = self._read_json(arrival)
        else:
            values, files = _read_form(arrival)
            flaw = ""
        account = self._claimed(values)
        return Call(
            arrival=arrival,
            parameters=values,
            unknown_parameters=tuple(
                name for name in values if name not in self._work.parameters
            ),
            secret_parameters=SECRETS,
            files=files,
            account=account.login if account else values.get("login", ""),
            flaw=flaw,
        )

    def answer(self, call: Call) -> Answer:
        """Carry a call out."""
        fmt = self._format(call)
        self._state.take_notes()
        self._note_question(call, fmt)
        try:
            account = self._admit(call)
            check(call.parameters, self._work.parameters)
            known = {
                name: value
                for name, value in call.parameters.items()
                if name in self._work.parameters
            }
            question = Question(
                values=known, files=call.files, remote=call.arrival.remote
            )
            text = self._work.carry_out(account, question, fmt)
        except Refusal as refusal:
            return self._refuse(call, fmt, refusal)
        return self._encode(call, fmt, text, "answered", None)

    def refuse(self, call: Call, code: int) -> Answer:
        """Answer with an error code, with an id where that code has one."""
        message_id = None
        if code in CODES_WITH_ID and self.group == "send":
            message_id = call.parameters.get("id") or self._state.new_id()
        refusal = Refusal(code, "by order", message_id)
        return self._refuse(call, self._format(call), refusal)

    def _note_question(self, call: Call, fmt: Format) -> None:
        """Note what was asked, for the record of what is covered."""
        coverage, group = self._state.kernel.ledger.coverage, self.group

        def note(kind: str, place: str, *names: object) -> None:
            """Note at once: the question has passed, whatever becomes of the answer."""
            coverage.note(NAME, kind, place, *names)

        note("page", group, call.arrival.path)
        note("method", group, call.arrival.method)
        note("format", group, fmt.value)
        for name, value in call.parameters.items():
            if value and name in self._work.parameters:
                note("parameter", group, name)
        if call.files:
            note("parameter", group, "(files)")

    def _note_answer(self, fmt: Format, text: str, code: int | None) -> None:
        """Note what was answered, for the record of what is covered."""
        if code is None:
            note_kind = "field"
        else:
            note_kind = "error_field"
            self._state.note("code", f"{self.group}_error", code)
        self._state.note(note_kind, self.group, *field_names(text, fmt))

    def _read_json(self, arrival: Arrival) -> tuple[dict[str, str], str]:
        """Read the JSON object of a REST request."""
        if arrival.method != "POST":
            return {}, "not posted"
        try:
            body = json.loads(arrival.body.decode("utf-8"))
        except ValueError:
            return {}, "not JSON"
        if not isinstance(body, dict):
            return {}, "no object"
        values: dict[str, str] = {}
        for name, value in body.items():
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                return values, f"{name}: neither string nor number"
            values[name] = str(value)
        return values, ""

    def _claimed(self, values: Mapping[str, str]) -> Account | None:
        """Return the account that a request says it is from."""
        if api_key := values.get("apikey"):
            return self._state.accounts.by_key(api_key)
        return self._state.accounts.by_login(values.get("login", ""))

    def _admit(self, call: Call) -> Account:
        """Return the account, once address, login and limits allow it."""
        address = call.arrival.remote
        self._limits.check_address(address)
        if call.flaw:
            raise Refusal(PARAMETERS, call.flaw)
        account = self._login(call.parameters, address)
        if call.concurrent >= self._work.concurrent:
            raise Refusal(TOO_OFTEN, f"{call.concurrent} requests at once")
        return account

    def _login(self, values: Mapping[str, str], address: str) -> Account:
        """Return the account whose key or password this is."""
        if not values.get("apikey") and not {"login", "psw"} <= values.keys():
            missing = self._state.dialect.missing_login == "parameters"
            raise Refusal(PARAMETERS if missing else LOGIN, "no login")
        account = self._claimed(values)
        if account is not None and not values.get("apikey"):
            account = account if account.opens(values["psw"]) else None
        allowed = account is not None and (
            not account.allowed_ips
            or address in account.allowed_ips
            or self._is_admitted_late()
        )
        self._limits.note_login(address, good=allowed)
        if account is None or not allowed:
            raise Refusal(LOGIN, "wrong login" if account is None else "wrong address")
        return account

    def _is_admitted_late(self) -> bool:
        """Return whether a foreign address is told by the message's own error."""
        late = self._state.dialect.forbidden_address == "late"
        return late and self.group == "send"

    def _format(self, call: Call) -> Format:
        """Return the format to answer in, whatever else is wrong."""
        fmt = call.parameters.get("fmt", "")
        if self._rest and (self._state.dialect.rest_answer == "json" or not fmt):
            return Format.JSON
        return Format(int(fmt)) if fmt in ("1", "2", "3") else Format.WORDS

    def _refuse(self, call: Call, fmt: Format, refusal: Refusal) -> Answer:
        """Return an error answer."""
        names = self._work.errors
        name = names.get(refusal.code, ErrorName("error", "ошибка"))
        russian = self._state.dialect.error_words == "russian"
        words = name.russian if russian else name.english
        writer = Writer(self._state.dialect)
        fields = [
            writer.text("error", words),
            writer.code("error_code", refusal.code),
        ]
        number = refusal.message_id
        if number is not None:
            fields.append(writer.message_id(number))
        match fmt:
            case Format.WORDS:
                text = f"ERROR = {refusal.code} ({words})"
                text += "" if number is None else f", ID - {number}"
            case Format.NUMBERS:
                text = f"{'0' if number is None else number},-{refusal.code}"
            case Format.XML:
                text = xml_element("result", xml_fields(fields))
            case Format.JSON:
                text = json_object(fields)
        outcome = f"error {refusal.code}"
        if refusal.note:
            outcome += f": {refusal.note}"
        return self._encode(call, fmt, text, outcome, refusal.code)

    def _encode(
        self, call: Call, fmt: Format, text: str, outcome: str, code: int | None
    ) -> Answer:
        """Return an answer in the charset that was asked for."""
        self._note_answer(fmt, text, code)
        dialect = self._state.dialect
        charset = call.parameters.get("charset", "").lower()
        if charset not in CODECS:
            charset = "utf-8" if self._rest else DEFAULT_CHARSET
        if fmt is Format.XML and dialect.xml_prolog == "present":
            text = f'<?xml version="1.0" encoding="{charset}"?>\n{text}'
        content_type = "text/html"
        if dialect.content_type == "json" and fmt is Format.JSON:
            content_type = "application/json"
        if dialect.content_type != "html":
            content_type += f"; charset={charset}"
        return Answer(
            body=text.encode(CODECS[charset], "replace"),
            content_type=content_type,
            outcome=outcome,
            error_code=code,
            passed=self._state.take_notes(),
        )


def _read_form(arrival: Arrival) -> tuple[dict[str, str], tuple[Upload, ...]]:
    """Read query and form; what is posted goes before what stands in the address."""
    pairs = read_pairs(arrival.query)
    files: tuple[Upload, ...] = ()
    if arrival.method == "POST":
        posted, files = read_body(arrival.content_type, arrival.body)
        pairs |= posted
    charset = pairs.get("charset", b"").decode("ascii", "replace").lower()
    codec = CODECS.get(charset, CODECS[DEFAULT_CHARSET])
    values = {name: value.decode(codec, "replace") for name, value in pairs.items()}
    if values.get("bin") == "1" and "mes" in pairs:
        # Bytes have no charset: each of them becomes one character.
        values["mes"] = pairs["mes"].decode("latin-1")
    return values, files
