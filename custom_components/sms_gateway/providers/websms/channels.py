"""What WEBSMS sells, and what each channel takes (seed 000, section 5)."""

from typing import Final

from ..details import Emotion, Feedback, SmsFallback, Transliteration
from ..model import Channel

_ANY: Final = frozenset({"send_at"})

CHANNELS: Final[dict[Channel, frozenset[str]]] = {
    Channel.SMS: _ANY | {"sender", "valid_for", "transliterate", "page", "feedback"},
    Channel.VIBER: _ANY | {"sender", "button", "file_id", "sms_fallback"},
    Channel.CALL: _ANY | {"voice", "language", "tempo", "emotion", "file_id"},
}

MODES: Final[dict[Channel, str | None]] = {
    Channel.SMS: None,
    Channel.VIBER: "viber",
    Channel.CALL: "voice",
}

LANGUAGES: Final = {"ru": "1", "en": "2", "tr": "3"}

VOICES: Final = {
    "woman_1": "1",
    "woman_2": "2",
    "woman_3": "3",
    "woman_4": "4",
    "man_1": "5",
}
"""The seed names six, Жанна, Оксана, Алиса, Оммаж, Захар and Ермил, and numbers five."""

EMOTIONS: Final = {
    Emotion.FRIENDLY: "good",
    Emotion.NEUTRAL: "neutral",
    Emotion.ANGRY: "evil",
}

SMS_FALLBACKS: Final = {
    SmsFallback.NOT_INSTALLED: "1",
    SmsFallback.UNREACHABLE: "2",
    SmsFallback.EITHER: "3",
}

FEEDBACKS: Final = {
    Feedback.NONE: "0",
    Feedback.CHAT: "1",
    Feedback.COMMENT: "2",
    Feedback.POLL: "3",
}

CHOICES: Final = {
    "transliterate": frozenset({Transliteration.LATIN}),
    "language": frozenset(LANGUAGES),
    "voice": frozenset(VOICES),
}
