"""Answers as the providers' documents print them, with placeholders for the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from pathlib import Path
import re
from typing import Any

_HERE = Path(__file__).parent
_ELEMENT = re.compile(r"<(\w+)((?: [^<>]*)?)>([^<>]+)</\1>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]+)"')
_WORD = re.compile(r"<([\w ]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One printed answer: the document, what was asked, and the text letter by letter.

    `arranged` is what has to be so for the simulator to answer with the printed values.
    """

    seed: str
    page: str
    asked: Mapping[str, str]
    kind: str
    text: str
    arranged: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return a name for the test."""
        asked = ",".join(f"{key}={value}" for key, value in self.asked.items())
        return f"{self.page}-{self.kind}-{asked}"

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with values in the places of its placeholders."""
        if self.asked.get("fmt") == "2":
            filled = _ELEMENT.sub(
                lambda found: (
                    f"<{found[1]}{found[2]}>{values.get(found[3], found[3])}"
                    f"</{found[1]}>"
                ),
                self.text,
            )
            return _ATTRIBUTE.sub(
                lambda found: f'{found[1]}="{values[found[2]]}"', filled
            )
        filled = _WORD.sub(lambda found: values[found[1]], self.text)
        if self.kind == "error":
            filled = filled.replace("описание", values["описание"])
            filled = re.sub(r"\bN\b", values["N"], filled)
        return filled


def load(provider: str) -> list[Vector]:
    """Return all vectors of a provider."""
    return [
        Vector(
            seed=file["seed"],
            page=file["page"],
            asked=item["asked"],
            kind=item.get("kind", "answer"),
            text="\n".join(item["text"]),
            arranged=item.get("arranged", {}),
        )
        for path in sorted((_HERE / provider).glob("*.json"))
        for file in [json.loads(path.read_text(encoding="utf-8"))]
        for item in file["vectors"]
    ]
