"""The dashboard of the demo, as a user could have clicked it together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .accounts import DemoAccount
from .api import WebSocketApi

URL_PATH = "sms-gateway"
TITLE = "SMS Gateway"

# What the text field and the buttons of the dashboard need.
_PACKAGE = """\
input_text:
  message:
    name: {message}
    icon: mdi:pencil-outline
    max: 255
    initial: {text}
script:
  write:
    alias: {message}
    icon: mdi:send
    mode: parallel
    fields:
      recipient:
        selector:
          entity:
    sequence:
      - action: notify.send_message
        target:
          entity_id: "{{{{ recipient }}}}"
        data:
          message: "{{{{ states('input_text.message') }}}}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the dashboard says in a language; entities have names of their own."""

    intro: str
    in_transit: str
    phones: str
    activity: str
    message: str
    text: str
    send: str
    send_about: str


WORDS = {
    "en": Words(
        intro="Send a message, watch it arrive on the phone, and answer it there.",
        in_transit="In transit",
        phones="Phones",
        activity="Activity",
        message="Message",
        text="It is raining, and a window is open.",
        send="Send to {name}",
        send_about="The message above, as an SMS",
    ),
    "ru": Words(
        intro="Отправьте сообщение, дождитесь его на телефоне и ответьте оттуда.",
        in_transit="В пути",
        phones="Телефоны",
        activity="Что произошло",
        message="Сообщение",
        text="На улице дождь, а окно открыто.",
        send="Отправить: {name}",
        send_about="Текст из поля выше, по SMS",
    ),
}

type Card = dict[str, Any]
type Entities = Mapping[str, str]
"""The entities of an account by what they are, see `user.find_entities`."""


def dashboard_package(words: Words) -> str:
    """Return the YAML of what the dashboard needs."""
    return _PACKAGE.format(message=words.message, text=words.text)


async def save_dashboard(
    websocket: WebSocketApi,
    words: Words,
    accounts: Sequence[tuple[DemoAccount, str, Entities]],
    phones_url: str,
) -> None:
    """Make the dashboard, and let Home Assistant open with it."""
    await websocket.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title=TITLE,
        icon="mdi:message-text-outline",
    )
    view = {
        "type": "sections",
        "title": TITLE,
        "path": "sms",
        "max_columns": 3,
        "header": {
            "layout": "start",
            "card": {"type": "markdown", "text_only": True, "content": words.intro},
        },
        "sections": [
            *(_account_section(words, *account) for account in accounts),
            _phones_section(words, phones_url, span=min(len(accounts), 2)),
            _activity_section(words, [entities for *_, entities in accounts]),
        ],
    }
    await websocket.command(
        "lovelace/config/save", url_path=URL_PATH, config={"views": [view]}
    )
    await websocket.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def _account_section(
    words: Words, account: DemoAccount, title: str, entities: Entities
) -> Card:
    """Return what an account and its recipient show, and the means to write."""
    name = account.recipient.name
    cards = [
        _heading(title, "mdi:sim-outline"),
        _tile(entities["balance"], color="green", columns=6),
        _tile(
            entities["messages_in_transit"],
            color="blue",
            columns=6,
            # Its own name is too long for half a section.
            name=words.in_transit,
        ),
        *(
            [_tile(entities["messages_left"], color="green")]
            if "messages_left" in entities
            else []
        ),
        _tile(entities["report_path"], color="blue"),
        _tile(entities["last_message_status"], color="purple"),
    ]
    if "incoming_message" in entities:
        cards.append(_event_tile(entities["incoming_message"], color="teal"))
    cards += [
        _heading(name, "mdi:account-outline"),
        _tile(entities["recipient_last_message_status"], color="purple"),
    ]
    if "recipient_incoming_message" in entities:
        cards.append(_event_tile(entities["recipient_incoming_message"], color="teal"))
    cards += [
        {"type": "entities", "entities": ["input_text.message"]},
        {
            "type": "shortcut",
            "label": words.send.format(name=name),
            "description": words.send_about,
            "icon": "mdi:send",
            "color": "primary",
            "tap_action": {
                "action": "perform-action",
                "perform_action": "script.write",
                "data": {"recipient": entities["recipient"]},
            },
            "grid_options": {"columns": 12},
        },
    ]
    return _section(*cards)


def _phones_section(words: Words, phones_url: str, *, span: int) -> Card:
    """Return the simulator's page with the phones."""
    return _section(
        _heading(words.phones, "mdi:cellphone-message"),
        {
            "type": "iframe",
            "url": phones_url,
            "grid_options": {"columns": "full", "rows": 9},
        },
        span=span,
    )


def _activity_section(words: Words, accounts: Sequence[Entities]) -> Card:
    """Return what happened of late."""
    shown = [
        entities[key]
        for entities in accounts
        for key in ("message_status", "incoming_message")
        if key in entities
    ]
    return _section(
        _heading(words.activity, "mdi:format-list-bulleted"),
        {
            "type": "logbook",
            "target": {"entity_id": shown},
            "hours_to_show": 3,
            "grid_options": {"columns": "full", "rows": 9},
        },
    )


def _section(*cards: Card, span: int = 1) -> Card:
    """Return a section of cards, so many columns wide."""
    return {"type": "grid", "column_span": span, "cards": list(cards)}


def _heading(text: str, icon: str) -> Card:
    """Return the heading of a section."""
    return {"type": "heading", "heading": text, "icon": icon, "heading_style": "title"}


def _tile(entity_id: str, *, columns: int = 12, **more: Any) -> Card:
    """Return a tile, half a section wide or all of it; the heading says whose it is."""
    return {
        "type": "tile",
        "entity": entity_id,
        "name": {"type": "entity"},
        "grid_options": {"columns": columns},
        **more,
    }


def _event_tile(entity_id: str, *, color: str) -> Card:
    """Return the tile of an event entity: what it was, and when."""
    return _tile(entity_id, color=color, state_content=["event_type", "state"])
