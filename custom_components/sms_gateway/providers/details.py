"""What a message has besides its text, its number and its sender."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final


class Transliteration(StrEnum):
    """How Cyrillic is written in Latin letters, which makes a text cheaper."""

    LATIN = "latin"
    """By sound."""
    LOOKALIKE = "lookalike"
    """By what looks alike."""


class SmsFallback(StrEnum):
    """When a text for a messenger goes out as an SMS instead."""

    NOT_INSTALLED = "not_installed"
    UNREACHABLE = "unreachable"
    EITHER = "either"


class Emotion(StrEnum):
    """How a voice speaks."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    ANGRY = "angry"


class Feedback(StrEnum):
    """How the reader of a page may answer."""

    NONE = "none"
    CHAT = "chat"
    COMMENT = "comment"
    POLL = "poll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes along.

    It is known by its digest, so that it stays the same once its data is dropped.
    """

    name: str
    content_type: str
    data: bytes = field(repr=False, compare=False)
    digest: str = ""

    def __post_init__(self) -> None:
        """Take the digest of a new file."""
        if not self.digest:
            object.__setattr__(self, "digest", sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Whatever is left out, the provider does as it does by itself.

    Times are seconds: `send_at` since 1970, the others long. `spread_over`: how long a
    sending to many numbers takes; `spread_every`: between its portions. `hide_text`:
    days after which a number has to be confirmed again before it is shown the text.
    `ring_for`, `repeat_every` and `attempts` are of calls, `from_address` of e-mail.
    `tempo` is 1 as usual. `file_id`: of a picture or a sound that the provider keeps.
    `page`: what a link in the text opens, which is a text of its own.
    """

    send_at: float | None = None
    transliterate: Transliteration | None = None
    shorten_links: bool | None = None
    spread_over: float | None = None
    spread_every: float | None = None
    hide_text: int | None = None
    file_url: str | None = None
    subject: str | None = None
    voice: str | None = None
    language: str | None = None
    tempo: float | None = None
    emotion: Emotion | None = None
    file_id: int | None = None
    button: str | None = None
    sms_fallback: SmsFallback | None = None
    page: str | None = field(default=None, repr=False)
    feedback: Feedback | None = None
    ring_for: int | None = None
    repeat_every: int | None = None
    attempts: int | None = None
    bot: str | None = None
    from_address: str | None = None
    attachments: tuple[Attachment, ...] = ()
    is_practice: bool | None = None
    """Whether it was asked for as a practice, which it stays."""

    @property
    def given(self) -> Mapping[str, Any]:
        """Return what is not left out, by name."""
        values = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: value for name, value in values if value not in (None, ())}

    def only(self, names: Iterable[str]) -> Details:
        """Return these details without those that somebody cannot do."""
        return Details(**{name: self.given[name] for name in names})

    def without_data(self) -> Details:
        """Return these details once nobody needs the content of the files any more."""
        if not any(item.data for item in self.attachments):
            return self
        kept = tuple(replace(item, data=b"") for item in self.attachments)
        return replace(self, attachments=kept)

    def without_page(self) -> Details:
        """Return these details once texts are kept no longer."""
        return self if self.page is None else replace(self, page=None)

    def as_json(self) -> dict[str, Any]:
        """Return them as plain values, without the content of the files."""
        return {
            name: [_plain(item) for item in value] if name == "attachments" else value
            for name, value in self.given.items()
        }

    @classmethod
    def from_json(
        cls, values: Mapping[str, Any], files: Mapping[str, bytes]
    ) -> Details:
        """Build them from plain values, and from the content of files by its digest.

        Raises LookupError, TypeError or ValueError for bad ones.
        """
        changed: dict[str, Any] = {}
        for name, kind in _KINDS.items():
            if (chosen := values.get(name)) is not None:
                changed[name] = kind(chosen)
        if (rows := values.get("attachments")) is not None:
            changed["attachments"] = tuple(_attachment(row, files) for row in rows)
        return cls(**{**values, **changed})


_KINDS: Final[Mapping[str, type[StrEnum]]] = {
    "transliterate": Transliteration,
    "emotion": Emotion,
    "sms_fallback": SmsFallback,
    "feedback": Feedback,
}


def _plain(attachment: Attachment) -> dict[str, Any]:
    """Return an attachment as plain values; its content is kept by its digest."""
    return {
        "name": attachment.name,
        "content_type": attachment.content_type,
        "digest": attachment.digest,
        "is_needed": bool(attachment.data),
    }


def _attachment(row: Mapping[str, Any], files: Mapping[str, bytes]) -> Attachment:
    """Build an attachment; its content is left out where nobody needs it any more."""
    values = dict(row)
    data = files[values["digest"]] if values.pop("is_needed") else b""
    return Attachment(**values, data=data)
