"""What SMSC sells, and what each channel takes (seed 001, the table of parameters)."""

from typing import Final

from ..model import Channel

_ANY: Final = frozenset({"send_at", "spread_over", "spread_every"})

_TEXT: Final = _ANY | {
    "sender",
    "valid_for",
    "transliterate",
    "shorten_links",
    "hide_text",
}

CHANNELS: Final[dict[Channel, frozenset[str]]] = {
    Channel.SMS: _TEXT,
    Channel.FLASH: _TEXT,
}
