"""Each sentence of DESIGN §9 and §10 has a test that exists, or a reason for none."""

import ast
from pathlib import Path

import pytest

from .sentences import SENTENCES, Sentence

_TESTS = Path(__file__).parent


def existing() -> set[str]:
    """Return the names of all tests, those of the end-to-end tests too."""
    return {
        node.name
        for path in _TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def test_every_test_that_is_named_exists() -> None:
    """One that was renamed or taken out is missed at once."""
    named = {test for sentence in SENTENCES for test in sentence.tests}
    assert sorted(named - existing()) == []


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda item: item.number)
def test_a_sentence_is_proved_or_says_why_not(sentence: Sentence) -> None:
    """Never both, never neither."""
    assert bool(sentence.tests) is not bool(sentence.no_test)


def test_sentences_are_counted() -> None:
    """Without a gap, so that none gets lost unnoticed."""
    for section, count in (("9", 18), ("10", 37)):
        numbers = [s.number for s in SENTENCES if s.number.startswith(f"{section}.")]
        assert numbers == [f"{section}.{n}" for n in range(1, count + 1)]
