"""SMSC, as its own documents describe it."""

from .accounts import Account
from .calls import Callee, Pickup
from .channels import Channel
from .dialect import Dialect
from .lookups import Subscriber
from .provider import SmscProvider

__all__ = [
    "Account",
    "Callee",
    "Channel",
    "Dialect",
    "Pickup",
    "SmscProvider",
    "Subscriber",
]
