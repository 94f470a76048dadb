"""What SMSPILOT sells, and what each channel takes (seed 003, sections 1, 4 and 5)."""

from typing import Final

from ..model import Channel

_ANY: Final = frozenset({"send_at", "valid_for"})

CHANNELS: Final[dict[Channel, frozenset[str]]] = {
    Channel.SMS: _ANY | {"sender"},
    # The sender ID of a call says that it is one.
    Channel.CALL: _ANY | {"voice"},
    Channel.FLASH_CALL: _ANY,
}

VOICES: Final = {"woman_1": "GOLOS", "man_1": "GOLOSM"}
"""Voice → sender ID. The seed only names the two; that M is a man is a guess."""

VOICE: Final = "woman_1"
"""Where none is asked for."""

FLASH_CALL: Final = "FLASHCALL"

CHOICES: Final = {"voice": frozenset(VOICES)}
