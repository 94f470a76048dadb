"""WEBSMS, as its own document describes it."""

from .accounts import Account, Moderator
from .dialect import Dialect
from .provider import WebsmsProvider

__all__ = ["Account", "Dialect", "Moderator", "WebsmsProvider"]
