"""A short life at debug level leaves no secret anywhere; and the search would find one."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from proof.secrets.__main__ import search_life
from proof.secrets.places import log, traces, whole
from proof.secrets.telltales import CYRILLIC, WORD, Kind, Telltales, phone

_OURS = "custom_components.sms_gateway.webhook"
_CORE = "homeassistant.core"
_WEBHOOK = "homeassistant.components.webhook"
_EVENT = "Bus:Handling <Event sms_gateway_message_status[L]: phone="


def _line(logger: str, words: str) -> str:
    """Return a line of Home Assistant's log."""
    return f"2026-11-21 09:18:22.001+00:00 DEBUG (MainThread) [{logger}] {words}\n"


@pytest.mark.timeout(300)
async def test_a_life_at_debug_level_leaves_no_secret(tmp_path: Path) -> None:
    """What scripts/secrets does at length."""
    places, life = await search_life(tmp_path, is_short=True)

    assert [hit for place in places for hit in place.hits] == []
    assert all(place.size for place in places)
    assert life.done["send_sms"] > 20
    assert len(life.done) > 25
    assert len(life.errors) > 40
    repairs = {issue["translation_key"] for issue in life.seen["repairs"]}
    assert repairs >= {"not_sent", "test_mode"}


@pytest.mark.parametrize(
    "written",
    [
        phone(123),
        phone(123).removeprefix("+7"),
        "8 (903) 765-01-23",
        "%2B79037650123",
        f"a text with {WORD}",
        json.dumps(CYRILLIC),
        quote(CYRILLIC, encoding="windows-1251"),
        CYRILLIC.encode("utf-16-be").hex(),
    ],
)
def test_the_search_finds_numbers_and_texts_however_they_are_written(
    written: str,
) -> None:
    """In our own lines, and in anybody's but those that print what they are handed."""
    telltales = Telltales()

    assert log("log", _line(_OURS, written), telltales).hits
    assert log("log", _line("aiohttp.client", written), telltales).hits
    assert log("log", written, telltales).hits
    assert log("log", _line(_CORE, f"{_EVENT}{written}>"), telltales).hits == []
    assert log("log", _line(_CORE, f"Somebody wrote {written}"), telltales).hits
    assert whole("states", [{"attributes": {"a": written}}], telltales).hits


def test_the_search_finds_credentials_in_lines_of_home_assistant_too() -> None:
    """Whoever prints what it is handed may be handed no credentials."""
    telltales = Telltales()
    telltales.add(Kind.PASSWORD, "s3cret")

    assert log("log", _line(_CORE, f"{_EVENT}s3cret>"), telltales).hits


def test_the_id_of_a_webhook_may_be_logged_only_before_our_set_up() -> None:
    """Home Assistant listens already, and nobody can keep it from writing it down."""
    telltales = Telltales()
    telltales.add(Kind.WEBHOOK_ID, "abcdef0123456789")
    listens = _line("homeassistant.components.http.server", "Now listening on port 1")
    ours = _line("homeassistant.setup", "Setting up sms_gateway")
    called = _line(_WEBHOOK, "Handling webhook POST payload for abcdef0123456789")

    assert log("log", listens + called + ours, telltales).hits == []
    assert log("log", listens + ours + called, telltales).hits
    assert log("log", called, telltales).hits


def test_the_search_looks_into_the_errors_of_traces() -> None:
    """The data of a trace is its automation's own; an error is ours."""
    step: dict[str, object] = {"changed_variables": {"phone": phone(1)}}

    assert traces([{"trace": {"action/0": [step]}}], Telltales()).hits == []
    step["error"] = f"No number: {phone(1)}"
    assert traces([{"trace": {"action/0": [step]}}], Telltales()).hits
