"""What a request would cost: send.php with `cost=1`, which sends nothing (seed 001)."""

from ..model import SendRequest
from .parameters import send_parameters


def estimate_parameters(request: SendRequest) -> dict[str, str]:
    """Return the parameters of a request to send, as a question for its price."""
    form = {**send_parameters(request), "cost": "1", "op": "1"}
    # An id is of what was sent.
    del form["id"]
    return form
