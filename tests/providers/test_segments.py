"""How many SMS a text takes."""

import pytest

from custom_components.sms_gateway.providers.segments import count_segments


@pytest.mark.parametrize(
    ("text", "parts", "strange"),
    [
        ("", 1, None),
        ("a" * 160, 1, None),
        ("a" * 161, 2, None),
        ("a" * 306, 2, None),
        ("a" * 307, 3, None),
        ("€" * 80, 1, None),
        ("€" * 81, 2, None),
        # A pair of places is not divided between two parts.
        ("a" * 152 + "€" + "a" * 152, 3, None),
        ("я" * 70, 1, "я"),
        ("я" * 71, 2, "я"),
        ("я" * 134, 2, "я"),
        ("я" * 135, 3, "я"),
        ("a" * 69 + "«", 1, "«"),
        ("🚨" * 35, 1, "🚨"),
        ("🚨" * 36, 2, "🚨"),
        ("🚨" * 67, 3, "🚨"),
    ],
)
def test_parts_and_what_made_it_unicode(
    text: str, parts: int, strange: str | None
) -> None:
    """As phones count."""
    found = count_segments(text)

    assert (found.parts, found.unicode_character) == (parts, strange)
    assert (found.unicode_position is None) is (strange is None)
    assert (found.parts_as_gsm is None) is (strange is None)
