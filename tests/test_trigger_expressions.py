"""Regular expressions in a trigger: as Python reads them, and never slow."""

import random
import re
import time

from hypothesis import given, settings, strategies as st
import pytest
import voluptuous as vol

from custom_components.sms_gateway.triggers.expressions import LONGEST_TEXT, expression

LETTERS = "aабБйЖ1 .\n{},kK-"

AB = "".join(random.Random(7).choices("ab", k=LONGEST_TEXT))

_ATOMS = st.sampled_from([*"aБж.1{},-^$\n"]) | st.sampled_from(
    [
        *(rf"\{letter}" for letter in "dDwWsSbBAZ.n"),
        *(r"[aб]", "[^a]", "[]a]", r"[^]\]a-k]", "[1-]", r"[\d\-]", "(?:)"),
        *(r"\x61", r"\u0416", r"\N{LATIN SMALL LETTER K}"),
    ]
)
_TIMES = st.sampled_from(
    ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{,2}", "{1,}", "{,}", "{0,3}?"]
)


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return what can be made of parts."""
    return (
        st.tuples(parts, parts).map("".join)
        | st.tuples(parts, parts).map(lambda two: f"({two[0]}|{two[1]})")
        | st.tuples(parts, _TIMES).map(lambda two: f"(?:{two[0]}){two[1]}")
        | st.tuples(parts, parts).map("|".join)
    )


def _is_one(written: str) -> bool:
    """Tell whether Python takes it: pieces put together may be none."""
    try:
        re.compile(written)
    except re.error:
        return False
    return True


EXPRESSIONS = (
    st.tuples(
        st.sampled_from(["", "(?s)", "(?m)", "(?a)"]),
        st.recursive(_ATOMS, _larger, max_leaves=8),
    )
    .map("".join)
    .filter(_is_one)
)


@given(written=EXPRESSIONS, texts=st.lists(st.text(LETTERS, max_size=9), max_size=20))
@settings(max_examples=300, deadline=None)
def test_it_matches_what_python_says(written: str, texts: list[str]) -> None:
    """Letter by letter the same language."""
    ours, theirs = expression(written), re.compile(written, re.IGNORECASE)

    for text in texts:
        assert ours.is_in(text) is (theirs.search(text) is not None), text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(a|a)*b", "a" * LONGEST_TEXT),
        ("^(a+)+$", "a" * (LONGEST_TEXT - 1) + "b"),
        (".*a.*b.*c.*d", "abc" * (LONGEST_TEXT // 3)),
        ("(?:a?){40}a{40}", "a" * 39 + "b" * (LONGEST_TEXT - 39)),
        ("(a|b)*a(a|b){40}c", AB),
        ("a[ab]{0,98}c", AB),
        (r"(\bб|.){49}ж", "".join(map(chr, range(0x4E00, 0x4E00 + LONGEST_TEXT)))),
    ],
)
def test_no_text_takes_long(written: str, text: str) -> None:
    """Ten milliseconds on a desk; the ceiling leaves room for a machine that is busy."""
    asked = expression(written)
    begun = time.process_time()
    assert not asked.is_in(text)
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize(
    ("written", "text", "is_in"),
    [
        ("(a|a)*b", "a" * 500 + "b", True),
        (".*gate.*open.*now.*", "The gate is to OPEN right now, please", True),
        (".*gate.*open.*now.*", "Open the gate now", False),
        ("", "", True),
        ("^открой$", "ОТКРОЙ", True),
        ("^открой$", "откро\u0438\u0306", True),
        ("^откро\u0438\u0306$", "открой", True),
        ("(on|off", None, None),
        ("end$", "x" * (LONGEST_TEXT - 3) + "end", True),
        ("end$", "x" * (LONGEST_TEXT - 2) + "end", False),
    ],
)
def test_what_matches(written: str, text: str | None, is_in: bool | None) -> None:
    """In whatever case, and however a device writes a letter with a mark."""
    if text is None:
        with pytest.raises(vol.Invalid, match="is not a regular expression"):
            expression(written)
        return
    assert expression(written).is_in(text) is is_in


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (r"(a)\1", "references to groups"),
        ("(?P<a>a)(?P=a)", "references to groups"),
        ("a(?=b)", "before or after"),
        ("(?<!a)b", "before or after"),
        ("(?x) a b", "and the like"),
        ("(a)?(?(1)b|c)", "and the like"),
        ("(?>a+)b", "and the like"),
        ("a++", "gives nothing back"),
        ("a{101}", "more than 100 letters"),
        ("(a{30}){30}", "more than 100 letters"),
        ("(?:){4000000000}", "more than 100 letters"),
        ("(?:(?:(?:){90}){90}){90}", "more than 100 letters"),
        ("(" * 40 + ")" * 40, "too deep"),
        ("(" * 5000 + ")" * 5000, "too deep"),
    ],
)
def test_what_is_refused(written: str, why: str) -> None:
    """With what to do instead."""
    with pytest.raises(vol.Invalid, match=why) as raised:
        expression(written)
    assert "with `contains`" in str(raised.value)
