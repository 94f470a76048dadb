"""What a request would cost: send.php with `cost=1`, which sends nothing (seed 001)."""

from typing import Final

from ..codes import Code
from ..model import Reason, SendRequest
from .codes import SEND_ERRORS
from .parameters import send_parameters

# Five same questions a minute are answered; this is no echo of a sending of ours.
ESTIMATE_ERRORS: Final = SEND_ERRORS | {
    9: Code(
        Reason.BUSY,
        "The price was asked more than five times in a minute",
        "Более пяти одинаковых запросов на получение стоимости в течение минуты",
    )
}


def estimate_parameters(request: SendRequest) -> dict[str, str]:
    """Return the parameters of a request to send, as a question for its price."""
    form = {**send_parameters(request), "cost": "1", "op": "1"}
    # An id is of what was sent.
    del form["id"]
    return form
