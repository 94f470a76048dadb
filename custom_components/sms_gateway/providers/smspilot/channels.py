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


def channel_of(sender: str | None) -> Channel | None:
    """Return how a message went, which its sender ID tells; None without one."""
    if not sender:
        return None
    if sender.upper() in VOICES.values():
        return Channel.CALL
    return Channel.FLASH_CALL if sender.upper() == FLASH_CALL else Channel.SMS


CHOICES: Final = {"voice": frozenset(VOICES)}
