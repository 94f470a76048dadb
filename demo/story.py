"""What happens in the demo, step by step, and how each step is proved."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .accounts import ACCOUNTS, DemoAccount
from .api import RestApi, WebSocketApi
from .dashboard import save_dashboard
from .errors import DemoError
from .home_assistant import HomeAssistantProcess
from .simulator import SimulatorProcess
from .timeline import Timeline
from .user import (
    add_account,
    find_entities,
    go_through_onboarding,
    read_callback_address,
    remove_other_integrations,
)
from .watch import Event, Watch

_ENTITIES_OF_ACCOUNT = {
    "balance",
    "last_message_status",
    "messages_in_transit",
    "message_status",
    "incoming_message",
    "recipient",
    "recipient_last_message_status",
    "recipient_incoming_message",
}
