"""The dashboard of the demo, as a user could have clicked it together."""

from collections.abc import Mapping, Sequence
from typing import Any

from .accounts import DemoAccount
from .api import WebSocketApi

URL_PATH = "sms-gateway"
TITLE = "SMS Gateway"

# What the dashboard's text field and its buttons need.
PACKAGE = """\
input_text:
  message:
    name: Message
    icon: mdi:pencil-outline
    max: 255
    initial: Вода в ванной!
script:
  write:
    alias: Write
    icon: mdi:send
    mode: parallel
    fields:
      recipient:
        selector:
          entity:
    sequence:
      - action: notify.send_message
        target:
          entity_id: "{{ recipient }}"
        data:
          message: "{{ states('input_text.message') }}"
"""

type Card = dict[str, Any]
type Entities = Mapping[str, str]
"""The entities of an account by what they are, see `user.find_entities`."""


async def save_dashboard(
    websocket: WebSocketApi,
    accounts: Sequence[tuple[DemoAccount, Entities]],
    phones_url: str,
) -> None:
    """Make the dashboard, and let Home Assistant open with it."""
    await websocket.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title=TITLE,
        icon="mdi:message-text-outline",
    )
    sections = [
        *(_account_section(account, entities) for account, entities in accounts),
        *(_recipient_section(account, entities) for account, entities in accounts),
        _phones_section(phones_url),
        _activity_section([entities for _, entities in accounts]),
    ]
    view = {
        "type": "sections",
        "title": TITLE,
        "path": "sms",
        "max_columns": 3,
        "sections": sections,
    }
    await websocket.command(
        "lovelace/config/save", url_path=URL_PATH, config={"views": [view]}
    )
    await websocket.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def _account_section(account: DemoAccount, entities: Entities) -> Card:
    """Return what an account shows."""
    return _section(
        _heading(f"{account.name} (demo)", "mdi:sim-outline"),
        _tile(
            entities["balance"],
            color="green",
            features=[{"type": "trend-graph", "hours_to_show": 1}],
        ),
        _tile(entities["messages_in_transit"], columns=6, color="blue"),
        _tile(entities["last_message_status"], columns=6, color="purple"),
        _tile(entities["message_status"], color="amber"),
    )


def _recipient_section(account: DemoAccount, entities: Entities) -> Card:
    """Return what a recipient shows, and the means to write to them."""
    return _section(
        _heading(account.recipient.name, "mdi:account-outline"),
        _tile(entities["recipient_last_message_status"], color="purple"),
        _tile(entities["recipient_incoming_message"], color="teal"),
        {"type": "entities", "entities": ["input_text.message"]},
        {
            "type": "button",
            "name": f"Send to {account.recipient.name}",
            "icon": "mdi:send",
            "tap_action": {
                "action": "perform-action",
                "perform_action": "script.write",
                "data": {"recipient": entities["recipient"]},
            },
            "grid_options": {"columns": 12, "rows": 2},
        },
    )


def _phones_section(phones_url: str) -> Card:
    """Return the simulator's page with the phones."""
    return _section(
        _heading("The phones", "mdi:cellphone-message"),
        {
            "type": "iframe",
            "url": phones_url,
            "grid_options": {"columns": "full", "rows": 8},
        },
    )


def _activity_section(accounts: Sequence[Entities]) -> Card:
    """Return what happened of late."""
    shown = [
        entities[key]
        for entities in accounts
        for key in ("message_status", "incoming_message")
        if key in entities
    ]
    return _section(
        _heading("Activity", "mdi:format-list-bulleted"),
        {
            "type": "logbook",
            "target": {"entity_id": shown},
            "hours_to_show": 3,
            "grid_options": {"columns": "full", "rows": 6},
        },
        span=2,
    )


def _section(*cards: Card, span: int = 1) -> Card:
    """Return a section of cards."""
    return {"type": "grid", "column_span": span, "cards": list(cards)}


def _heading(text: str, icon: str) -> Card:
    """Return the heading of a section."""
    return {"type": "heading", "heading": text, "icon": icon, "heading_style": "title"}


def _tile(entity_id: str, *, columns: int = 12, **more: Any) -> Card:
    """Return a tile, half a section wide or all of it."""
    return {
        "type": "tile",
        "entity": entity_id,
        "grid_options": {"columns": columns},
        **more,
    }
