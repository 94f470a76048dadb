"""The readings of WEBSMS's document where it leaves more than one (docs/ambiguities.md)."""

from dataclasses import dataclass
from typing import Literal

from tests.simulator.kernel.readings import readings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One reading of everything that is left open; the defaults are listed first."""

    # How values are written.
    text_error: Literal["words", "number", "number_always"] = "words"
    xml_error: Literal["number", "words"] = "number"
    json_err_num: Literal["number", "string"] = "number"
    json_ids: Literal["string", "number"] = "string"
    json_numbers: Literal["string", "number"] = "string"
    json_money: Literal["string", "number"] = "string"
    json_unicode: Literal["raw", "escaped"] = "raw"
    decimal_mark: Literal["printed", "comma", "dot"] = "printed"
    decimals: Literal["trimmed", "two"] = "trimmed"
    hours: Literal["padded", "bare"] = "padded"
    phone_form: Literal["digits", "asked"] = "digits"
    result_name: Literal["printed", "result_id", "result_Id"] = "printed"
    text_message: Literal["message_text", "message", "mixed"] = "message_text"
    operator_letter: Literal["latin", "cyrillic"] = "latin"
    # How answers are wrapped.
    text_layout: Literal["tight", "printed"] = "tight"
    line_ends: Literal["lf", "crlf"] = "lf"
    xml_shape: Literal["attributes", "elements"] = "attributes"
    xml_case: Literal["lower", "upper"] = "lower"
    results_xml: Literal["mended", "printed"] = "mended"
    statistic_xml: Literal["mended", "printed"] = "mended"
    addrbook_xml: Literal["elements", "attributes"] = "elements"
    text_charset: Literal["windows-1251", "utf-8"] = "windows-1251"
    xml_charset: Literal["utf-8", "windows-1251", "mislabelled"] = "utf-8"
    json_charset: Literal["utf-8", "windows-1251"] = "utf-8"
    content_type: Literal["html_charset", "html", "typed"] = "html_charset"
    # How requests are read.
    parameter_case: Literal["ignored", "exact"] = "ignored"
    json_request: Literal["windows-1251", "utf-8"] = "windows-1251"
    bad_parameters: Literal["refused", "ignored"] = "refused"
    gmt_missing: Literal["settings", "plus_4"] = "settings"
    empty_field: Literal["emptied", "kept"] = "emptied"
    field_left_out: Literal["kept", "emptied"] = "kept"
    # What sending does.
    packet_ids: Literal["section_6", "section_5", "own"] = "section_6"
    user_packet: Literal["given", "always", "never"] = "given"
    own_message_id: Literal["echoed", "system"] = "echoed"
    unique_ids: Literal["error_19", "error_15"] = "error_19"
    repeats: Literal["error_19", "error_15", "error_20", "dropped"] = "error_19"
    refusal_fields: Literal["bare", "common"] = "bare"
    send_rows: Literal["all", "none"] = "all"
    row_order: Literal["asked", "reversed"] = "asked"
    test_balance: Literal["as_charged", "unchanged"] = "as_charged"
    part_lengths: Literal["section_9", "section_11"] = "section_9"
    too_long: Literal["error_11", "cut"] = "error_11"
    unknown_group: Literal["error_20", "error_12"] = "error_20"
    # What the other pages say.
    repeated_own_id: Literal["newest", "all"] = "newest"
    unknown_id: Literal["empty", "error", "absent", "html"] = "empty"
    early_results: Literal["answered", "empty"] = "answered"
    result_rows: Literal["all", "final"] = "all"
    pending_date: Literal["empty", "changed"] = "empty"
    delete_error: Literal["printed", "number", "words"] = "printed"
    delete_unknown: Literal["zero", "error"] = "zero"
    balance_error: Literal["words", "number", "zero", "empty"] = "words"
    # What callbacks carry.
    callback_form: Literal["result_id", "error"] = "result_id"
    callback_way: Literal["body", "field"] = "body"
    callback_field: Literal["status", "xml"] = "status"
    callback_type: Literal["xml", "form", "absent"] = "xml"
    callback_id: Literal["system", "own"] = "system"
    callback_package: Literal["system", "own"] = "system"
    callback_charset: Literal["utf-8", "windows-1251"] = "utf-8"
    callback_prolog: Literal["absent", "present"] = "absent"
    callback_settled: Literal["accepted", "any_answer"] = "accepted"


READINGS = readings_of(Dialect)
