"""The readings of SMSPILOT's document where it leaves more than one (docs/ambiguities.md)."""

from dataclasses import dataclass
from typing import Literal

from tests.simulator.kernel.readings import readings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One reading of everything that is left open; the defaults are listed first."""

    # How values are written.
    error_code: Literal["number", "string"] = "number"
    row_error: Literal["string", "number"] = "string"
    ids: Literal["string", "number"] = "string"
    money: Literal["string", "number"] = "string"
    status_value: Literal["string", "number"] = "string"
    decimals: Literal["two", "trimmed"] = "two"
    decimal_mark: Literal["dot", "comma"] = "dot"
    json_unicode: Literal["raw", "escaped"] = "raw"
    json_slash: Literal["escaped", "plain", "printed"] = "escaped"
    sms_times: Literal["utc", "moscow"] = "utc"
    # How answers are wrapped.
    error_ip: Literal["present", "absent"] = "present"
    error_phone: Literal["printed", "always", "never"] = "printed"
    content_type: Literal["own_charset", "own", "html"] = "own_charset"
    xml_prolog: Literal["printed", "always", "never"] = "printed"
    xml_rows: Literal["attributes", "elements"] = "attributes"
    packet_id: Literal["present", "absent"] = "present"
    voice_json: Literal["repaired", "printed"] = "repaired"
    flash_call_json: Literal["repaired", "printed"] = "repaired"
    single_check: Literal["list", "object"] = "list"
    text_commas: Literal["bare", "quoted"] = "bare"
    text_error: Literal["spaced", "tight"] = "spaced"
    v_many: Literal["lines", "commas", "first"] = "lines"
    long_get: Literal["taken", "cut", "refused"] = "taken"
    # Who may ask.
    missing_key: Literal["100", "101", "102", "400"] = "100"
    wrong_key: Literal["101", "100", "102", "400"] = "101"
    wrong_password: Literal["400", "401"] = "400"
    bad_request: Literal[
        "10", "11", "12", "13", "14", "231", "275", "300", "301", "302", "304"
    ] = "10"
    # What sending does.
    empty_text: Literal["230", "220", "231", "240"] = "230"
    empty_to: Literal["111", "108", "215", "240"] = "111"
    tie: Literal["accepted", "refused"] = "accepted"
    no_money: Literal["whole_request", "rows"] = "whole_request"
    strange_sender: Literal["replaced", "refused"] = "replaced"
    bad_sender: Literal["refused", "replaced"] = "refused"
    ttl_least: Literal["1", "10"] = "1"
    plus_sign: Literal["refused", "taken"] = "refused"
    flash_code: Literal["four", "digits"] = "four"
    channel_fields: Literal["printed", "stated"] = "printed"
    row_errors: Literal["added", "asked"] = "added"
    all_fields: Literal["listed", "every"] = "listed"
    field_order: Literal["asked", "listed"] = "asked"
    test_id: Literal["10000", "1000", "fresh"] = "10000"
    test_price: Literal["zero", "told"] = "zero"
    test_status: Literal["2", "1", "0"] = "2"
    # What look-ups say.
    check_fields: Literal["printed", "stated"] = "printed"
    unknown_id: Literal["no_phone", "no_error", "absent", "error", "html"] = "no_phone"
    check_order: Literal["asked", "newest_first"] = "asked"
    list_order: Literal["newest_first", "oldest_first"] = "newest_first"
    recent: Literal["hours", "today"] = "hours"
    bad_limit: Literal["refused", "ignored"] = "refused"
    hlrvip_names: Literal["repaired", "printed"] = "repaired"
    hlrvip_details: Literal["always", "asked"] = "always"
    lookup_error: Literal["none", "undeliverable"] = "none"
    # What callbacks carry.
    callback_statuses: Literal["every", "final"] = "every"
    callback_query: Literal["appended", "fields_dropped", "replaced"] = "appended"
    callback_repeats: Literal["never", "until_200"] = "never"
    # What came in.
    inbound_order: Literal["newest_first", "oldest_first"] = "newest_first"
    inbound_created: Literal["seconds", "minutes"] = "seconds"
    inbound_since: Literal["after", "from"] = "after"
    inbound_prefix: Literal["cut", "kept"] = "cut"
    inbound_seen: Literal["new", "any_list", "never"] = "new"
    nothing_inbound: Literal["empty", "null", "error"] = "empty"
    balance_rus: Literal["money", "error"] = "money"


READINGS = readings_of(Dialect)
