"""Whatever a provider or a stranger says is read, or refused in a way that has a name.

`scripts/fuzz` lets a fuzzer do the same for a million inputs (docs/proof.md).
"""

import asyncio
from collections.abc import Generator
from dataclasses import replace
from hashlib import md5, sha1
from typing import Final
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.sms_gateway.providers import PROVIDERS
from custom_components.sms_gateway.providers.errors import CallbackError
from custom_components.sms_gateway.providers.model import CallbackRequest
from proof.fuzz import judge, long
from proof.fuzz.seeds import dictionary
from proof.fuzz.targets import SECRET, TARGETS, Target

BY_NAME: Final = {target.name: target for target in TARGETS}

ALIKE: Final = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
"""Each run is the same; scripts/fuzz takes a seed."""


@pytest.fixture(scope="module")
def loop() -> Generator[asyncio.AbstractEventLoop]:
    """Run a loop of its own: a reader asks for nothing but time."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Return inputs near a target's seeds, and far from them."""
    words = st.sampled_from(dictionary(list(target.seeds)))
    seeds = st.sampled_from(target.seeds)

    @st.composite
    def changed(draw: st.DrawFn) -> bytes:
        data = draw(seeds)
        for _ in range(draw(st.integers(1, 4))):
            begin = draw(st.integers(0, len(data)))
            end = min(len(data), begin + draw(st.integers(0, 12)))
            data = data[:begin] + draw(words | st.binary(max_size=6)) + data[end:]
        return data

    return changed() | st.binary(max_size=200) | seeds


@pytest.mark.parametrize("name", BY_NAME)
@settings(ALIKE, max_examples=40)
@given(data=st.data())
def test_no_bytes_do_harm(
    loop: asyncio.AbstractEventLoop, name: str, data: st.DataObject
) -> None:
    """They are taken, or refused by a typed error, in time; no forgery is taken."""
    target = BY_NAME[name]
    given = data.draw(inputs(target))
    read = judge.read(loop, target, given)
    if read.took > judge.ceiling(len(given)):
        # Once more: the machine may have been at something else.
        read = judge.read(loop, target, given)
    assert read.took <= judge.ceiling(len(given))


FOUND: Final = {
    "a page of brackets": ("websms groups", b"[" + b" " * 2000 + b"x"),
    "a page of tags without an end": ("websms balance", b"<" * 60_000),
    "statistics without an end": ("websms statistics", b"<" * 60_000),
    "a row without an end": (
        "websms statistics",
        b"<xml><rs:data><z:row " + b" " * 20_000 + b"<</xml>",
    ),
    "a row of one word": (
        "websms statistics",
        b"<xml><rs:data><z:row " + b"a" * 20_000 + b"></xml>",
    ),
    "a query of no letters": ("smspilot callback", b"phone=7&message=\x80\x1e"),
    "half a letter": ("smsc send", b'{"id": "\\ud800", "cnt": 1}'),
    "half a letter in a text": (
        "smsc incoming",
        b'[{"id": 1, "phone": "7", "message": "\\udfff"}]',
    ),
    "half a letter in a row": (
        "smspilot incoming",
        b'{"inbound": [{"id": "1", "phone": "7", "text": "\\ud800"}]}',
    ),
    "half a letter in a damaged row": (
        "smspilot send",
        b'{"send": [{"server_id": "\\ud800", "phone": "79161234567", "status": 0}',
    ),
    "half a letter of a packet": (
        "websms send",
        b'{"err_num": 0, "packet_id": "1", "sms": [{"message_id": "\\ud800",'
        b' "message_phone": "79161234567"}]}',
    ),
    "next to no money": ("smsc balance", b'{"balance": "1e-999999"}'),
    "a page of money": ("smspilot balance", b'{"balance": "0.' + b"1" * 9000 + b'"}'),
    "the end of time": (
        "websms callback",
        b'<status id="1" date="Fri, 31 Dec 9999 23:59:59 -1200"><result_id>6'
        b"</result_id></status>",
    ),
    "the beginning of time": (
        "smsc incoming",
        b'[{"phone": "7", "message": "a", "sent": "01.01.0001 00:00:00"}]',
    ),
    "the beginning of time in seconds": (
        "smsc callback",
        b"id=1&phone=7&status=1&ts=-62135596800",
    ),
    "the end of time in a head": (
        "all the date of an answer",
        b"Fri, 31 Dec 9999 23:59:59 -1200",
    ),
    "a head with a time of no zone": (
        "all the date of an answer",
        b"Sat, 21 Nov 2026 12:00:00 -0000",
    ),
}
"""What the fuzzer found: each was a defect."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_mended(loop: asyncio.AbstractEventLoop, name: str) -> None:
    """It is read as what it is, and no slower than anything else."""
    target, given = FOUND[name]
    assert judge.read(loop, BY_NAME[target], given).took <= judge.ceiling(len(given))


@pytest.mark.parametrize("name", BY_NAME)
def test_what_is_long_is_read_in_time(
    loop: asyncio.AbstractEventLoop, name: str
) -> None:
    """The time grows as the input does, whatever it is made of: here up to 8 KiB."""
    target = replace(BY_NAME[name], longest=8 * 1024 + 512)
    assert sum(1 for _ in long.read_long(loop, target)) > 500


FIELDS: Final = {"id": "1234", "phone": "79161234567", "status": "1", "err": "0"}


def signature(fields: dict[str, str], secret: str, algorithm: str) -> str:
    """Return the control value of a report."""
    content = ":".join([fields["id"], fields["phone"], fields["status"], secret])
    make = {"sha1": sha1, "md5": md5}[algorithm]
    return make(content.encode(), usedforsecurity=False).hexdigest()


def is_taken(fields: dict[str, str], query: str = "", form: str = "form") -> bool:
    """Tell whether a report is taken by who knows the secret."""
    pairs = ",".join(f'"{name}": "{value}"' for name, value in fields.items())
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    body = {
        "form": urlencode(fields),
        "shouted": quote(urlencode(fields), safe="=&").upper(),
        "json": f"{{{pairs}}}",
        "xml": f"<a>{inner}</a>",
    }[form]
    request = CallbackRequest(query=query, body=body.encode())
    try:
        PROVIDERS["smsc"].parse_callback(request, SECRET, False)
    except CallbackError:
        return False
    return True


FORMS: Final = st.sampled_from(["form", "json", "xml"])
ALGORITHMS: Final = st.sampled_from(["sha1", "md5"])
LETTERS: Final = st.sampled_from([str.lower, str.upper, str.title])


@settings(ALIKE, max_examples=30)
@given(form=FORMS, algorithm=ALGORITHMS, letters=LETTERS)
def test_a_genuine_report_is_taken(form: str, algorithm: str, letters: type) -> None:
    """In any letter case: else the tests below would prove nothing."""
    value = letters(signature(FIELDS, SECRET, algorithm))
    assert is_taken(FIELDS | {algorithm: value}, form=form)


@settings(ALIKE, max_examples=100)
@given(
    form=FORMS,
    algorithm=ALGORITHMS,
    letters=LETTERS,
    name=st.sampled_from(["id", "phone", "status"]),
    value=st.text("0123456789abAB+-", max_size=12),
)
def test_a_genuine_value_is_of_no_use_for_another_report(
    form: str, algorithm: str, letters: type, name: str, value: str
) -> None:
    """What is signed cannot be changed."""
    control = letters(signature(FIELDS, SECRET, algorithm))
    forged = FIELDS | {name: value, algorithm: control}
    assert is_taken(forged, form=form) is (value == FIELDS[name])


@settings(ALIKE, max_examples=100)
@given(
    form=st.sampled_from(["form", "shouted", "json", "xml"]),
    name=st.sampled_from(["sha1", "md5", "crc32", "SHA1", "sha1[]", "hmac", ""]),
    algorithm=ALGORITHMS,
    letters=LETTERS,
    secret=st.sampled_from(["", " ", "None", SECRET.upper(), SECRET[:-1], f"{SECRET} "])
    | st.text(st.characters(codec="utf-8", categories=["L", "N"]), max_size=30),
    query=st.sampled_from(["", "charset=utf-8", "sha1=", "charset=koi8-r&md5="]),
)
def test_a_forgery_is_taken_in_no_form(
    form: str, name: str, algorithm: str, letters: type, secret: str, query: str
) -> None:
    """Made with another secret, under another name, or empty."""
    value = letters(signature(FIELDS, secret, algorithm))
    fields = FIELDS | ({name: value} if name else {})
    assert not is_taken(fields, query, "form" if "[" in name else form)
