"""SMSPILOT, as its own document describes it."""

from .accounts import Account
from .channels import Channel
from .dialect import Dialect
from .lookups import Subscriber
from .provider import SmspilotProvider

__all__ = ["Account", "Channel", "Dialect", "SmspilotProvider", "Subscriber"]
