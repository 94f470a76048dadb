"""Names that several rooms of the integration share."""

from typing import Final

DOMAIN: Final = "sms_gateway"

SUBENTRY_RECIPIENT: Final = "recipient"

CONF_PROVIDER: Final = "provider"
CONF_LOGIN: Final = "login"
CONF_BASE_URL: Final = "base_url"
CONF_CURRENCY: Final = "currency"
CONF_SENDER: Final = "sender"
CONF_FALLBACKS: Final = "fallbacks"
CONF_PROMISE: Final = "promise"
CONF_VALID_FOR: Final = "valid_for"
DEFAULT_VALID_FOR: Final = 15
"""Minutes."""
PROMISE_AT_MOST_ONCE: Final = "at_most_once"
PROMISE_AT_LEAST_ONCE: Final = "at_least_once"
CONF_MESSAGES_PER_HOUR: Final = "messages_per_hour"
CONF_MESSAGES_PER_NUMBER: Final = "messages_per_number"
CONF_MONEY_PER_DAY: Final = "money_per_day"
CONF_INCOMING_INTERVAL: Final = "incoming_interval"
DEFAULT_INCOMING_INTERVAL: Final = 5
"""Minutes."""
CONF_EVENT_TEXT: Final = "event_text"
CONF_URGENT: Final = "urgent"
CONF_CALLBACK_SECRET: Final = "callback_secret"
CONF_CALLBACK_ORIGIN: Final = "callback_origin"
"""Of the address that was last confirmed to be in the provider's settings."""
CONF_CALLBACK_CRC32: Final = "callback_crc32"
CONF_PHONE: Final = "phone"

SECTION_ADVANCED: Final = "advanced"

EVENT_MESSAGE_STATUS: Final = f"{DOMAIN}_message_status"
EVENT_MESSAGE_RECEIVED: Final = f"{DOMAIN}_message_received"
EVENT_CALL_RECEIVED: Final = f"{DOMAIN}_call_received"

ATTR_PROVIDER: Final = "provider"
ATTR_REFERENCE: Final = "reference"
ATTR_MESSAGE_ID: Final = "message_id"
ATTR_CHANNEL: Final = "channel"
ATTR_PHONE: Final = "phone"
ATTR_RECIPIENT: Final = "recipient"
ATTR_TAG: Final = "tag"
ATTR_STATE: Final = "state"
ATTR_PREVIOUS_STATE: Final = "previous_state"
ATTR_ERROR: Final = "error"
ATTR_COST: Final = "cost"
ATTR_PARTS: Final = "parts"
ATTR_SENDER: Final = "sender"
