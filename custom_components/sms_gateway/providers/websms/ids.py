"""Our own number of a packet, by which it can be asked for when its answer is lost."""

from hashlib import sha256
from typing import Final

_DIGITS: Final = 15
"""The seed says integer: none of these is rounded, in whatever way numbers are kept."""


def packet_number(request_id: str) -> str:
    """Return the number of a request's packet, always the same for the same request.

    A request id is made of time and chance, so its number is too.
    """
    digest = int.from_bytes(sha256(request_id.encode()).digest()[:8])
    lowest = 10 ** (_DIGITS - 1)
    return str(lowest + digest % (9 * lowest))


def is_number(message_id: str) -> bool:
    """Tell whether an id is one of the provider's, and not a request's of ours."""
    return message_id.isdecimal() and len(message_id) < len(
        "01KAJ0Q4M5T4T5Y8N2Q8N3R2ZC"
    )
