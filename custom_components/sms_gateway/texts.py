"""Texts as templates and files give them, made such that any form and disk can take them."""

from typing import Final

from .providers.values import composed

NOT_IN_ADDRESSES: Final = r"\s\x00-\x1f\x7f\ud800-\udfff\ufffd"
"""Characters that no address has, for a set in a regular expression: what is broken in a
text is replaced, and of an address that would make another one."""


def whole(text: str) -> str:
    """Join surrogates that belong together, and replace those that stand alone.

    A template may give halves of an emoji, which no form and no disk can take.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def folded(text: str) -> str:
    """Return a text as it is compared: letter case does not matter, `ё` is no `е`."""
    return composed(composed(text).casefold())
