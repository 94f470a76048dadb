"""The readings of SMSC's documents where they leave more than one (docs/ambiguities.md)."""

from dataclasses import dataclass
from typing import Literal

from tests.simulator.kernel.readings import readings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One reading of everything that is left open; the defaults are listed first."""

    # How values are written.
    numeric_id: Literal["number", "string"] = "number"
    text_id: Literal["quoted", "bare"] = "quoted"
    error_code: Literal["number", "string"] = "number"
    numbers: Literal["number", "string"] = "number"
    money: Literal["string", "number"] = "string"
    decimals: Literal["two", "trimmed"] = "two"
    decimal_mark: Literal["dot", "comma"] = "dot"
    count: Literal["total", "parts"] = "total"
    error_words: Literal["english", "russian"] = "english"
    # How answers are wrapped.
    content_type: Literal["html_charset", "html", "json"] = "html_charset"
    json_unicode: Literal["raw", "escaped"] = "raw"
    xml_prolog: Literal["absent", "present"] = "absent"
    rest_answer: Literal["json", "fmt"] = "json"
    # What sending does.
    op_rows: Literal["all", "good", "none"] = "all"
    op_order: Literal["asked", "reversed"] = "asked"
    op_phone: Literal["digits", "asked"] = "digits"
    op_fields: Literal["always", "when_bad"] = "always"
    op_status: Literal["waiting", "operator"] = "waiting"
    op_values: Literal["strings", "numbers"] = "strings"
    bad_numbers: Literal["rows", "whole_request"] = "rows"
    all_bad: Literal["error", "rows"] = "error"
    no_money: Literal["whole_request", "rows"] = "whole_request"
    partly_repeated: Literal["denied", "error", "sent"] = "denied"
    duplicates: Literal["text_and_number", "whole_request"] = "text_and_number"
    repeats_counted: Literal["accepted", "all"] = "accepted"
    unregistered_sender: Literal["refused", "late"] = "refused"
    refused_known: Literal["yes", "no"] = "yes"
    missing_login: Literal["parameters", "login"] = "parameters"
    test_mode_status: Literal["delivered", "undelivered", "sent"] = "delivered"
    comments: Literal["none", "marked"] = "none"
    queue_full: Literal["sent", "undelivered"] = "sent"
    forbidden_address: Literal["refused", "late"] = "refused"
    repeated_lookups: Literal["refused", "taken"] = "refused"
    telegram_code: Literal["any", "digits"] = "any"
    # What calls and look-ups of numbers are like.
    unlisted_type: Literal["zero", "unlisted"] = "zero"
    call_count: Literal["seconds", "calls"] = "seconds"
    call_seconds: Literal["lasted", "planned"] = "lasted"
    call_pauses: Literal["seconds", "minutes"] = "seconds"
    unanswered_error: Literal["no_answer", "busy"] = "no_answer"
    unanswered_status: Literal["undelivered", "expired"] = "undelivered"
    machine_status: Literal["delivered", "undelivered"] = "delivered"
    lookup_status: Literal["delivered", "undelivered"] = "delivered"
    lookup_details: Literal["always", "only_in_full"] = "always"
    lookup_empty: Literal["empty", "missing", "null"] = "empty"
    lookup_values: Literal["strings", "numbers"] = "strings"
    # What look-ups say.
    unknown_id: Literal["status", "error", "empty", "html"] = "status"
    status_error: Literal["always", "when_set"] = "always"
    status_flag: Literal["present", "missing"] = "present"
    status_dates: Literal["present", "missing", "null"] = "present"
    status_phone: Literal["asked", "digits"] = "asked"
    status_order: Literal["asked", "reversed"] = "asked"
    status_rows: Literal["all", "found"] = "all"
    deletes: Literal["any", "waiting"] = "any"
    deletion_refund: Literal["yes", "no"] = "yes"
    batch_limit: Literal["any", "same"] = "any"
    archive: Literal["nightly", "day", "never"] = "nightly"
    balance_currency: Literal["RUR", "RUB"] = "RUR"
    balance_credit: Literal["absent", "present"] = "absent"
    nothing_incoming: Literal["empty", "error"] = "empty"
    # What callbacks carry.
    callback_query: Literal["moved", "kept", "both"] = "moved"
    callback_settings: Literal["passed", "withheld"] = "passed"
    callback_statuses: Literal["final", "every"] = "final"
    call_times: Literal["menu", "always"] = "menu"
    callback_syserr: Literal["absent", "present"] = "absent"
    menu_reports: Literal["end", "each_key"] = "end"
    mail_callbacks: Literal["told", "silent"] = "told"
    callback_empty: Literal["passed", "omitted"] = "passed"
    incoming_sent: Literal["answer", "original"] = "answer"
    callback_time: Literal["plain", "spaced"] = "plain"
    callback_json: Literal["strings", "numbers"] = "strings"
    callback_type: Literal["stated", "absent"] = "stated"
    hash_case: Literal["lower", "upper"] = "lower"
    hash_bytes: Literal["sent", "utf-8"] = "sent"
    crc32: Literal["decimal", "hex"] = "decimal"


READINGS = readings_of(Dialect)
