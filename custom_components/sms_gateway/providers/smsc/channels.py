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

_BYTES: Final = _ANY | {"sender", "valid_for"}

_MESSENGER: Final = _ANY | {"sender", "valid_for", "shorten_links", "file_url"}

CHANNELS: Final[dict[Channel, frozenset[str]]] = {
    Channel.SMS: _TEXT,
    Channel.FLASH: _TEXT,
    Channel.BINARY: _BYTES,
    Channel.WAP_PUSH: _BYTES,
    Channel.MMS: _BYTES | {"subject", "file_url", "attachments"},
    Channel.CALL: _ANY
    | {
        "valid_for",
        "voice",
        "language",
        "ring_for",
        "repeat_every",
        "attempts",
        "file_url",
        "attachments",
    },
    Channel.VIBER: _MESSENGER,
    Channel.WHATSAPP: _MESSENGER,
    Channel.SOCIAL: _MESSENGER,
    Channel.TELEGRAM: _ANY | {"valid_for"},
    Channel.TELEGRAM_BOT: _ANY | {"valid_for", "bot", "file_url"},
    # Its sender is an address, and never the account's sender ID.
    Channel.EMAIL: _ANY | {"subject", "from_address", "file_url", "attachments"},
}

_PICTURES: Final = frozenset({"jpg", "jpeg", "gif", "png"})
_SOUNDS: Final = frozenset({"wav", "amr", "mp3", "mid"})
_FILMS: Final = frozenset({"mp4", "3gp"})

FILE_TYPES: Final[dict[Channel, frozenset[str]]] = {
    Channel.MMS: frozenset({"txt"}) | _PICTURES | _SOUNDS | _FILMS,
    # The document has no list for calls; these are the sounds that it names.
    Channel.CALL: _SOUNDS,
}
"""The endings of files that may go along; e-mail takes any."""
