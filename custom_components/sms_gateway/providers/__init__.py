"""The providers: each is a package here and one line below."""

from typing import Final

from .provider import ProviderInfo
from .smsc import SMSC
from .smspilot import SMSPILOT
from .websms import WEBSMS

PROVIDERS: Final[dict[str, ProviderInfo]] = {
    info.id: info for info in (SMSC, SMSPILOT, WEBSMS)
}
