"""Statistics: a report of what was sent, as a page, a table or XML."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import groupby

from tests.simulator.kernel.model import Message
from tests.simulator.kernel.places import place_of

from .codes import FINAL, RESULTS, words_of
from .formats import Format, Node, amount, xml_document
from .parameters import STATISTIC
from .question import Question, Written
from .rowset import damaged, rowset
from .send_answer import error_field
from .state import NAME, State
from .when import day_begins, day_ends, write_date, zone

_FORMATS = {"1": Format.HTML, "2": Format.XLS, "3": Format.XML}
_CYRILLIC_OPERATOR = "оperator"


class StatisticWork:
    """The page that tells statistics."""

    group = "statistic"
    parameters = STATISTIC

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return _FORMATS.get(values.get("repformat", ""), Format.HTML)

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return that what was sent is nobody else's business."""
        return True

    def carry_out(self, question: Question) -> Written:
        """Write the report."""
        messages = self._select(question)
        by_zone = question.value("zones") != "0"
        if by_zone:
            messages.sort(key=lambda one: one.details["zone"])
        rows = [self._row(question, one) for one in messages]
        for row in rows:
            self._state.note("field", self.group, *row)
        if question.fmt is Format.XML:
            return Written(text=self._xml(rows), fmt=question.fmt)
        if question.fmt is Format.HTML:
            rows = _page(question, rows)
        subtotals_by = ""
        if question.value("subtotals") == "1":
            subtotals_by = "message_zone" if by_zone else "packet_id"
        return Written(text=_table(rows, subtotals_by), fmt=question.fmt)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer, of which the document says nothing."""
        if question.fmt is not Format.XML:
            text = f"<html><body>{escape(words_of(code))}</body></html>"
            return Written(text=text, fmt=question.fmt)
        error = error_field(code, Format.XML, self._state.dialect)
        text = xml_document(Node("XML", [error]), self._state.dialect)
        return Written(text=text, fmt=question.fmt)

    def _select(self, question: Question) -> list[Message]:
        """Return the messages that were asked for."""
        mine = [
            one
            for one in self._state.kernel.ledger.messages
            if (one.provider, one.account) == (NAME, question.account.login)
        ]
        if oper_id := question.value("oper_id"):
            mine = [one for one in mine if one.details["oper_id"] == oper_id]
        if packet_id := question.value("packet_id"):
            # With a packet's number the periods are not looked at.
            return [one for one in mine if one.details["packet_id"] == packet_id]
        local = zone(question.account.gmt)

        def within(stamp: float, name: str) -> bool:
            """Return whether a time is in one of the two periods."""
            first, last = question.value(f"{name}_beg"), question.value(f"{name}_end")
            return (not first or stamp >= day_begins(first, local)) and (
                not last or stamp < day_ends(last, local)
            )

        return [
            one
            for one in mine
            if within(one.accepted_at, "recdate") and within(one.due_at, "inpdate")
        ]

    def _row(self, question: Question, message: Message) -> dict[str, str]:
        """Return what is said of one message."""
        dialect = self._state.dialect
        upper = dialect.result_name != "result_id"
        latin = dialect.operator_letter == "latin"

        def date(stamp: float) -> str:
            """Write a time."""
            padded = dialect.hours == "padded"
            return write_date(stamp, question.account.gmt, padded=padded)

        row = {
            "packet_id": message.details["packet_id"],
            "message_id": message.message_id,
            "message_phone": message.phone,
            "message_parts": str(message.parts),
            "message_zone": message.details["zone"],
            "delivered_date": date(message.changed_at)
            if message.status in FINAL or dialect.pending_date == "changed"
            else "",
            "result_Id" if upper else "result_id": str(message.status),
            "result_Info" if upper else "result_info": RESULTS[message.status].info,
            "operator" if latin else _CYRILLIC_OPERATOR: place_of(
                message.phone
            ).operator,
            "message_cost": amount(message.cost, dialect, printed="."),
            "reg_date": date(message.accepted_at),
            "send_on": date(message.due_at),
        }
        if question.value("show_text") == "1":
            row["message"] = message.text
        return row

    def _xml(self, rows: Sequence[Mapping[str, str]]) -> str:
        """Return the report as XML."""
        dialect = self._state.dialect
        charset = "windows-1251" if dialect.xml_charset == "windows-1251" else "UTF-8"
        text = rowset(rows, charset)
        return text if dialect.statistic_xml == "mended" else damaged(text)


def _table(rows: Sequence[Mapping[str, str]], subtotals_by: str) -> str:
    """Return the report as a table, if wanted with a line of sums after each group."""
    lines = [_line("th", rows[0])] if rows else []
    for name, group in groupby(rows, key=lambda row: row.get(subtotals_by, "")):
        together = list(group)
        lines += [_line("td", row.values()) for row in together]
        if subtotals_by:
            parts = sum(int(row["message_parts"]) for row in together)
            costs = (Decimal(row["message_cost"].replace(",", ".")) for row in together)
            lines.append(_line("td", (name, str(parts), str(sum(costs, Decimal(0))))))
    table = "\n".join(lines)
    return f"<html><body><table>\n{table}\n</table></body></html>"


def _page(question: Question, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of the page that was asked for; a size of 0 means all."""
    size = int(question.value("page_size") or 0)
    if not size:
        return rows
    begin = (int(question.value("npage") or 1) - 1) * size
    return rows[begin : begin + size]


def _line(tag: str, cells: Iterable[str]) -> str:
    """Return a line of the table."""
    return f"<tr>{''.join(f'<{tag}>{escape(one)}</{tag}>' for one in cells)}</tr>"
