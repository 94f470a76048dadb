"""SMSC, as its own documents describe it."""

from .accounts import Account
from .dialect import Dialect
from .provider import SmscProvider

__all__ = ["Account", "Dialect", "SmscProvider"]
