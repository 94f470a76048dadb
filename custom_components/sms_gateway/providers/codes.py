"""A line in a provider's table of codes."""

from dataclasses import dataclass

from .model import Reason, Words


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means to us, and its name."""

    reason: Reason
    en: str
    ru: str

    @property
    def words(self) -> Words:
        """Return its name by language."""
        return {"en": self.en, "ru": self.ru}
